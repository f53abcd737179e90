/** What goes wrong: lines, processes, disks, copies of folders, stores put back; each leaves the team able to mend itself. */
import { join } from 'node:path';
import type { Dice } from '#tests/fault/sim/dice.ts';
import { spareSession } from '#tests/fault/sim/world.ts';
import type { World } from '#tests/fault/sim/world.ts';

export const faultWeights = {
  cut: 6, half: 3, deaf: 3, fall: 4, crash: 3, stopServer: 3, freeze: 2, sleep: 2, clone: 1, image: 1, older: 1, loseReplica: 1, loseOutbox: 1, loseKey: 1, restore: 1, prune: 1,
};
export type Fault = keyof typeof faultWeights;

/** Not here, because there is only one schema yet: a mix of schemas (S65). */
export function harm(world: World, dice: Dice, what: Fault): void | Promise<void> {
  const { clock, net } = world;
  const running = world.consoles.filter((one) => one.running());
  const lines = net.lines();
  const one = running.length > 0 ? dice.of(running) : null;
  switch (what) {
    case 'cut': if (lines.length > 0) dice.of(lines).cut('both'); return;
    case 'half': if (lines.length > 0) dice.of(lines).cut(dice.chance(0.5) ? 'console' : 'server'); return;
    case 'deaf': if (lines.length > 0) dice.of(lines).deafen(dice.chance(0.5) ? 'up' : 'down'); return;
    // Killed at the n-th thing it asks of the world from now on.
    case 'fall': one?.arm(dice.between(1, 60)); return;
    case 'crash': {
      if (!one) return;
      one.stop();
      clock.after(dice.between(10, 5_000), () => { if (!one.running()) one.start(); });
      return;
    }
    case 'stopServer': {
      const n = dice.below(world.servers.length);
      world.killServer(n);
      const { lives } = world.servers[n]!;
      clock.after(dice.between(10, 8_000), () => { if (world.servers[n]!.lives === lives) world.startServer(n); });
      return;
    }
    case 'freeze': dice.of(world.servers).life.freeze(dice.between(300, 60_000)); return;
    case 'sleep': one?.life().freeze(dice.between(1_000, 120_000)); return;
    case 'clone': return clone(world, dice);
    case 'image': one?.image(`${join(world.folder, one.name)}.image`); if (one) world.spare.set(`image ${one.name}`, world.pressed.length); return;
    case 'older': {
      if (!one || !world.spare.has(`image ${one.name}`)) return;
      // A disk put back: what was pressed since the image is gone with it, as the specification says openly (S94).
      const since = world.spare.get(`image ${one.name}`)!;
      world.spare.delete(`image ${one.name}`);
      one.stop();
      one.putFolder(`${join(world.folder, one.name)}.image`);
      forget(world, one.name, since);
      one.start();
      return;
    }
    case 'loseReplica': {
      if (!one) return;
      one.stop();
      one.loseReplica();
      one.start();
      return;
    }
    case 'loseOutbox': {
      if (!one) return;
      one.stop();
      one.loseOutbox();
      forget(world, one.name, 0);
      one.start();
      return;
    }
    case 'loseKey': {
      if (!one) return;
      const file = dice.chance(0.7) ? 'outbox' : 'replica';
      one.stop();
      if (one.loseKey(file) && file === 'outbox') forget(world, one.name, 0);
      one.start();
      return;
    }
    case 'restore': return putBack(world, dice);
    case 'prune': return prune(world, dice);
  }
}

/** Presses that stood in a file which is no more: nobody is left who could repeat them. */
function forget(world: World, name: string, since: number): void {
  for (const pressed of world.pressed.slice(since)) if (pressed.console === name) pressed.forgotten = true;
}

function clone(world: World, dice: Dice): void {
  const running = world.consoles.filter((one) => one.running());
  if (running.length === 0 || world.consoles.length >= 12) return;
  const one = dice.of(running);
  const person = world.base.people.findIndex((each) => each.personId === one.personId);
  const name = `${one.name}+${world.consoles.length}`;
  const folder = join(world.folder, name);
  one.image(folder);
  const session = world.base.people[person]!.sessions.findIndex((each) => each.deviceId === one.deviceId());
  const spare = world.spare.get(one.personId);
  world.addConsole(name, person, session, folder, one).start();
  if (spare !== undefined) world.spare.set(one.personId, spare);
}

async function putBack(world: World, dice: Dice): Promise<void> {
  const commits = world.store.journal().length;
  const back = Math.min(commits - world.base.journal.length, dice.between(1, 60));
  if (back <= 0) return;
  for (let n = 0; n < world.servers.length; n += 1) world.killServer(n);
  world.frames = [];
  for (const name of world.store.witness().erasedNames()) world.erasedBefore.add(name);
  const announced = dice.chance(0.5);
  await world.store.restore(commits - back, announced);
  world.restored += 1;
  // Networks that were told "stored" since will not tell it again (S69 names it as possibly lost).
  const kept = new Set(world.store.witness().rows<{ externalId: string | null }>('message').map((row) => row.externalId));
  for (let n = world.events.length - 1; n >= 0; n -= 1) if (!kept.has((world.events[n] as { externalId: string }).externalId)) world.events.splice(n, 1);
  if (!announced) world.sender.sent.clear();
  for (let n = 0; n < world.servers.length; n += 1) world.startServer(n);
}

/** As a server does once in ten minutes, or for all after thirty days: the order is cut off below some place (S68). */
function prune(world: World, dice: Dice): void {
  const places = world.consoles.filter((one) => one.running()).map((one) => one.cursor());
  // Whoever writes at this moment ends first.
  void world.store.own(async (writer) => {
    const head = await writer.head();
    const horizon = dice.chance(0.6) ? Math.min(head.seq, ...places) : dice.between(head.horizon, head.seq);
    if (horizon <= head.horizon) return;
    await writer.prune(horizon);
    await writer.setHead({ ...head, horizon });
  });
}

/** A copy that has been told so asks its person to sign in and becomes a device of its own (S97). */
export function tend(world: World): void {
  for (const one of world.consoles) {
    if (one.fell()) {
      one.stop();
      one.start();
    }
    if (!one.running()) continue;
    const status = one.said();
    if (status.state !== 'rejected') continue;
    if (status.code !== 'copied') {
      // Signed out, and let in again since: its person signs in.
      if (world.store.witness().row('person', one.personId)?.['active'] === true) {
        one.stop();
        one.start();
      }
      continue;
    }
    const session = spareSession(world, one);
    if (!session) continue;
    one.stop();
    one.enrol(session);
    one.start();
  }
}

/** All is whole from here on: lines are new, everybody runs, nothing is lost any more. */
export function heal(world: World): void {
  Object.assign(world.net.faults, { drop: 0, double: 0, overtake: 0, slowest: 60 });
  Object.assign(world.store.faults, { slow: 0, fail: 0, unanswered: 0 });
  for (const one of world.consoles) {
    one.arm(0);
    one.life().thaw();
  }
  for (const slot of world.servers) slot.life.thaw();
  for (let n = 0; n < world.servers.length; n += 1) if (world.servers[n]!.life.dead()) world.startServer(n);
  for (const line of world.net.lines()) if (line.harmed()) line.cut('both');
  for (const one of world.consoles) if (!one.running()) { one.stop(); one.start(); }
}
