/** What people, clients and senders do: drawn by weight, given as a window or a network would give it. */
import type { InboundEvent } from '#channels/channel.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';
import type { World } from '#tests/fault/sim/world.ts';

export const workWeights = {
  inbound: 20, take: 9, answer: 14, note: 5, task: 6, taskEnd: 4, read: 5, close: 3, giveBack: 3, undo: 4, move: 4, fields: 4, contact: 4, button: 6, snooze: 2, assign: 3, person: 3, seat: 2,
  settings: 2, spam: 1, send: 9, resend: 2, claim: 4, decide: 5, erase: 0.5,
};
export type Work = keyof typeof workWeights;

const chats = 7;
const stages = ['greeting', 'details', 'price', 'in-production', 'ready', 'delivery', 'draft', 'done'];

interface Talk { id: string; seatId: string | null; contactId: string; inboundCount: number; removedAt: number | null }
interface Deal { id: string; conversationId: string | null; state: string; currency: string }
interface Claim { id: string; dealId: string; stageId: string; amountMinor: number; currency: string }

export function inbound(world: World, dice: Dice): void {
  const chat = `chat-${dice.below(chats)}`;
  const key = world.id();
  const event: InboundEvent = {
    type: 'message', eventKey: key, chatId: chat, at: world.clock.now(), fromClient: true, externalId: key, kind: 'text', text: `words ${dice.below(1000)}`, media: [], albumId: null,
    person: { externalId: chat, handle: chat, name: `Client ${chat}`, avatarSource: null, link: null, language: null },
    replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
  };
  world.events.push(event);
  world.deliver(event);
  // Networks deliver twice.
  if (dice.chance(0.1)) world.deliver(event);
}

/** One press on a console; what it shows decides what can be pressed, now and then an old screen or a stranger's id does. */
export function press(world: World, one: SimConsole, name: string, input: Record<string, unknown>, expect?: Record<string, unknown>): boolean {
  if (!one.running()) return false;
  const commandId = world.id();
  const answer = one.press({ name, input, commandId, label: name, ...(expect ? { expect } : {}) });
  // Killed in the middle of it: nobody was promised anything.
  if (!one.running()) return false;
  if (!('state' in answer)) {
    if (answer.code === 'bad_input' || answer.code === 'unknown_command') throw new Error(`${name}: ${answer.code} ${JSON.stringify(input)}`);
    return false;
  }
  world.pressed.push({ commandId, name, console: one.name, input, person: one.personId });
  return true;
}

export function work(world: World, dice: Dice, what: Work): void {
  if (what === 'inbound') return inbound(world, dice);
  if (what === 'send') return send(world, dice);
  if (what === 'erase') return erase(world, dice);
  const running = world.consoles.filter((one) => one.running());
  if (running.length === 0) return;
  const one = dice.of(running);
  const owner = running.find((console) => console.personId === world.base.ownerId);
  const talks = dice.chance(0.9) ? one.sql<{ body: string }>('SELECT body FROM conversation').map((row) => JSON.parse(row.body) as Talk) : world.store.witness().rows<Talk>('conversation');
  const deals = one.sql<{ body: string }>('SELECT body FROM deal').map((row) => JSON.parse(row.body) as Deal);
  const talk = talks.length > 0 ? dice.of(talks) : null;
  const deal = deals.length > 0 ? dice.of(deals) : null;
  const give = (name: string, input: Record<string, unknown>, expect?: Record<string, unknown>): void => void press(world, one, name, input, expect);
  switch (what) {
    case 'take': {
      const free = talks.find((row) => row.seatId === null) ?? talk;
      if (free) give('conversation.take', { conversationId: free.id });
      break;
    }
    case 'answer': {
      if (!talk) break;
      const input = { conversationId: talk.id, messageId: world.id(), text: `answer ${dice.below(1000)}`, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: dice.chance(0.5) ? talk.inboundCount : null };
      give(talk.seatId === null ? 'conversation.answer' : 'message.send', input);
      break;
    }
    case 'note': if (talk) give('message.note', { conversationId: talk.id, messageId: world.id(), text: `note ${dice.below(1000)}` }); break;
    case 'task': give('task.add', { taskId: world.id(), title: `do ${dice.below(1000)}`, dueAt: world.clock.now() + dice.below(3_600_000), dealId: dice.chance(0.4) ? (deal?.id ?? null) : null, conversationId: dice.chance(0.4) ? (talk?.id ?? null) : null }); break;
    case 'taskEnd': {
      const tasks = one.sql<{ id: string }>('SELECT id FROM task');
      if (tasks.length > 0) dice.chance(0.5) ? give('task.done', { taskId: dice.of(tasks).id }) : give('task.move', { taskId: dice.of(tasks).id, dueAt: world.clock.now() + dice.below(10_000_000) });
      break;
    }
    case 'read': if (talk) dice.chance(0.8) ? give('conversation.read', { conversationId: talk.id, count: talk.inboundCount }) : give('conversation.markUnread', { conversationId: talk.id }); break;
    case 'close': if (talk) give(dice.chance(0.6) ? 'conversation.close' : 'conversation.reopen', { conversationId: talk.id }); break;
    case 'giveBack': if (talk) give('conversation.giveBack', { conversationId: talk.id }); break;
    case 'undo': {
      const mine = world.pressed.filter((made) => made.console === one.name).slice(-4);
      if (mine.length > 0) give('command.undo', { commandId: dice.of(mine).commandId });
      break;
    }
    case 'move': if (deal) give('deal.move', { dealId: deal.id, stageId: dice.of(stages), values: {}, note: dice.chance(0.2) ? 'so be it' : null }); break;
    case 'fields': if (deal) give('deal.setFields', { dealId: deal.id, values: dice.chance(0.5) ? { guests: dice.below(50) } : { amount: { minor: dice.below(100_000), currency: 'UAH' } } }); break;
    case 'contact': {
      if (!talk) break;
      const name = `Name ${dice.below(1000)}`;
      give('contact.update', { contactId: talk.contactId, set: dice.chance(0.5) ? { name } : { note: name, tags: [name] } });
      break;
    }
    case 'button': {
      if (!talk) break;
      const buttonId = dice.of(['greet', 'draft', 'price', 'done']);
      give(talk.seatId === null && buttonId === 'greet' ? 'button.pressAndTake' : 'button.press', {
        buttonId, conversationId: talk.id, dealId: deals.find((row) => row.conversationId === talk.id)?.id ?? null, messageId: world.id(), scriptId: null, language: null, values: buttonId === 'price' ? { amount: { minor: 5000, currency: 'UAH' } } : {}, note: null, photoMessageIds: [],
      });
      break;
    }
    case 'claim': if (deal) give('payment.claim', { claimId: world.id(), dealId: deal.id, amountMinor: dice.between(1, 90_000), currency: deal.currency, account: dice.of(['card', 'cash']), note: '' }); break;
    case 'decide': {
      const claims = running.flatMap((console) => console.sql<{ body: string }>("SELECT body FROM piece WHERE kind = 'paymentClaim' AND waits = 1").map((row) => ({ console, claim: JSON.parse(row.body) as Claim })));
      if (claims.length === 0) break;
      const { claim: { id: claimId, dealId, stageId, amountMinor, currency } } = dice.of(claims);
      // Often by several at once.
      for (const { console, claim } of claims) {
        if (claim.id !== claimId || dice.chance(0.3)) continue;
        const given = { claimId, dealId, stageId, amountMinor, currency };
        if (dice.chance(0.7)) press(world, console, 'payment.approve', given);
        else press(world, console, 'payment.return', { ...given, reason: '' });
      }
      break;
    }
    case 'snooze': if (talk) give('conversation.snooze', { conversationId: talk.id, until: dice.chance(0.7) ? world.clock.now() + dice.between(10_000, 600_000) : null }); break;
    case 'assign': if (owner && talk) press(world, owner, 'conversation.assign', { conversationId: talk.id, seatId: dice.of(world.base.seats.slice(0, world.consoles.length)) }); break;
    case 'person': {
      if (!owner) break;
      const { personId } = dice.of(world.base.people.slice(1, world.consoles.length + 1));
      press(world, owner, 'person.update', { personId, set: dice.weighed({ role: 4, seat: 3, off: 1, on: 2, name: 1 }) === 'role' ? { roleId: dice.of(['operator', 'head', 'operator', 'executor', 'accountant', 'owner']) } : dice.chance(0.5) ? { seatId: dice.of([...world.base.seats.slice(0, 4), null]) } : dice.chance(0.25) ? { active: false } : { active: true } });
      break;
    }
    case 'seat': if (owner) press(world, owner, 'seat.update', { seatId: dice.of(world.base.seats.slice(0, 5)), set: { headPersonIds: dice.chance(0.6) ? [dice.of(world.base.people.slice(0, 6)).personId] : [] } }); break;
    case 'settings': if (owner) press(world, owner, 'team.update', { set: { name: `Team ${dice.below(100)}` } }); break;
    case 'spam': {
      const its = talk && deals.find((row) => row.conversationId === talk.id);
      if (talk && its) give('button.press', { buttonId: 'spam', conversationId: talk.id, dealId: its.id, messageId: world.id(), scriptId: null, language: null, values: {}, note: null, photoMessageIds: [] });
      break;
    }
    case 'resend': {
      const failed = one.sql<{ id: string; body: string }>("SELECT id, body FROM message WHERE body LIKE '%\"failed\"%' OR body LIKE '%\"unknown\"%'");
      if (failed.length === 0) break;
      const { id, body } = dice.of(failed);
      if (body.includes('"state":"unknown"')) give('message.settle', { messageId: id, sent: dice.chance(0.5) });
      else give('message.resend', { messageId: id, newMessageId: world.id() });
      break;
    }
  }
}

function send(world: World, dice: Dice): void {
  const up = world.servers.filter((slot) => slot.server !== null && !slot.life.dead() && !slot.life.frozen());
  if (up.length === 0) return;
  const slot = dice.of(up);
  void world.sender.tick(slot.server!, slot.life, dice).catch(() => undefined);
}

/** The owner has a client erased: what was said of them before is asked of nobody any more. */
function erase(world: World, dice: Dice): void {
  const up = world.servers.filter((slot) => slot.server !== null && !slot.life.dead() && !slot.life.frozen());
  const profiles = world.store.witness().rows<{ contactId: string; externalId: string }>('profile').filter((row) => row.externalId.startsWith('chat-'));
  if (up.length === 0 || profiles.length === 0) return;
  const { contactId, externalId } = dice.of(profiles);
  for (let n = world.events.length - 1; n >= 0; n -= 1) if ((world.events[n] as { chatId: string }).chatId === externalId) world.events.splice(n, 1);
  void dice.of(up).server!.team.call('client.erase', { contactId, password: null }, { personId: world.base.ownerId, base: '' }).catch(() => undefined);
}
