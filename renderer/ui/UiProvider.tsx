/** What small components need to know of the team: where files are, the answer clock, the hours; given by the shell. */
import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import type { ClockBody, WorkingHours } from '#shared/model/preset.ts';
import type { KeyMap } from '#renderer/ui/keys/key-map.ts';

export interface UiContextValue {
  /** Address of a file by its hash. */
  mediaUrl(hash: string): string;
  /** Limits of the answer clock; null until the team is known. */
  clock: ClockBody | null;
  hours: WorkingHours;
  zone: string;
  /** Keys of all actions, with the person's own changes. */
  keys: KeyMap;
}

const UiContext = createContext<UiContextValue | null>(null);

export function UiProvider(props: { value: UiContextValue; children: ReactNode }): ReactNode {
  return <UiContext value={props.value}>{props.children}</UiContext>;
}

export function useUi(): UiContextValue {
  const value = useContext(UiContext);
  if (!value) throw new Error('UiProvider is missing');
  return value;
}
