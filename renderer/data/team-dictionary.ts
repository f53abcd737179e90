/** The team's settings as the engine reads them: the window can tell what a script will say, what a stage lacks, before it presses. */
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { createDictionary } from '#shared/engine/dictionary.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { TeamView } from '#shared/queries/rows.ts';

const made = new WeakMap<TeamView, Dictionary>();

/** The same dictionary for the same answer of `team.view`. Account states stand with the accounts and are left out. */
export function teamDictionary(view: TeamView): Dictionary {
  const known = made.get(view);
  if (known) return known;
  const dict = createDictionary();
  if (view.team) dict.set('team', 'team', view.team);
  if (view.clock) dict.set('clock', view.clock.id, view.clock);
  for (const row of view.roles) dict.set('role', row.id, row);
  for (const row of view.funnels) dict.set('funnel', row.id, row);
  for (const row of view.buttons) dict.set('button', row.id, row);
  for (const row of view.scripts) dict.set('script', row.id, row);
  for (const row of view.fields) dict.set('field', row.id, row);
  for (const row of view.lists) dict.set('list', row.id, row);
  for (const row of view.rules) dict.set('rule', row.id, row);
  for (const { state: _state, ...row } of view.accounts) dict.set('account', row.id, row);
  for (const row of view.people) dict.set('person', row.id, row);
  for (const row of view.seats) dict.set('seat', row.id, row);
  made.set(view, dict);
  return dict;
}

export function useDictionary(): Dictionary {
  return teamDictionary(useTeam());
}
