/**
 * What Electron's main process and the console it forks say to each other over `process.parentPort`. Everywhere else (plain Node) there is
 * no main, and the console does these things itself.
 */

/** How the wrapping key is kept: by the system's keychain, by Linux's password-less fallback, or not at all (the console uses a 0600 file). */
export type KeyProtection = 'keychain' | 'basic_text' | 'none';

export type ToConsole =
  /** First message. `wrapKey`: 64 hex digits; the console wraps the keys of its files with it. */
  | { type: 'keys'; wrapKey: string | null; protection: KeyProtection }
  /** A window asks to be served; its MessagePort is `event.ports[0]`. Comes again after each reload of the page. */
  | { type: 'attach-window' }
  | { type: 'media'; id: number; hash: string }
  /** A process that was asked for with `fork` said something, or ended. */
  | { type: 'child'; id: number; message: unknown }
  | { type: 'child-exit'; id: number; code: number };

export type FromConsole =
  /** The team is there. `address`: what the console has printed behind `Pult is ready: `. */
  | { type: 'ready'; address: string }
  /** One clear sentence for a person; the console ends afterwards. (One that ends with code 0 before `ready` found another on this data.) */
  | { type: 'fatal'; message: string }
  /** `bytes: null`: there is no such file. */
  | { type: 'media'; id: number; contentType: string; bytes: Uint8Array | null }
  /**
   * Start another bundle beside this one. A console cannot do it itself: in a packed Electron a Node of one's own is fused off, so
   * `child_process.fork` has nothing to run.
   */
  | { type: 'fork'; id: number; entry: 'server' | 'demo'; args: string[] }
  | { type: 'child'; id: number; message: unknown }
  | { type: 'kill'; id: number };
