/** Reads multipart forms as leniently as the Bot API does: file names come quoted or bare. */
export interface Part {
  name: string;
  fileName: string | null;
  bytes: Uint8Array;
}

export function readMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return [];
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  for (let at = body.indexOf(mark); at !== -1; ) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const gap = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, Math.max(gap, 0)).toString();
    const name = /[; ]name="([^"]*)"/.exec(head)?.[1];
    if (gap !== -1 && name !== undefined) {
      const fileName = /filename="?([^"\r\n;]*)"?/.exec(head)?.[1] ?? null;
      parts.push({ name, fileName, bytes: new Uint8Array(part.subarray(gap + 4)) });
    }
    at = next;
  }
  return parts;
}
