/** How long to wait after the n-th failure in a row: doubling up to a ceiling, spread so that accounts don't knock together. */
export function backOffMs(failures: number, random: () => number, firstMs = 1_000, ceilingMs = 120_000): number {
  const full = Math.min(ceilingMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (0.75 + random() * 0.5));
}
