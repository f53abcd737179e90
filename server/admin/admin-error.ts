/** What an administrator asked for and can't have, as a code with one clear sentence; `exit` is the program's exit code. */

const sentences = {
  usage: (what: string) => what,
  running: (what: string) => `A server is running on ${what}. Stop it first.`,
  not_set_up: (what: string) => `There is no team in ${what} yet. Make one with "admin init".`,
  already_set_up: (what: string) => `${what} already holds a team. Nothing was changed.`,
  no_preset: (what: string) => `There is no preset "${what}".`,
  no_login: (what: string) => `Nobody who works here has the login "${what}".`,
  stdin_empty: (what: string) => `${what} is read from standard input, and nothing came.`,
  password_short: () => 'The password is too short: it needs at least 10 characters.',
  password_long: () => 'The password is too long: it may have 128 characters.',
  password_common: () => 'This password is one of those that are tried first. Choose another.',
  refused: (what: string) => `The team's server refused: ${what}.`,
  found_faults: (what: string) => `${what}: see the list above.`,
  backup_taken: (path: string) => `${path} is there already. A back-up is never written over: give another name.`,
  no_folder: (path: string) => `There is no folder ${path}.`,
  folder_closed: (path: string) => `Nothing can be written to ${path}: it is read-only, or not yours to write in.`,
  backup_missing: (path: string) => `There is no file ${path}.`,
  backup_strange: (path: string) => `${path} is no back-up of Pult.`,
  backup_locked: (path: string) => `${path} is locked with a passphrase: give it on standard input.`,
  backup_passphrase: (path: string) => `The passphrase does not open ${path}.`,
  backup_cut: (path: string) => `${path} ends before its end: it was not written or not copied whole. Nothing was changed.`,
  backup_damaged: (path: string) => `${path} has been changed or damaged since it was written. Nothing was changed.`,
  backup_newer: (path: string) => `${path} was made by a newer version of Pult. Update Pult first; nothing was changed.`,
} as const;

export type AdminCode = keyof typeof sentences;

/** `message` is for people. */
export class AdminError extends Error {
  readonly code: AdminCode;
  constructor(code: AdminCode, what = '') {
    super(sentences[code](what));
    this.name = 'AdminError';
    this.code = code;
  }
}

export const isAdminCode = (code: string): code is AdminCode => Object.hasOwn(sentences, code);
