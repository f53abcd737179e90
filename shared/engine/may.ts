/** Who may give a command: the right of the stored role, and sight of every row the command names (R15, S49). */
import type { Actor, CommandDef, DecideContext, Need } from '#shared/engine/define-command.ts';
import type { MessageBody, PaymentClaimBody, ReadMarkBody, RecordKind, TaskBody } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Refusal } from '#shared/base/result.ts';
import { audience, personKeys } from '#shared/engine/audience.ts';
import { facetOf, partsOf } from '#shared/engine/parts.ts';
import type { Part, SplitKind } from '#shared/engine/parts.ts';
import { facets } from '#shared/model/facets.ts';
import { refuse } from '#shared/base/result.ts';
import { sameValue } from '#shared/base/same-value.ts';
import { seesSeat, sightOf } from '#shared/engine/sight.ts';
import type { Sight } from '#shared/engine/sight.ts';

/**
 * null = may. `not_allowed`: the role lacks the right · `inactive`: the person was switched off · `not_found`: a row is missing from sight;
 * whether it exists is not told. Rows named in `unseen` are left to the decision.
 */
export function may(def: CommandDef, needs: Record<string, Need>, got: Record<string, unknown>, ctx: DecideContext): Refusal | null {
  const actor: Actor = ctx.actor;
  if (actor.personId === null) return actor.robot === null ? refuse('not_allowed') : null;
  const sight = sightOf(actor.personId, ctx.dict);
  if (sight === null) return refuse('inactive');
  if (def.right === 'robot') return refuse('not_allowed');
  if (def.right !== null && !sight.role.may.includes(def.right)) return refuse('not_allowed');
  const eyes = eyesOf(sight, ctx.dict);
  for (const [name, need] of Object.entries(needs)) {
    const row = got[name];
    if (need.want !== 'one' || row === null || def.unseen.includes(name) || def.unseen.includes('*')) continue;
    if (!visible(need.kind, row, got, eyes)) return refuse('not_found');
  }
  return null;
}

/** Whether the actor sees the core of a deal as it stands; for decisions that judge sight themselves. The robot sees all. */
export function seesDeal(ctx: DecideContext, deal: { id: string }): boolean {
  if (ctx.actor.personId === null) return true;
  const sight = sightOf(ctx.actor.personId, ctx.dict);
  return sight !== null && (maskOfRow('deal', deal, eyesOf(sight, ctx.dict)) & facets.core) !== 0;
}

/**
 * Whether a change touches a part of a contact or deal that the actor does not see: what is typed over it would be typed blindly (S57). What a
 * button, stage or rule of the preset does by itself is not asked. `got`: all that was loaded, for a contact is seen through its talks and deals.
 */
export function changesUnseen(ctx: DecideContext, kind: SplitKind, row: { id: string }, set: Readonly<Record<string, unknown>>, got: Record<string, unknown>): boolean {
  if (ctx.actor.personId === null) return false;
  const sight = sightOf(ctx.actor.personId, ctx.dict);
  if (sight === null) return true;
  const eyes = eyesOf(sight, ctx.dict);
  const mask = kind === 'contact' ? maskOfContact(row, got, eyes) : maskOfRow('deal', row, eyes);
  const cut = (body: object): Part[] => partsOf(kind, row.id, body as Record<string, unknown>, ctx.dict);
  const [before, after] = [cut(row), cut({ ...row, ...set })];
  const differs = (part: Part, others: readonly Part[]): boolean => !others.some((other) => other.facet === part.facet && sameValue(other.body, part.body));
  return [...before.filter((part) => differs(part, after)), ...after.filter((part) => differs(part, before))].some((part) => (part.facet & mask) === 0);
}

interface Eyes {
  sight: Sight;
  dict: Dictionary;
  /** Facets of each key held (S14). */
  keys: ReadonlyMap<string, number>;
}

function eyesOf(sight: Sight, dict: Dictionary): Eyes {
  const keys = new Map<string, number>();
  for (const { key, facets: held } of personKeys(sight.person, dict)) keys.set(key, (keys.get(key) ?? 0) | held);
  return { sight, dict, keys };
}

/** Facets seen of a conversation or deal. */
function maskOfRow(kind: 'conversation' | 'deal', row: { id: string }, eyes: Eyes): number {
  return audience({ kind, id: row.id }, row as never, eyes.dict).grants.reduce((mask, grant) => mask | (grant.facets & (eyes.keys.get(grant.key) ?? 0)), 0);
}

/** A contact is seen through its conversations and deals (S12): the command must have asked for them. */
function maskOfContact(contact: { id: string }, got: Record<string, unknown>, eyes: Eyes): number {
  const linked = new Map(eyes.keys);
  for (const row of rowsIn(got)) {
    for (const { from, to } of audience({ kind: kindOfRow(row), id: row.id }, row as never, eyes.dict).links) linked.set(to, (linked.get(to) ?? 0) | (eyes.keys.get(from) ?? 0));
  }
  return audience({ kind: 'contact', id: contact.id }, contact as never, eyes.dict).grants.reduce((mask, grant) => mask | (grant.facets & (linked.get(grant.key) ?? 0)), 0);
}

function visible(kind: RecordKind, row: unknown, got: Record<string, unknown>, eyes: Eyes): boolean {
  const facet = facetOf(kind, row as Record<string, unknown>, eyes.dict);
  switch (kind) {
    case 'conversation': case 'deal': return (maskOfRow(kind, row as { id: string }, eyes) & facet) !== 0;
    case 'contact': return (maskOfContact(row as { id: string }, got, eyes) & facet) !== 0;
    case 'message': return partVisible((row as MessageBody).conversationId, facet, got, eyes);
    case 'paymentClaim': return partVisible((row as PaymentClaimBody).dealId, facet, got, eyes);
    case 'task': return taskVisible(row as TaskBody, facet, got, eyes);
    case 'readMark': return (row as ReadMarkBody).personId === eyes.sight.person.id;
    default: return true;
  }
}

/** Seen through its conversation or deal, which the command must have asked for. */
function partVisible(rootId: string | null, facet: number, got: Record<string, unknown>, eyes: Eyes): boolean {
  const root = rowsIn(got).find((row) => row.id === rootId);
  return root !== undefined && (maskOfRow(kindOfRow(root), root, eyes) & facet) !== 0;
}

function taskVisible(task: TaskBody, facet: number, got: Record<string, unknown>, eyes: Eyes): boolean {
  if (task.dealId === null && task.conversationId === null) return task.seatId === null || seesSeat(eyes.sight, task.seatId);
  return partVisible(task.dealId ?? task.conversationId, facet, got, eyes);
}

interface RootLike {
  id: string;
  funnelId?: string;
  externalChatId?: string;
}

/** Conversations and deals among what was loaded, told from other rows by fields that only they have. */
function rowsIn(got: Record<string, unknown>): RootLike[] {
  return Object.values(got)
    .flat()
    .filter((row): row is RootLike => typeof row === 'object' && row !== null && ('externalChatId' in row || 'funnelId' in row));
}

function kindOfRow(row: RootLike): 'conversation' | 'deal' {
  return row.externalChatId === undefined ? 'deal' : 'conversation';
}
