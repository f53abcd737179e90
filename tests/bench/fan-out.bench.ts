/** 500 live consoles (light ones), 200 changes a second for twenty seconds, each seen by 22 people and the owner: the server's share of a core. */
import { chatText, id, startMeasuredTeam } from '#tests/bench/measured-team.ts';
import { connectAll, createLightConsole, percentile } from '#tests/bench/light-consoles.ts';
import type { Measure } from '#tests/bench/measure.ts';

const [people, perSeat, perSecond, seconds] = [500, 22, 200, 20];

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people, perSeat, talks: 46, untaken: 0, messages: 5 });
  try {
    const consoles = team.people.map((session) => createLightConsole(session, team.base));
    const owner = createLightConsole(team.owner, team.base);
    await connectAll(consoles);
    await owner.connect();
    const sent = new Map<string, number>();
    const late: number[] = [];
    let heard = 0;
    for (const one of consoles) {
      one.onFrame = (frame) => {
        for (const [kind, row] of frame.up) {
          if (kind !== 'message') continue;
          heard += 1;
          late.push(performance.now() - sent.get(row)!);
        }
      };
    }
    const presses = Array.from({ length: perSecond * seconds }, (_, n) => {
      const messageId = id();
      const input = { conversationId: team.talks[n % team.talks.length]!.id, text: chatText(n), get messageId() { sent.set(messageId, performance.now()); return messageId; } };
      return { name: 'message.note', input };
    });
    const before = team.usage();
    const from = performance.now();
    await owner.press(presses, 1000 / perSecond);
    const took = performance.now() - from;
    const after = team.usage();
    return [
      { name: `fan-out: 500 light consoles, 200 changes/s, ${Math.round(heard / presses.length)} recipients; share of a core`, value: Math.round(((after.cpuMs - before.cpuMs) / took) * 100), unit: '%', target: 35, better: 'lower' },
      { name: 'fan-out: changes a second that were reached', value: Math.round((presses.length / took) * 1000), unit: '/s', better: 'higher' },
      { name: 'fan-out: press to its 22 recipients, p99', value: percentile(late, 0.99), unit: 'ms', target: 100, better: 'lower' },
      { name: 'fan-out: memory of the server at 500 consoles', value: after.rssMb, unit: 'MB', target: 400, better: 'lower' },
    ];
  } finally {
    await team.close();
  }
}
