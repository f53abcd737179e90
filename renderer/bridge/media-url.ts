/** Where a file of the team is read by its hash: beside the page in Electron, with the session's key in a browser. */
export function mediaUrl(hash: string, mediaKey: string, protocol: string): string {
  return protocol === 'app:' ? `/media/${hash}` : `/media/${hash}?k=${encodeURIComponent(mediaKey)}`;
}
