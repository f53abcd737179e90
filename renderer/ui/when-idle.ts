/** Work that may wait until nobody waits for anything else. */

/** Answers what calls it off. Where the browser can't tell (Safari), a fifth of a second later. */
export function whenIdle(work: () => void): () => void {
  if (typeof globalThis.requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 200);
    return () => clearTimeout(timer);
  }
  const asked = globalThis.requestIdleCallback(() => work(), { timeout: 1000 });
  return () => globalThis.cancelIdleCallback(asked);
}
