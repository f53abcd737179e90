/** Moves of a deal between stages: which are allowed, what a stage demands, what entering and leaving do. */
import type { Case } from '#shared/engine/case.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { StageBody } from '#shared/model/preset.ts';
import { depositMinor, emptyFields } from '#shared/engine/deal-fields.ts';
import { isOpenTask } from '#shared/engine/case.ts';
import { refuse } from '#shared/base/result.ts';
import { stageOf } from '#shared/engine/new-deal.ts';

/** What the deal lacks for a stage: ids of fields, and `owner`, `paid`, `jobs`; in the preset's order. */
export function missingFor(stage: StageBody, deal: DealBody, dict: Dictionary): string[] {
  const missing: string[] = [];
  for (const need of stage.needs) {
    if (need.kind === 'owner' && deal.seatId === null) missing.push('owner');
    if (need.kind === 'field') missing.push(...emptyFields(deal, [need.field], dict));
    if (need.kind === 'anyField' && emptyFields(deal, need.fields, dict).length === need.fields.length) missing.push(need.fields[0]!);
    if (need.kind === 'paid' && !isLifted(deal, need.unless) && !isPaid(deal, need.atLeast, dict)) missing.push('paid');
    // Linked production orders do not exist yet, so none can be ready.
    if (need.kind === 'jobs') missing.push('jobs');
  }
  return missing;
}

/** Fields that a stage demands, by id. */
export function askedFields(funnelId: string, stageId: string, dict: Dictionary): ReadonlySet<string> {
  const needs = stageOf(dict, funnelId, stageId)?.needs ?? [];
  return new Set(needs.flatMap((need) => (need.kind === 'field' ? [need.field] : need.kind === 'anyField' ? need.fields : [])));
}

function isLifted(deal: DealBody, field: string | undefined): boolean {
  return field !== undefined && deal.fields[field] === true;
}

function isPaid(deal: DealBody, atLeast: 'deposit' | 'amount', dict: Dictionary): boolean {
  const wanted = atLeast === 'amount' ? deal.amountMinor : depositMinor(deal, dict);
  return wanted !== null && deal.paidMinor >= wanted;
}

/** Stages a person of this role may move the deal to, in the funnel's order. The robot (`roleId` null) may go anywhere. */
export function allowedMoves(deal: DealBody, roleId: string | null, dict: Dictionary): string[] {
  const funnel = dict.get('funnel', deal.funnelId);
  const stage = stageOf(dict, deal.funnelId, deal.stageId);
  if (funnel === null || stage === null) return [];
  const others = funnel.stages.filter((candidate) => candidate.id !== deal.stageId);
  if (roleId === null) return others.map((candidate) => candidate.id);
  const allowed = listedMoves(stage, roleId);
  const before = stage.kind === 'holding' && deal.draftFrom !== null ? stageOf(dict, deal.funnelId, deal.draftFrom) : null;
  return others.filter((to) => allowed.has(to.id) && (before === null || !byDetour(before, to, roleId))).map((to) => to.id);
}

/** Stages that a stage leads to for a role, as the funnel says; null = nobody's role in particular. */
export function listedMoves(stage: StageBody, roleId: string | null): Set<string> {
  const extra = (stage.movesToFor ?? []).filter((row) => roleId !== null && row.roles.includes(roleId)).flatMap((row) => row.stages);
  return new Set([...stage.movesTo, ...extra]);
}

/** Through "draft" nobody ends a deal that they could not have ended from where it stood. */
function byDetour(before: StageBody, to: StageBody, roleId: string): boolean {
  const ends = to.kind !== 'open' && to.kind !== 'holding';
  return ends && to.id !== before.id && !listedMoves(before, roleId).has(to.id);
}

/**
 * Refuses: no_stage · same_stage · move_not_allowed {allowed} · stage_needs {missing}. `forced` (a note was given, and the role may force)
 * lifts the list of allowed moves only: what a stage demands is demanded of everybody.
 */
export function checkMove(c: Case, stageId: string, forced: boolean): Refusal | null {
  const { deal } = c.rows;
  if (deal === null) return refuse('no_deal');
  const stage = stageOf(c.ctx.dict, deal.funnelId, stageId);
  if (stage === null) return refuse('no_stage', { stageId });
  if (deal.stageId === stageId) return refuse('same_stage', { stageId });
  const allowed = allowedMoves(deal, c.ctx.actor.roleId, c.ctx.dict);
  if (!forced && !allowed.includes(stageId)) return refuse('move_not_allowed', { stageId, from: deal.stageId, allowed });
  const missing = missingFor(stage, deal, c.ctx.dict);
  return missing.length > 0 ? refuse('stage_needs', { stageId, missing }) : null;
}

/** Moves a deal that `checkMove` has let through. `act` runs the stages' actions (engine/actions.ts). */
export function moveDeal(c: Case, stageId: string, act: (actions: StageBody['onEntry'], stageId: string) => Refusal | null): Refusal | null {
  const { deal } = c.rows;
  const to = deal === null ? null : stageOf(c.ctx.dict, deal.funnelId, stageId);
  if (deal === null || to === null) return refuse('no_stage', { stageId });
  const from = stageOf(c.ctx.dict, deal.funnelId, deal.stageId);
  closeStageTasks(c, deal.stageId);
  const left = from === null ? null : act(from.onLeave, from.id);
  if (left !== null) return left;
  const terminal = to.kind !== 'open' && to.kind !== 'holding';
  c.changeDeal({
    stageId, stageEnteredAt: c.ctx.at, state: to.kind, draftFrom: to.kind === 'holding' ? deal.stageId : null,
    closedAt: terminal ? c.ctx.at : null, ...(terminal ? {} : deal.lostReason === null ? {} : { lostReason: null }),
  });
  c.ops.push(
    { op: 'event', event: { type: 'stage.left', dealId: deal.id, funnelId: deal.funnelId, stageId: deal.stageId } },
    { op: 'event', event: { type: 'stage.entered', dealId: deal.id, funnelId: deal.funnelId, stageId } },
  );
  return act(to.onEntry, stageId);
}

/** Leaving a stage closes what it, or a rule in it, had set. */
function closeStageTasks(c: Case, stageId: string): void {
  for (const task of c.rows.tasks) {
    if (isOpenTask(task) && task.dealId === c.rows.deal?.id && task.setBy?.stageId === stageId) c.changeTask(task.id, { cancelledAt: c.ctx.at });
  }
}

/** Where a wrong status waits to be put right. */
export function holdingStage(deal: DealBody, dict: Dictionary): StageBody | null {
  return dict.get('funnel', deal.funnelId)?.stages.find((stage) => stage.kind === 'holding') ?? null;
}
