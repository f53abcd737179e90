/** What stands still in the team's server until somebody looks or time passes: shown to its owner. */
export interface StalledList {
  /** Timers whose command was refused or could not be written, oldest first; of very many, the first (S64). */
  timers: StalledTimer[];
  /** Who sees what is being worked out anew (S16): how many records are left, null = not counted yet; absent while nothing of it is under way. */
  regrant?: { left: number | null };
  /** Presses of the time before a restore that still miss a row, oldest first (S70). */
  parked: ParkedPress[];
}

export interface StalledTimer {
  key: string;
  due: number;
  command: string;
  /** Rule whose time it was; null = a clock, a reminder, work of the server's own. */
  ruleId: string | null;
  /** The client it was about, and where to open them; null = about none, or gone. */
  about: { name: string; conversationId: string | null } | null;
  /** What the server must do in the end: it can be tried again and not dropped. */
  needed: boolean;
}

export interface ParkedPress {
  commandId: string;
  personId: string;
  command: string;
  /** Set aside then; tried until `until`, whenever another console has brought its own. */
  at: number;
  until: number;
}
