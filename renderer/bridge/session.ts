/** The key of this tab: read once from the address, which forgets it at once; then a token that lives as long as the tab. */
import type { UpFrame } from '#shared/port/port.ts';

const tokenKey = 'pult.token';

export interface Session {
  credentials(): Extract<UpFrame, { t: 'auth' }>;
  keepToken(token: string | null): void;
  /** Forgets what was refused; true when there is something else to try. */
  refused(): boolean;
}

/** The fragment is `#key=…` or `#invite=…`; it never reaches a server's log, and leaves the history before anything is drawn. */
export function createSession(page: Window): Session {
  const fragment = new URLSearchParams(page.location.hash.slice(1));
  let key = fragment.get('key');
  let invite = fragment.get('invite');
  if (key || invite) page.history.replaceState(null, '', page.location.pathname + page.location.search);
  const stored = (): string | null => page.sessionStorage.getItem(tokenKey);
  return {
    credentials: () => {
      if (key) return { t: 'auth', key };
      if (invite) return { t: 'auth', invite };
      const token = stored();
      return token ? { t: 'auth', token } : { t: 'auth' };
    },
    keepToken: (token) => {
      key = null;
      invite = null;
      if (!token) return;
      // Over TLS the server keeps it in a cookie that no script can read; only a cookie of 127.0.0.1 would be shown to every port.
      if (page.location.protocol !== 'https:') return page.sessionStorage.setItem(tokenKey, token);
      void page.fetch('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }).catch(() => undefined);
    },
    refused: () => {
      // A used key may stand in the address of a tab that already has a session: what it holds is tried next.
      if (key || invite) {
        key = null;
        invite = null;
        return stored() !== null;
      }
      page.sessionStorage.removeItem(tokenKey);
      return false;
    },
  };
}
