/** Which chord means which action, with the person's own changes; and who handles an action right now. */
import { actions } from '#renderer/ui/keys/actions.ts';
import type { Action, ActionId } from '#renderer/ui/keys/actions.ts';
import { chordOf, isSingle } from '#renderer/ui/keys/chord.ts';
import type { KeyPress } from '#renderer/ui/keys/chord.ts';

export interface Handler {
  run(): void;
  enabled: boolean;
  /** Words for the palette, where they say more than the action's own ("Price" instead of "Button 2"). */
  label?: string | undefined;
}

/** Something that would do something now: for the palette. */
export interface LiveAction {
  key: string;
  /** Null for a key that comes from data. */
  id: ActionId | null;
  chord: string | null;
  label: string | null;
  run(): void;
}

export interface KeyMap {
  /** Chords of an action, the person's own first. */
  chordsOf(id: ActionId): readonly string[];
  /** The chord to draw beside a button; null when there is none, or when single keys are off. */
  hint(id: ActionId): string | null;
  /** Registers a handler; the newest enabled one of an action runs. */
  handle(id: ActionId, handler: Handler): () => void;
  /** A key that comes from data (a button of the preset), not from the list of actions. */
  handleChord(chord: string, handler: Handler): () => void;
  /** What would do something now: for the palette. */
  live(): LiveAction[];
  run(id: ActionId): boolean;
  /** True when the press meant something and was handled. */
  press(event: KeyPress, inText: boolean): boolean;
  configure(settings: { singleKeys: boolean; keys: Readonly<Record<string, string>> }): void;
  readonly mac: boolean;
}

/** How long after "G" its second key is awaited, ms. */
const sequenceMs = 1200;

export function createKeyMap(deps: { mac: boolean; now(): number }): KeyMap {
  let single = true;
  let own: Readonly<Record<string, string>> = {};
  let prefix: { chord: string; until: number } | null = null;
  const handlers = new Map<ActionId, Handler[]>();
  const chordHandlers = new Map<string, Handler[]>();
  const byId = new Map<ActionId, Action>(actions.map((action) => [action.id, action]));

  const chordsOf = (id: ActionId): readonly string[] => {
    const action = byId.get(id);
    if (!action) return [];
    const chosen = own[id];
    return chosen && !action.fixed ? [chosen, ...action.keys.slice(1)] : action.keys;
  };

  const add = <Key>(map: Map<Key, Handler[]>, key: Key, handler: Handler): (() => void) => {
    map.set(key, [...(map.get(key) ?? []), handler]);
    return () => {
      const rest = (map.get(key) ?? []).filter((each) => each !== handler);
      if (rest.length > 0) map.set(key, rest);
      else map.delete(key);
    };
  };
  const newest = (list: Handler[] | undefined): Handler | undefined => list?.findLast((handler) => handler.enabled);

  const run = (id: ActionId): boolean => {
    const handler = newest(handlers.get(id));
    handler?.run();
    return handler !== undefined;
  };

  const hint = (id: ActionId): string | null => chordsOf(id).find((chord) => single || !isSingle(chord.split(' ')[0]!)) ?? null;
  const allowed = (chord: string, inText: boolean): boolean => !isSingle(chord.split(' ')[0]!) || (!inText && (single || /^(Arrow|Enter)/.test(chord)));

  return {
    mac: deps.mac,
    chordsOf,
    hint,
    handle: (id, handler) => add(handlers, id, handler),
    handleChord: (chord, handler) => add(chordHandlers, chord, handler),
    live: () => {
      const named = actions.flatMap((action): LiveAction[] => {
        const handler = action.fixed ? undefined : newest(handlers.get(action.id));
        return handler ? [{ key: action.id, id: action.id, chord: hint(action.id), label: handler.label ?? null, run: handler.run }] : [];
      });
      const fromData = [...chordHandlers].flatMap(([chord, list]): LiveAction[] => {
        const handler = newest(list);
        return handler?.label ? [{ key: chord, id: null, chord: single || !isSingle(chord) ? chord : null, label: handler.label, run: handler.run }] : [];
      });
      return [...named, ...fromData];
    },
    run,
    press: (event, inText) => {
      const chord = chordOf(event, deps.mac);
      if (chord === null) return false;
      const sequence = prefix && deps.now() < prefix.until ? `${prefix.chord} ${chord}` : null;
      prefix = null;
      for (const wanted of sequence ? [sequence, chord] : [chord]) {
        if (!allowed(wanted, inText)) continue;
        const dynamic = newest(chordHandlers.get(wanted));
        if (dynamic) {
          dynamic.run();
          return true;
        }
        for (const action of actions) {
          if (action.fixed || !chordsOf(action.id).includes(wanted)) continue;
          if (run(action.id)) return true;
        }
      }
      if (allowed(chord, inText) && actions.some((action) => chordsOf(action.id).some((each) => each.startsWith(`${chord} `)))) {
        prefix = { chord, until: deps.now() + sequenceMs };
        return true;
      }
      return false;
    },
    configure: (settings) => {
      single = settings.singleKeys;
      own = settings.keys;
    },
  };
}
