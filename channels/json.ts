/** Reads what a network sent without trusting its shape: unknown, missing and wrongly typed fields become null. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Objects of a list; what is no object is left out. */
export function asObjects(value: unknown): JsonObject[] {
  return asArray(value).map(asObject).filter((item) => item !== null);
}

/** Empty text stays text: only what is no text is null. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Ids come as text and, in some versions, as numbers; a number too large to be exact is no id. */
export function asId(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Seconds, milliseconds or ISO 8601 (also `+0000` without a colon) → UTC ms. */
export function asTime(value: unknown): number | null {
  if (typeof value === 'string' && /^\d+$/.test(value)) return asTime(Number(value));
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= 0) return null;
    return Math.round(value < 100_000_000_000 ? value * 1000 : value);
  }
  if (typeof value !== 'string') return null;
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}

/** A field by a path of names: `dig(body, 'error', 'code')`. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) at = asObject(at)?.[name];
  return at;
}

/** null = no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Raw text kept for a person to look at; longer than 64 Ki characters is cut. */
export function kept(raw: string): string {
  return raw.slice(0, 65_536);
}
