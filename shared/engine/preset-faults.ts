/** References inside a preset or a team's settings that lead nowhere: what the schema alone can't see. */
import type { Action, ButtonBody, FieldBody, FunnelBody, ListBody, RoleBody, RuleBody, ScriptBody, StageBody } from '#shared/model/preset.ts';
import { builtInDealFields } from '#shared/engine/deal-fields.ts';

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
      if (action.do === 'set') check(where, 'field', [action.field]);
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
  }
  for (const rule of settings.rules) {
    checkStages(`rule ${rule.id}`, rule.funnel, rule.stages);
    checkActions(`rule ${rule.id}`, rule.funnel, rule.actions);
  }
  if (settings.fields.filter((field) => field.of === 'deal' && field.use === 'due').length > 1) faults.push('fields: two dates for when a deal is due');
  const { roles, lists, fields, funnels, buttons, scripts, rules } = settings;
  for (const [kind, rows] of Object.entries({ roles, lists, fields, funnels, buttons, scripts, rules })) {
    const ids = rows.map((row) => row.id);
    for (const id of new Set(ids.filter((candidate, n) => ids.indexOf(candidate) !== n))) faults.push(`${kind}: "${id}" twice`);
  }
  return faults;
}
