/** References inside a preset or a team's settings that lead nowhere: what the schema alone can't see. */
import type { Action, ButtonBody, FieldBody, FunnelBody, ListBody, RoleBody, RuleBody, ScriptBody, StageBody } from '#shared/model/preset.ts';
import { builtInDealFields } from '#shared/engine/deal-fields.ts';
import { ruleCycles } from '#shared/engine/rule-cycles.ts';

export interface Settings {
  roles: readonly RoleBody[];
  lists: readonly ListBody[];
  fields: readonly FieldBody[];
  funnels: readonly FunnelBody[];
  buttons: readonly ButtonBody[];
  scripts: readonly ScriptBody[];
  rules: readonly RuleBody[];
}

/** One line per fault: `button greet: no script "greting"`. Empty = sound. */
export function faultsIn(settings: Settings): string[] {
  const faults: string[] = [];
  const known = {
    role: new Set(settings.roles.map((row) => row.id)), list: new Set(settings.lists.map((row) => row.id)),
    field: new Set<string>([...settings.fields.filter((row) => row.of === 'deal').map((row) => row.id), ...builtInDealFields]),
    script: new Set(settings.scripts.map((row) => row.id)),
  };
  const check = (where: string, what: keyof typeof known, ids: readonly string[]): void => {
    for (const id of ids) if (!known[what].has(id)) faults.push(`${where}: no ${what} "${id}"`);
  };
  const stagesOf = (funnelId: string): Set<string> | null => {
    const funnel = settings.funnels.find((row) => row.id === funnelId);
    return funnel === undefined ? null : new Set(funnel.stages.map((stage) => stage.id));
  };
  const checkStages = (where: string, funnelId: string, ids: readonly string[]): void => {
    const stages = stagesOf(funnelId);
    if (stages === null) faults.push(`${where}: no funnel "${funnelId}"`);
    else for (const id of ids) if (!stages.has(id)) faults.push(`${where}: no stage "${id}"`);
  };
  const checkActions = (where: string, funnelId: string, actions: readonly Action[]): void => {
    for (const action of actions) {
      if (action.do === 'send') check(where, 'script', [action.script]);
      if (action.do === 'offer') check(where, 'script', action.scripts ?? []);
      if (action.do === 'move') checkStages(where, funnelId, [action.stage]);
      if (action.do === 'set') {
        check(where, 'field', [action.field]);
        if (!fitsField(action.field, action.value, settings)) faults.push(`${where}: "${action.field}" can't be ${JSON.stringify(action.value)}`);
      }
      if (action.do === 'offer' && action.scripts?.length === 0) faults.push(`${where}: offers nothing`);
    }
  };
  for (const field of settings.fields) {
    if (field.type === 'list') check(`field ${field.id}`, 'list', [field.list ?? '']);
  }
  for (const funnel of settings.funnels) {
    const ids = funnel.stages.map((stage) => stage.id);
    if (new Set(ids).size !== ids.length) faults.push(`funnel ${funnel.id}: a stage twice`);
    for (const stage of funnel.stages) checkStage(`stage ${stage.id}`, funnel, stage);
  }
  function checkStage(where: string, funnel: FunnelBody, stage: StageBody): void {
    checkStages(where, funnel.id, [...stage.movesTo, ...(stage.movesToFor ?? []).flatMap((extra) => extra.stages)]);
    check(where, 'role', (stage.movesToFor ?? []).flatMap((extra) => extra.roles));
    check(where, 'field', stage.needs.flatMap((need) => (need.kind === 'field' ? [need.field] : need.kind === 'anyField' ? need.fields : need.kind === 'paid' && need.unless ? [need.unless] : [])));
    checkActions(where, funnel.id, [...stage.onEntry, ...stage.onLeave]);
  }
  for (const button of settings.buttons) {
    const where = `button ${button.id}`;
    checkStages(where, button.funnel, button.stages === 'open' ? [] : button.stages);
    check(where, 'role', button.roles);
    check(where, 'field', button.ask);
    checkActions(where, button.funnel, button.actions);
    for (const name of clashesIn(button.actions)) faults.push(`${where}: "${name}" twice`);
  }
  for (const rule of settings.rules) {
    checkStages(`rule ${rule.id}`, rule.funnel, rule.stages);
    checkActions(`rule ${rule.id}`, rule.funnel, rule.actions);
  }
  for (const cycle of ruleCycles(settings.rules)) faults.push(`rule ${cycle.join(' → ')} → ${cycle[0]}: would never end`);
  if (settings.fields.filter((field) => field.of === 'deal' && field.use === 'due').length > 1) faults.push('fields: two dates for when a deal is due');
  const { roles, lists, fields, funnels, buttons, scripts, rules } = settings;
  for (const [kind, rows] of Object.entries({ roles, lists, fields, funnels, buttons, scripts, rules })) {
    const ids = rows.map((row) => row.id);
    for (const id of new Set(ids.filter((candidate, n) => ids.indexOf(candidate) !== n))) faults.push(`${kind}: "${id}" twice`);
  }
  return faults;
}

/** What one press does once at most; "draft" is a move of its own. */
const once: Partial<Record<Action['do'], string>> = { take: 'take', offer: 'offer', move: 'move', draft: 'move', savePhotos: 'savePhotos', removeContact: 'removeContact', closeTasks: 'closeTasks' };

/** Names of what the actions of one button do more than once though it can be done once only. */
export function clashesIn(actions: readonly Action[]): string[] {
  const names = actions.map((action) => once[action.do]).filter((name) => name !== undefined);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

/** Whether an action may set the field to this: what takes more than a word, a number or yes-and-no is left to people. An unknown field is another fault. */
export function fitsField(fieldId: string, value: string | number | boolean, settings: Pick<Settings, 'fields' | 'lists'>): boolean {
  const field = settings.fields.find((row) => row.id === fieldId && row.of === 'deal');
  // What nobody types holds whatever its button or rule sets.
  if (field === undefined || field.automatic) return true;
  switch (field.type) {
    case 'text': return typeof value === 'string' && value.trim() !== '' && value.length <= (field.maxLength ?? 2000);
    case 'integer': return Number.isSafeInteger(value);
    case 'decimal': return typeof value === 'number';
    case 'bool': return typeof value === 'boolean';
    case 'date': return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
    case 'list': return settings.lists.some((list) => list.id === field.list && list.items.some((item) => item.id === value));
    case 'person': return typeof value === 'string' && value !== '';
    case 'money': case 'dateTime': case 'photos': return false;
  }
}
