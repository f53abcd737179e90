/** The answer of a decision: values for what was expected, exceptions only for bugs. */
export interface Refusal<Code extends string = string> {
  readonly ok: false;
  readonly code: Code;
  /** Only ids and names that every active person may see, and numbers: never a row (replication rule S18). */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Accepted<Value> {
  readonly ok: true;
  readonly value: Value;
}

export type Result<Value, Code extends string = string> = Accepted<Value> | Refusal<Code>;

export function accept<Value>(value: Value): Accepted<Value> {
  return { ok: true, value };
}

export function refuse<Code extends string>(code: Code, data: Readonly<Record<string, unknown>> = {}): Refusal<Code> {
  return { ok: false, code, data };
}
