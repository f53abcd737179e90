/** The scripts a button offers, in the order of the list: what the window shows is what the press may name. */
import type { Action, ScriptBody } from '#shared/model/preset.ts';

export function offeredScripts(action: Extract<Action, { do: 'offer' }>, scripts: readonly ScriptBody[]): ScriptBody[] {
  const { language, groups, scripts: named } = action;
  return scripts
    .filter((script) => (named === undefined ? groups === undefined || groups.includes(script.group) : named.includes(script.id)))
    // A list of one language holds what there is in it.
    .filter((script) => language === undefined || script.texts[language] !== undefined)
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
