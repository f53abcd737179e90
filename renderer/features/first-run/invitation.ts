/** Takes an invitation apart, given as a whole link or as a code with the team's address beside it. */

export interface Invitation {
  code: string | null;
  /** Origin of the team's server. */
  server: string | null;
  /** The link itself named the server. */
  linked: boolean;
}

export function readInvitation(given: string, address: string): Invitation {
  const text = given.trim();
  if (/^https?:\/\//i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : null;
    const code = url === null ? null : new URLSearchParams(url.hash.slice(1)).get('invite');
    return { code: isCode(code) ? code : null, server: url?.origin ?? null, linked: true };
  }
  const server = URL.canParse(address.trim()) ? new URL(address.trim()) : null;
  return { code: isCode(text) ? text : null, server: server && /^https?:$/.test(server.protocol) ? server.origin : null, linked: false };
}

function isCode(text: string | null): text is string {
  return text !== null && /^[A-Za-z0-9_-]{16,200}$/.test(text);
}
