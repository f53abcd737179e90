/** Ten thousand presses at once, offline work come home: until the last row stands in another console's file and every answer in the writer's. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chatText, id, level, startMeasuredTeam, until } from '#tests/bench/measured-team.ts';
import type { Measure } from '#tests/bench/measure.ts';

const presses = Number(process.env['PULT_BENCH_PRESSES'] ?? 10_000);
/** Presses of one moment. */
const together = 50;

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people: 1, perSeat: 1, talks: 20, untaken: 0, messages: 5 });
  try {
    const writer = team.console(team.people[0]!, 'writer');
    const reader = team.console(team.owner, 'reader');
    await Promise.all([level(writer), level(reader)]);
    const before = team.usage().cpuMs;
    const from = performance.now();
    for (let n = 0; n < presses; n += together) {
      // As the carrier of a window gives them: what came in one moment goes to the disk together, and is answered after that.
      const answers = writer.commands(Array.from({ length: together }, (_, k) => ({
        name: 'message.note', commandId: id(), label: '', input: { conversationId: team.talks[(n + k) % team.talks.length]!.id, messageId: id(), text: chatText(n + k) },
      })));
      for (const answer of answers) if (!('state' in answer)) throw new Error(answer.code);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const pressed = performance.now() - from;
    const file = new Database(join(team.dir, 'reader-replica.db'), { readonly: true });
    const rows = file.prepare<[], { n: number }>('SELECT count(*) AS n FROM message').pluck() as unknown as { get(): number };
    const due = 20 * 5 + presses;
    let looked = 0;
    await until(() => {
      if (performance.now() < looked + 50) return false;
      looked = performance.now();
      return writer.status().pending === 0 && rows.get() >= due;
    }, 'ten thousand rows', 300_000);
    const took = performance.now() - from;
    file.close();
    return [
      { name: 'burst: 10,000 presses, durable at both ends', value: Math.round((presses / took) * 1000), unit: 'commands/s', target: 4000, better: 'higher' },
      { name: 'burst: of that the presses alone', value: Math.round((presses / pressed) * 1000), unit: 'commands/s', better: 'higher' },
      { name: 'burst: share of a core at the server', value: Math.round(((team.usage().cpuMs - before) / took) * 100), unit: '%', better: 'lower' },
    ];
  } finally {
    await team.close();
  }
}
