/** A lead that 500 live consoles (light ones) hold is taken by one: until the others have been told to drop it. */
import { startMeasuredTeam } from '#tests/bench/measured-team.ts';
import { connectAll, createLightConsole, percentile } from '#tests/bench/light-consoles.ts';
import type { Measure } from '#tests/bench/measure.ts';

const [people, rounds] = [500, 20];

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people, perSeat: 1, talks: 0, untaken: rounds, messages: 20 });
  try {
    const consoles = team.people.map((session) => createLightConsole(session, team.base));
    await connectAll(consoles);
    const taken: number[] = [];
    for (let n = 0; n < rounds; n += 1) {
      const root = `conversation:${team.talks[n]!.id}`;
      let from = 0;
      let left = people - 1;
      const all = new Promise<void>((resolve) => {
        for (const one of consoles) {
          one.onFrame = (frame) => {
            if (!frame.lv.some(([gone, mask]) => gone === root && mask === 0)) return;
            taken.push(performance.now() - from);
            left -= 1;
            if (left === 0) resolve();
          };
        }
      });
      from = performance.now();
      await Promise.all([consoles[n]!.press([{ name: 'conversation.take', input: { conversationId: team.talks[n]!.id } }]), all]);
    }
    return [
      { name: 'revoke: a take told to 499 live consoles (light), p50', value: percentile(taken, 0.5), unit: 'ms', better: 'lower' },
      { name: 'revoke: p99', value: percentile(taken, 0.99), unit: 'ms', target: 500, better: 'lower' },
      { name: 'revoke: worst', value: percentile(taken, 1), unit: 'ms', better: 'lower' },
    ];
  } finally {
    await team.close();
  }
}
