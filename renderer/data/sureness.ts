/** The person's password again, before what the server takes only from whoever has given it lately (R15): asked once, then what was refused is repeated. */
import { create } from 'zustand';
import type { Answered } from '#renderer/bridge/connection.ts';
import type { CallName, Calls } from '#shared/port/port.ts';

/** What the server answers to whoever must give it again. */
export const confirmNeeded = 'confirm_needed';

interface SurenessState {
  /** All that wait for the one answer. */
  waiting: readonly ((sure: boolean) => void)[];
  /** true = the password has been given and taken; false = they would rather not. */
  ask(): Promise<boolean>;
  settle(sure: boolean): void;
}

export const useSureness = create<SurenessState>((set, get) => ({
  waiting: [],
  ask: () => new Promise((resolve) => set(({ waiting }) => ({ waiting: [...waiting, resolve] }))),
  settle: (sure) => {
    const { waiting } = get();
    set({ waiting: [] });
    for (const resolve of waiting) resolve(sure);
  },
}));

export type Call = <Name extends CallName>(name: Name, args: Calls[Name]['args']) => Promise<Answered<Calls[Name]['value']>>;

/** Repeats a call once its person has made sure. */
export function createSureCall(call: Call, ask: () => Promise<boolean>): Call {
  return async (name, args) => {
    const answer = await call(name, args);
    return !answer.ok && answer.code === confirmNeeded && (await ask()) ? call(name, args) : answer;
  };
}
