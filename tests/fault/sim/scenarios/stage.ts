/** A scenario's team: the simulation's world without chance. Lines lose only what they are told to lose, every press is one that the scenario makes. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InboundEvent } from '#channels/channel.ts';
import type { Server } from '#server/create-server.ts';
import type { SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import { checkQuiet, checkStep } from '#tests/fault/sim/checks.ts';
import { tend } from '#tests/fault/sim/faults.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';
import { createWorld, spareSession } from '#tests/fault/sim/world.ts';
import type { World } from '#tests/fault/sim/world.ts';

/** What a team has lived through before the scenario: its commits and what clients wrote. */
export interface Begun { journal: World['base']['journal']; events: readonly InboundEvent[] }

export interface StageOptions {
  servers?: number;
  /** Other ids than those of the life it begins with. */
  seed?: number;
  begun?: Begun;
  /** Owner, Anna on a seat, a head without one, Boris on another, Carol on a third, in this order; two by default. */
  consoles?: number;
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

const home = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export async function createStage({ servers = 1, consoles = 4, seed = 1, begun }: StageOptions = {}) {
  const folder = mkdtempSync(join(home, 'pult-scenario-'));
  const world = await createWorld({ seed, folder, servers, consoles, skew: false, ...(begun ? { journal: begun.journal } : {}) });
  world.events.push(...(begun?.events ?? []));
  const { clock, net } = world;
  const run = async (ms: number): Promise<void> => {
    await clock.run(ms);
    await checkStep(world);
  };
  const server = (n = 0): Server => world.servers[n]!.server!;
  for (let n = 0; n < 60 && world.consoles.some((one) => one.backend().status().state !== 'live' || one.backend().status().firstCopy !== null); n += 1) await run(1_000);

  const message = (chat: string, text: string): InboundEvent => {
    const key = world.id();
    const event: InboundEvent = {
      type: 'message', eventKey: key, chatId: chat, at: clock.now(), fromClient: true, externalId: key, kind: 'text', text, media: [], albumId: null,
      person: personOf(chat), replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
    };
    world.events.push(event);
    return event;
  };
  const store = async (events: InboundEvent[]): Promise<void> => {
    const stored = server().host.intake({ accountId: world.base.accountId, events, strange: [], fence: null, place: null });
    await run(1_000);
    if ((await stored) !== 'stored') throw new Error('not stored');
  };
  const talkOf = (chat: string): string => world.store.witness().rows<{ id: string; externalChatId: string }>('conversation').find((row) => row.externalChatId === chat)!.id;

  const stage = {
    world, folder, run, server,
    owner: world.consoles[0]!, anna: world.consoles[1]!, head: world.consoles[2]!, boris: world.consoles[3]!, carol: world.consoles[4]!,
    annasSeat: world.base.seats[0]!, borisSeat: world.base.seats[1]!, carolsSeat: world.base.seats[2]!,
    id: world.id,
    /** Refused at the press: an error. Answers the command's id. */
    press(one: SimConsole, name: string, input: Record<string, unknown>, expected?: Record<string, unknown>): string {
      const commandId = world.id();
      const answer = one.press({ name, input, commandId, label: name, ...(expected ? { expect: expected } : {}) });
      if (!('state' in answer)) throw new Error(`${name}: ${answer.code}`);
      world.pressed.push({ commandId, name, console: one.name, input, person: one.personId });
      return commandId;
    },
    /** So many messages of one client, stored at once. Answers the talk's id. */
    async writes(chat: string, count = 1, text = 'hello'): Promise<string> {
      await store(Array.from({ length: count }, (_, n) => message(chat, `${text} ${n}`)));
      return talkOf(chat);
    },
    /** One message each of so many clients. Answers their talks. */
    async clients(count: number): Promise<string[]> {
      const chats = Array.from({ length: count }, (_, n) => `client-${n}`);
      await store(chats.map((chat) => message(chat, 'hello')));
      return chats.map(talkOf);
    },
    message,
    /** A client changes what they wrote. */
    async edits(chat: string, externalId: string, text: string): Promise<void> {
      const event: InboundEvent = { type: 'edit', eventKey: world.id(), chatId: chat, externalId, text, at: clock.now(), editNumber: 1, person: personOf(chat) };
      await server().host.intake({ accountId: world.base.accountId, events: [event], strange: [], fence: null, place: null });
      await run(1_000);
    },
    dealOf: (conversationId: string): { id: string; contactId: string } => world.store.witness().rows<{ id: string; conversationId: string; contactId: string }>('deal').find((row) => row.conversationId === conversationId)!,
    /** A console of the same person on another device, without a copy. */
    fresh(one: SimConsole, name: string): SimConsole {
      spareSession(world, one);
      const person = world.base.people.findIndex((each) => each.personId === one.personId);
      return world.addConsole(name, person, world.spare.get(one.personId)! - 1, join(folder, name));
    },
    /** The folder as it lies there, started as a console of its own with the same session. */
    copyOf(one: SimConsole, name: string): SimConsole {
      const at = join(folder, name);
      one.image(at);
      const person = world.base.people.findIndex((each) => each.personId === one.personId);
      const session = world.base.people[person]!.sessions.findIndex((each) => each.deviceId === one.deviceId());
      const spare = world.spare.get(one.personId)!;
      const made = world.addConsole(name, person, session, at);
      world.spare.set(one.personId, spare);
      return made;
    },
    sift: (passes: (console: string, direction: 'up' | 'down', frame: SyncUpFrame | SyncDownFrame) => boolean): void => net.sift(passes),
    /** From now on nothing of this console passes, and its line is gone. */
    away(...gone: SimConsole[]): void {
      const names = new Set(gone.map((one) => one.name));
      net.sift((console) => !names.has(console));
      for (const line of net.lines()) if (names.has(line.console)) line.cut('both');
    },
    cut(one: SimConsole): void {
      for (const line of net.lines()) if (line.console === one.name) line.cut('both');
    },
    /** Everything passes again. */
    back(): void {
      net.sift(() => true);
      for (const one of world.consoles) if (one.running()) one.backend().hurry();
    },
    /** The store as it was so many commits ago. */
    async putBack(commits: number, announced: boolean): Promise<void> {
      for (let n = 0; n < servers; n += 1) world.killServer(n);
      world.frames = [];
      await world.store.restore(world.store.journal().length - commits, announced);
      world.restored += 1;
      const kept = new Set(world.store.witness().rows<{ externalId: string | null }>('message').map((row) => row.externalId));
      for (let n = world.events.length - 1; n >= 0; n -= 1) if (!kept.has((world.events[n] as { externalId: string }).externalId)) world.events.splice(n, 1);
      for (let n = 0; n < servers; n += 1) world.startServer(n);
      await clock.run(1_000);
    },
    /** Time passes with everything whole; then every invariant holds. */
    async whole(seconds = 40): Promise<void> {
      stage.back();
      for (let past = 0; past < seconds; past += 10) {
        await run(10_000);
        tend(world);
      }
      const since = world.store.witness().head();
      await run(8_000);
      await checkQuiet(world, since);
    },
    close(): void {
      world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** As a network tells of a client. */
function personOf(chat: string): InboundEvent['person'] {
  return { externalId: chat, handle: chat, name: `Client ${chat}`, avatarSource: null, link: null, language: null };
}
