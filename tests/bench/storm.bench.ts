/** 500 consoles (light ones) lose the line, 2,000 changes happen, all come back within two seconds: until every one stands at the head. */
import { chatText, id, startMeasuredTeam } from '#tests/bench/measured-team.ts';
import { connectAll, createLightConsole } from '#tests/bench/light-consoles.ts';
import type { Measure } from '#tests/bench/measure.ts';

const [people, perSeat, changes, jitterMs] = [500, 22, 2000, 2000];

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people, perSeat, talks: 46, untaken: 4, messages: 10 });
  try {
    const consoles = team.people.map((session) => createLightConsole(session, team.base));
    const owner = createLightConsole(team.owner, team.base);
    await connectAll([...consoles, owner]);
    for (const one of consoles) one.cut();
    const taken = team.talks.filter((talk) => talk.seat !== null);
    await owner.press(Array.from({ length: changes }, (_, n) => ({ name: 'message.note', input: { conversationId: taken[n % taken.length]!.id, messageId: id(), text: chatText(n) } })));
    const head = owner.cursor()![0];
    const before = team.usage();
    const from = performance.now();
    await Promise.all(consoles.map(async (one, n) => {
      await new Promise((resolve) => setTimeout(resolve, (n / people) * jitterMs));
      await one.connect();
      if (one.cursor()![0] < head) throw new Error('not at the head');
    }));
    const took = performance.now() - from;
    const after = team.usage();
    return [
      { name: 'storm: 500 consoles (light) 2,000 changes behind, all current', value: Math.round(took / 10) / 100, unit: 's', target: 10, better: 'lower' },
      { name: 'storm: of the server', value: Math.round(after.cpuMs - before.cpuMs), unit: 'ms of a core', better: 'lower' },
      { name: 'storm: memory of the server', value: after.rssMb, unit: 'MB', target: 400, better: 'lower' },
    ];
  } finally {
    await team.close();
  }
}
