/** What can be done to a team, and what is told of it afterwards. */
export const blows = [
  'cut', 'half', 'half-open-near', 'half-open-far', 'lost-answer', 'resets', 'trickle', 'far', 'silent', 'lost-up', 'lost-down', 'refused', 'stopped-server', 'stopped-console',
] as const;
/** No byte can be written to any file for a while, as on a disk that is full or fails. */
export const diskBlows = ['full-server', 'full-console'] as const;
export type Blow = (typeof blows)[number] | (typeof diskBlows)[number];

/** Whoever stands in line again and has nothing to say is level. */
export const levelMs = 5000;
/** A disk that failed is not tried again at once. */
export const diskLevelMs = 10_000;
export interface Struck {
  kills: { server: number; console: number };
  blows: Partial<Record<Blow, number>>;
  promised: number;
  clients: number;
  sent: number;
  /** How sending ended, by state. */
  effects: Record<string, number>;
  /** From a kill to the first word of a new server; from a start to the first press a console promised, ms. */
  usable: { server: number[]; console: number[] };
  /** From the end of each partition until its console was current, ms; the longest of each kind. */
  levelMs: number[];
  slowest: Partial<Record<Blow, number>>;
  /** Never current. */
  stuck: number;
  /** From the last blow until everybody was, ms. */
  healedMs: number;
  faults: string[];
}
