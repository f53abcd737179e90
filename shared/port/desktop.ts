/**
 * What the page may ask of Electron, as `window.pult`. Absent in a browser, where the page uses a file input, a download and its own
 * menu instead. It does not grow with a feature: data goes over the port.
 *
 * The port itself comes as a message of the window: `{ pult: 'port' }` with `event.ports[0]`, after every load and again when the
 * console was started anew. A page that missed it posts `{ pult: 'want-port' }` to its own window.
 */
export interface Desktop {
  /** The system's dialog; [] when it was closed without a choice. */
  openFile(options: FileChoice): Promise<PickedFile[]>;
  /** The system's dialog; false when it was closed without a choice. */
  saveFile(options: { name: string; bytes: Uint8Array }): Promise<boolean>;
  /** The system's menu at the pointer; the id of the chosen item, or null. */
  contextMenu(items: MenuItem[]): Promise<string | null>;
  /** Number on the icon of the program; 0 takes it away. */
  badge(count: number): void;
  /** Brings the window to the front, after a press on a notification. */
  show(): void;
  /** Shows the folder of this console's data in the system's file manager. */
  showDataFolder(): void;
  /** Opens a file of the team in the system's own program, where `openable.ts` allows its name. */
  openAttachment(file: { hash: string; name: string }): Promise<OpenOutcome>;
  /** Hears the id of the conversation that a `pult://` link names, also one that came before the page did. Returns how to stop. */
  onLink(open: (conversationId: string) => void): () => void;
}

/** missing: the file can't be had now · refused: not of a kind that is opened, it can be saved · failed: the system has no program for it. */
export type OpenOutcome = 'opened' | 'missing' | 'refused' | 'failed';

export interface FileChoice {
  several?: boolean;
  /** Endings without a dot: `['png', 'jpg']`; all files when absent. */
  endings?: string[];
}

export interface PickedFile {
  name: string;
  bytes: Uint8Array;
}

export type MenuItem = { id: string; label: string; disabled?: boolean } | { separator: true };
