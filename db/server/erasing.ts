/** What a store can do to let go of a client for good, beside rewriting rows (S72): whatever else still names them. */

export interface ErasingWriter<Effect> {
  /** Effects whose payload holds any of these words. */
  effectsNaming(words: readonly string[]): Promise<Effect[]>;
  /** Timers, strange deliveries and parked commands that hold any of these words are gone. */
  dropNaming(words: readonly string[]): Promise<void>;
  /**
   * Of the `limit` commands after this id, those whose result or change list holds any of these words lose both, in every stream too. Answers
   * the last id looked at; null = there were no more.
   */
  forgetNaming(words: readonly string[], after: string, limit: number): Promise<string | null>;
}

/** A list of commands looked through: where the next begins. */
export function nextAfter(ids: readonly string[], limit: number): string | null {
  return ids.length < limit ? null : ids.at(-1)!;
}
