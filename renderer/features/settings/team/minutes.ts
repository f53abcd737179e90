/** Minutes and seconds as people write them: "2:30", "3". */

/** Milliseconds, 1 s … 24 h; null = not a time. */
export function parseMinutes(text: string): number | null {
  const match = /^(\d{1,4})(?::([0-5]\d))?$/.exec(text.trim());
  if (!match) return null;
  const ms = (Number(match[1]) * 60 + Number(match[2] ?? 0)) * 1000;
  return ms >= 1000 && ms <= 24 * 60 * 60_000 ? ms : null;
}

export function formatMinutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
