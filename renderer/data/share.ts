/** Keeps old objects where a new answer says the same, so that memoised rows are not drawn again. */
export function share<Value>(before: unknown, after: Value): Value {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) {
    let same = before.length === after.length;
    const byId = indexed(before);
    const next = after.map((item: unknown, at) => {
      const old: unknown = byId?.get(identity(item)) ?? before[at];
      const kept = share(old, item);
      if (kept !== before[at]) same = false;
      return kept;
    });
    return (same ? before : next) as Value;
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = Object.keys(after);
    let same = keys.length === Object.keys(before).length;
    const next: Record<string, unknown> = {};
    for (const key of keys) {
      next[key] = share(before[key], after[key]);
      if (next[key] !== before[key]) same = false;
    }
    return (same ? before : next) as Value;
  }
  return after;
}

const idFields = ['conversationId', 'messageId', 'dealId', 'id', 'commandId', 'stageId', 'accountId'] as const;

/** Rows move within a list: they are matched by what they are, not by where they stand. */
function identity(item: unknown): unknown {
  if (!isRecord(item)) return undefined;
  if (typeof item['id'] === 'string') return item['id'];
  const field = idFields.find((name) => typeof item[name] === 'string');
  return field === undefined ? undefined : item[field];
}

function indexed(list: readonly unknown[]): Map<unknown, unknown> | null {
  if (list.length === 0 || identity(list[0]) === undefined) return null;
  return new Map(list.map((item) => [identity(item), item]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
