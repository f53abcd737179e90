/** One line of what happened: a code and ids, numbers, sizes. Never a text, name, phone, token or query (R31). */
export type Log = (code: string, data?: Readonly<Record<string, string | number | boolean | null>>) => void;
