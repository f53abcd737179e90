/** Who may give a command: the right of the stored role, and sight of every row the command names (R15, S49). */
import type { Actor, CommandDef, DecideContext, Need } from '#shared/engine/define-command.ts';
import type { ContactBody, ConversationBody, DealBody, MessageBody, PersonBody, ReadMarkBody, TaskBody } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { RoleBody } from '#shared/model/preset.ts';
import { refuse } from '#shared/base/result.ts';

export interface Sight {
  person: PersonBody;
  role: RoleBody;
  /** Seats whose conversations and deals the person sees; null = all of them. */
  seats: ReadonlySet<string> | null;
  /** Untaken ones too. */
  pool: boolean;
}

/** What a person may see, from the dictionary alone; null when they may see nothing (unknown, inactive, without a role). */
export function sightOf(personId: string, dict: Dictionary): Sight | null {
  const person = dict.get('person', personId);
  if (person === null || !person.active) return null;
  const role = dict.get('role', person.roleId);
  if (role === null) return null;
  if (role.sees === 'all') return { person, role, seats: null, pool: true };
  const seats = new Set<string>();
  if (role.sees !== 'participant' && person.seatId !== null) seats.add(person.seatId);
  if (role.sees === 'people') for (const seat of dict.all('seat')) if (seat.headPersonIds.includes(person.id)) seats.add(seat.id);
  return { person, role, seats, pool: role.sees !== 'participant' && role.may.includes('take') };
}

/** Whether a conversation or deal of `seatId` (null = untaken) is seen. */
export function seesSeat(sight: Sight, seatId: string | null): boolean {
  if (sight.seats === null) return true;
  return seatId === null ? sight.pool : sight.seats.has(seatId);
}

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
  for (const [name, need] of Object.entries(needs)) {
    const row = got[name];
    if (need.want !== 'one' || row === null || def.unseen.includes(name) || def.unseen.includes('*')) continue;
    if (!visible(need.kind, row, got, sight)) return refuse('not_found');
  }
  return null;
}

function visible(kind: string, row: unknown, got: Record<string, unknown>, sight: Sight): boolean {
  switch (kind) {
    case 'conversation': return conversationVisible(row as ConversationBody, sight);
    case 'deal': return dealVisible(row as DealBody, sight);
    case 'contact': return contactVisible(row as ContactBody, got, sight);
    case 'message': return messageVisible(row as MessageBody, got, sight);
    case 'task': return taskVisible(row as TaskBody, got, sight);
    case 'readMark': return (row as ReadMarkBody).personId === sight.person.id;
    default: return true;
  }
}

function conversationVisible(row: ConversationBody, sight: Sight): boolean {
  return row.removedAt === null && seesSeat(sight, row.seatId);
}

function dealVisible(row: DealBody, sight: Sight): boolean {
  return row.state !== 'removed' && seesSeat(sight, row.seatId);
}

/** A contact is seen by whoever sees one of its conversations or deals (S12): the command must have asked for them. */
function contactVisible(contact: ContactBody, got: Record<string, unknown>, sight: Sight): boolean {
  if (contact.removedAt !== null) return false;
  if (sight.seats === null) return true;
  return rowsIn(got).some((row) => row.contactId === contact.id && rootVisible(row, sight));
}

/** Seen through its conversation, which the command must have asked for. */
function messageVisible(message: MessageBody, got: Record<string, unknown>, sight: Sight): boolean {
  const conversation = rowsIn(got).find((row) => row.id === message.conversationId);
  return conversation !== undefined && rootVisible(conversation, sight);
}

function taskVisible(task: TaskBody, got: Record<string, unknown>, sight: Sight): boolean {
  if (task.dealId === null && task.conversationId === null) return task.seatId === null || seesSeat(sight, task.seatId);
  const root = rowsIn(got).find((row) => row.id === (task.dealId ?? task.conversationId));
  return root !== undefined && rootVisible(root, sight);
}

interface RootLike {
  id: string;
  contactId?: string;
  seatId?: string | null;
  removedAt?: number | null;
  state?: string;
  funnelId?: string;
  externalChatId?: string;
}

/** Conversations and deals among what was loaded, told from other rows by fields that only they have. */
function rowsIn(got: Record<string, unknown>): RootLike[] {
  return Object.values(got)
    .flat()
    .filter((row): row is RootLike => typeof row === 'object' && row !== null && ('externalChatId' in row || 'funnelId' in row));
}

function rootVisible(row: RootLike, sight: Sight): boolean {
  if (row.externalChatId !== undefined) return conversationVisible(row as unknown as ConversationBody, sight);
  return dealVisible(row as unknown as DealBody, sight);
}
