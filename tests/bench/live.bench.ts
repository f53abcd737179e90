/** From a client's message at the webhook to the row in a second console's list, over real processes: server, two consoles, simulated network. */
import { startTeam } from '#tests/e2e/helpers/team.ts';
import type { PortClient } from '#tests/e2e/helpers/port-client.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import { summary } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

const times = 200;
const warmUp = 20;

export async function run(): Promise<Measure[]> {
  const team = await startTeam();
  try {
    const second = await team.join({ login: 'second', name: 'Друга' });
    const clients = Array.from({ length: 10 }, (_, n) => team.account.client(`client.${n}`, `Клієнт ${n}`));
    const taken: number[] = [];
    for (let n = 0; n < warmUp + times; n += 1) {
      const text = `повідомлення ${n}`;
      const from = performance.now();
      clients[n % clients.length]!.writes(text);
      await listed(second.hand, text);
      if (n >= warmUp) taken.push(performance.now() - from);
    }
    const [p50, p95, worst] = summary('live: webhook to the row in a second console', taken, 40);
    return [{ ...p50!, target: 15 }, p95!, worst!];
  } finally {
    await team.close();
  }
}

function listed(hand: PortClient, text: string): Promise<InboxRow> {
  return hand.until(async () => {
    const page = await hand.query<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 });
    return page.rows.find((row) => row.last?.text === text) ?? null;
  }, text);
}
