/** Several servers of one team on one PostgreSQL: one order, one winner, one word to every console, whichever server it is on. */
import { afterEach, describe, expect, test } from 'vitest';
import { aside, noPostgres } from '#tests/helpers/postgres.ts';
import { until } from '#tests/helpers/real-server.ts';
import { makeTeamServers } from '#tests/helpers/team-servers.ts';
import type { Person, TeamServer, TeamServers } from '#tests/helpers/team-servers.ts';
import { visible } from '#tests/helpers/visible.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

let team: TeamServers;
afterEach(() => team.close());

async function twoServers(): Promise<[TeamServer, TeamServer]> {
  team = await makeTeamServers();
  return [await team.add(), await team.add()];
}

/** An operator of the team with a connected console. */
async function operator(n: number, at: TeamServer): Promise<[Person, WireConsole]> {
  const person = team.operators[n]!;
  const wire = await team.console(() => at, person.personId);
  wire.connect();
  return [person, wire];
}

/** Waits until a console holds exactly what the oracle says, at the store's head. */
async function level(wire: WireConsole, at: TeamServer, personId: string): Promise<void> {
  await until(async () => {
    const { seq } = await at.store.read((reader) => reader.head());
    if (wire.cursor()?.[0] !== seq || wire.want.size > 0) return false;
    const now = await visible(at.store, personId);
    return wire.cursor()![0] === seq && JSON.stringify([...wire.held()].sort()) === JSON.stringify([...now].sort());
  });
}

describe.skipIf(noPostgres)('on PostgreSQL', () => {
  test('[C15] [S35] two servers commit in turn: every console hears of everything, in one unbroken order', async () => {
    const [first, second] = await twoServers();
    const [[one, a], [two, b]] = [await operator(0, first), await operator(1, second)];
    for (let n = 0; n < 12; n += 1) await team.inbound(n % 2 === 0 ? first : second, `text ${n}`, `chat-${n % 3}`);
    await Promise.all([first, second].flatMap((at) => Array.from({ length: 20 }, (_, n) => team.inbound(at, `at once ${n}`, `chat-${n % 5}`))));
    await level(a, first, one.personId);
    await level(b, second, two.personId);
    for (const wire of [a, b]) {
      const deltas = wire.frames.filter((frame) => frame.t === 'd');
      for (const [n, frame] of deltas.entries()) if (n > 0 && frame.page === 0 && frame.prev !== null) expect(frame.prev).toBe(deltas[n - 1]!.to);
    }
    // Numbers of deals are given in the order of commits, each once.
    const deals = await first.store.read((reader) => reader.recordsOfKinds(['deal']));
    expect(deals.map((deal) => Number(deal.body['number'])).sort((x, y) => x - y)).toEqual(deals.map((_, n) => n + 1));
  });

  test('[q3] [S17] [S35] a lead taken by two on two servers: one winner, the other is told whose it is and loses sight of it', async () => {
    const [first, second] = await twoServers();
    const [[one, a], [two, b]] = [await operator(0, first), await operator(1, second)];
    for (let round = 0; round < 5; round += 1) {
      await team.inbound(first, 'Hello', `lead-${round}`);
      const conversations = await first.store.read((reader) => reader.recordsOfKinds(['conversation']));
      const id = conversations.find((row) => row.body['seatId'] === null)!.id;
      const outcomes = await Promise.all([team.person(first, one.personId, 'conversation.take', { conversationId: id }), team.person(second, two.personId, 'conversation.take', { conversationId: id })]);
      const winner = outcomes[0].status === 'done' ? 0 : 1;
      expect(outcomes[winner]).toMatchObject({ status: 'done' });
      expect(outcomes[1 - winner]).toMatchObject({ status: 'refused', code: 'taken_by_other', result: { seatId: team.operators[winner]!.seatId } });
      const [held, lost] = winner === 0 ? [a, b] : [b, a];
      await until(() => held.rows.has(`conversation|${id}`) && !lost.rows.has(`conversation|${id}`));
    }
    await level(a, first, one.personId);
    await level(b, second, two.personId);
  });

  test('[S39] who is signed out or loses a device on one server is off the other within a second or two', async () => {
    const [first, second] = await twoServers();
    const [[one, a], [two, b]] = [await operator(0, second), await operator(1, second)];
    await level(a, second, one.personId);
    await level(b, second, two.personId);
    await team.robot(first, 'person.update', { personId: one.personId, set: { active: false } });
    await until(() => !a.connected());
    expect(a.frames.at(-1)).toMatchObject({ t: 'err', code: 'signed_out' });
    expect(b.connected()).toBe(true);
    const [device] = await first.store.read((reader) => reader.devices({ person: two.personId }));
    await first.server.devices.revoke(device!.device);
    await until(() => !b.connected());
    expect(b.frames.at(-1)).toMatchObject({ t: 'err', code: 'signed_out' });
  });

  test('a person added on one server is let in by the other at once', async () => {
    const [first, second] = await twoServers();
    const personId = team.id();
    await team.robot(first, 'person.add', { personId, name: 'New', login: 'new', roleId: 'operator', seatId: team.id(), seatName: 'New seat' });
    const wire = await team.console(() => second, personId);
    wire.connect();
    await level(wire, second, personId);
  });

  test('[S38] an order that is another one: lines close, consoles begin again from what the store holds, settings are read anew', async () => {
    team = await makeTeamServers();
    const at = await team.add();
    const one = team.operators[0]!;
    const wire = await team.console(() => at, one.personId);
    wire.connect();
    await team.inbound(at, 'before');
    await level(wire, at, one.personId);
    // As a restore leaves it: the next epoch, and the team renamed meanwhile.
    await aside(team.address, `UPDATE records SET body = replace(body, 'Test team', 'Restored team') WHERE kind = 'team'`);
    await aside(team.address, 'UPDATE head SET epoch = epoch + 1');
    await until(() => !wire.connected());
    expect(at.server.committer.dictionary().get('team', 'team')?.name).toBe('Restored team');
    wire.connect();
    await until(() => wire.frames.some((frame) => frame.t === 'welcome' && frame.reset === 'restored'));
    // And a mark that is gone in the same epoch: a restore of which nobody told.
    await aside(team.address, `UPDATE commits SET mark = 'ffffffffffffffff' WHERE seq = (SELECT seq FROM head)`);
    await aside(team.address, `UPDATE head SET mark = 'ffffffffffffffff'`);
    await until(() => !wire.connected());
  });

  test('[S64] timers are given once, whichever server finds them', async () => {
    team = await makeTeamServers();
    const servers = [await team.add(), await team.add(), await team.add()];
    await team.inbound(servers[0]!, 'a client who waits');
    const keys = Array.from({ length: 30 }, (_, n) => `test:${n}`);
    const due = Date.now() + 300;
    await servers[0]!.store.write((writer) => writer.putAlarms(keys.map((key) => ({ key, due, command: 'no.such', args: { key }, occurrence: 1, state: 'waiting' as const, failures: 0 }))));
    for (const at of servers) await team.inbound(at, 'wakes the clocks', 'other');
    await until(async () => (await servers[0]!.store.read((reader) => reader.alarms(keys))).every((alarm) => alarm.state === 'failed'));
    const alarms = await servers[0]!.store.read((reader) => reader.alarms(keys));
    expect(alarms.map((alarm) => alarm.failures)).toEqual(keys.map(() => 1));
    expect(await aside(team.address, `SELECT count(*)::int AS n FROM commands WHERE name = 'no.such'`)).toEqual([{ n: 30 }]);
  });

  test('[S74] [S75] one lease for all servers, with a fence that grows; what a stale holder brings is refused whole (S77)', async () => {
    const [first, second] = await twoServers();
    const held = await first.server.host.takeLease(team.accountId, null);
    expect(held).not.toBeNull();
    expect(await second.server.host.takeLease(team.accountId, null)).toBeNull();
    await first.server.host.releaseLease(team.accountId, held!.fence);
    const next = await second.server.host.takeLease(team.accountId, null);
    expect(Number(next!.fence.split('.')[1])).toBe(Number(held!.fence.split('.')[1]) + 1);
    expect(await first.server.host.intake({ accountId: team.accountId, events: [], strange: [], fence: held!.fence, place: '9' })).toBe('stale');
    expect(await second.store.read((reader) => reader.place(team.accountId))).toBeNull();
    expect(await second.server.host.intake({ accountId: team.accountId, events: [], strange: [], fence: next!.fence, place: '9' })).toBe('stored');
  });

  test('[S8] [S20] a server goes, its consoles move to another and go on from their place, without a reset', async () => {
    const [first, second] = await twoServers();
    const one = team.operators[0]!;
    let at = first;
    const wire = await team.console(() => at, one.personId);
    wire.connect();
    await team.inbound(first, 'one');
    await level(wire, first, one.personId);
    await first.stop();
    await team.inbound(second, 'two');
    at = second;
    wire.connect();
    await level(wire, second, one.personId);
    expect(wire.frames.filter((frame) => frame.t === 'welcome').map((frame) => frame.reset)).toEqual([undefined, undefined]);
    expect(wire.frames.filter((frame) => frame.t === 'd' && frame.prev === null).length).toBe(1);
  });

  test('[S82] who types on one server is seen on the other by those who see the client, until they leave', async () => {
    const [first, second] = await twoServers();
    const [[one, a], [, b]] = [await operator(0, first), await operator(1, second)];
    const owner = await team.console(() => second, team.owner.personId);
    owner.connect();
    await team.inbound(first, 'Hello', 'theirs');
    const [conversation] = await first.store.read((reader) => reader.recordsOfKinds(['conversation']));
    const root = `conversation:${conversation!.id}`;
    await team.person(first, one.personId, 'conversation.take', { conversationId: conversation!.id });
    await level(a, first, one.personId);
    await level(owner, second, team.owner.personId);
    const words = (wire: WireConsole) => wire.frames.filter((frame) => frame.t === 'pres');
    a.send({ t: 'pres', root, typing: true });
    await until(() => words(owner).length === 1);
    expect(words(owner)[0]).toMatchObject({ root, who: one.personId, typing: true });
    // A word about what one does not see oneself goes nowhere.
    b.send({ t: 'pres', root, typing: true });
    a.cut();
    await until(() => words(owner).length === 2);
    expect(words(owner)[1]).toMatchObject({ root, who: one.personId, typing: false, until: 0 });
    expect(words(b)).toEqual([]);
    expect(await aside(team.address, 'SELECT * FROM presence')).toEqual([]);
  });

  test('files stand in the store: put on one server, had from the other, whole', async () => {
    const [first, second] = await twoServers();
    const bytes = new Uint8Array(1_300_000).map((_, n) => (n * 31) % 251);
    const { hash } = await first.server.blobs.put(bytes);
    expect(await second.server.blobs.has(hash)).toBe(true);
    expect(Buffer.from((await second.server.blobs.get(hash))!).equals(Buffer.from(bytes))).toBe(true);
    expect(await second.server.blobs.get('0'.repeat(64))).toBeNull();
  });
});
