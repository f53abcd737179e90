/** A button as it is edited: an empty one, what is still wrong with it, and how it is saved. */
import type { Action, ButtonBody, FieldBody, Label, RoleBody } from '#shared/model/preset.ts';
import type { TeamView } from '#shared/queries/rows.ts';
import { keyHolder } from '#shared/engine/buttons.ts';
import { clashesIn, fitsField } from '#shared/engine/preset-faults.ts';

/** Where in the form; a number = that action. */
export type ProblemPlace = 'name' | 'key' | 'stages' | 'actions' | number;

export interface Problem {
  at: ProblemPlace;
  /** Words stand under `buttons.wrong.<code>`. */
  code: string;
  /** A button that the words name. */
  other?: ButtonBody;
}

type Team = Pick<TeamView, 'buttons' | 'funnels' | 'scripts' | 'fields' | 'lists'>;

const longestName = 40;
export const buttonKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'Shift+S', 'Shift+D'] as const;

/** Last in its funnel, for everybody who may press buttons; does nothing yet. */
export function newButton(buttons: readonly ButtonBody[], funnel: string, roles: readonly RoleBody[]): ButtonBody {
  const ids = new Set(buttons.map((button) => button.id));
  let number = buttons.length + 1;
  while (ids.has(`button-${number}`)) number += 1;
  return {
    id: `button-${number}`, label: { en: '', uk: '' }, order: Math.max(0, ...buttons.map((button) => button.order)) + 10, key: null, funnel, stages: 'open',
    roles: pressingRoles(roles, []).map((role) => role.id), needsPhoto: false, ask: [], actions: [], undoMs: null,
  };
}

/** Roles that may press buttons at all, and those that one names already. */
export function pressingRoles(roles: readonly RoleBody[], named: readonly string[]): RoleBody[] {
  return roles.filter((role) => role.may.includes('buttons') || named.includes(role.id));
}

/** Fields that a person can answer in one line. */
export function askableFields(fields: readonly FieldBody[]): FieldBody[] {
  return fields.filter((field) => field.of === 'deal' && !field.automatic && field.type !== 'photos').toSorted((a, b) => a.order - b.order);
}

/** Fields that a press may set by itself. */
export function settableFields(fields: readonly FieldBody[]): FieldBody[] {
  return askableFields(fields).filter((field) => ['text', 'integer', 'decimal', 'bool', 'date', 'list', 'person'].includes(field.type));
}

/** A missing name is taken from the other language; empty further languages are left out. Null = no name at all. */
export function finishedLabel(label: Label): Label | null {
  const said = (text: string | undefined): string | undefined => text?.trim() || undefined;
  const en = said(label.en) ?? said(label.uk);
  const uk = said(label.uk) ?? en;
  if (en === undefined || uk === undefined) return null;
  const [ru, ro] = [said(label.ru), said(label.ro)];
  return { en, uk, ...(ru === undefined ? {} : { ru }), ...(ro === undefined ? {} : { ro }) };
}

/** As it is saved; only for a draft without problems. */
export function finishedButton(draft: ButtonBody): ButtonBody {
  const finish = (action: Action): Action => {
    if (action.do === 'task') return { ...action, title: finishedLabel(action.title) ?? action.title };
    return action.do === 'notify' ? { ...action, label: finishedLabel(action.label) ?? action.label } : action;
  };
  return { ...draft, label: finishedLabel(draft.label) ?? draft.label, actions: draft.actions.map(finish) };
}

/** In the order of the form; empty = it can be saved. The server refuses the same (commands/team/dictionary.ts). */
export function buttonProblems(draft: ButtonBody, team: Team): Problem[] {
  const problems: Problem[] = [];
  const stages = team.funnels.find((funnel) => funnel.id === draft.funnel)?.stages ?? [];
  const name = finishedLabel(draft.label);
  if (name === null) problems.push({ at: 'name', code: 'name' });
  else if (Object.values(name).some((text) => text.length > longestName)) problems.push({ at: 'name', code: 'nameLong' });
  const holder = keyHolder(draft, team.buttons, team.funnels);
  if (holder !== null) problems.push({ at: 'key', code: 'key', other: holder });
  if (draft.stages !== 'open') {
    if (draft.stages.length === 0) problems.push({ at: 'stages', code: 'stages' });
    if (draft.stages.some((id) => !stages.some((stage) => stage.id === id))) problems.push({ at: 'stages', code: 'stageGone' });
  }
  if (draft.actions.length === 0) problems.push({ at: 'actions', code: 'actions' });
  if (clashesIn(draft.actions).length > 0) problems.push({ at: 'actions', code: 'twice' });
  draft.actions.forEach((action, at) => {
    const code = actionProblem(action, new Set(stages.map((stage) => stage.id)), team);
    if (code !== null) problems.push({ at, code });
  });
  return problems;
}

function actionProblem(action: Action, stages: ReadonlySet<string>, team: Team): string | null {
  switch (action.do) {
    case 'send': return team.scripts.some((script) => script.id === action.script) ? null : 'script';
    case 'offer': {
      if (action.scripts !== undefined) return action.scripts.length > 0 && action.scripts.every((id) => team.scripts.some((script) => script.id === id)) ? null : 'scripts';
      return action.groups?.length === 0 ? 'scripts' : null;
    }
    case 'move': return stages.has(action.stage) ? null : 'stage';
    case 'set':
      if (!team.fields.some((field) => field.id === action.field && field.of === 'deal')) return 'field';
      return fitsField(action.field, action.value, team) ? null : 'value';
    case 'task': return finishedLabel(action.title) === null ? 'title' : Number.isSafeInteger(action.dueMinutes) && action.dueMinutes >= 1 ? null : 'due';
    case 'notify': return finishedLabel(action.label) === null ? 'text' : null;
    case 'take': case 'closeTasks': case 'savePhotos': case 'removeContact': case 'draft': return null;
  }
}

export const actionKinds = ['take', 'send', 'offer', 'move', 'draft', 'set', 'task', 'closeTasks', 'notify', 'savePhotos', 'removeContact'] as const satisfies readonly Action['do'][];

/** An action just chosen: what it needs is still to be said. */
export function newAction(kind: Action['do']): Action {
  switch (kind) {
    case 'send': return { do: 'send', script: '' };
    case 'move': return { do: 'move', stage: '' };
    case 'set': return { do: 'set', field: '', value: '' };
    case 'task': return { do: 'task', title: { en: '', uk: '' }, dueMinutes: 60, who: 'seat' };
    case 'notify': return { do: 'notify', who: 'head', label: { en: '', uk: '' } };
    default: return { do: kind };
  }
}
