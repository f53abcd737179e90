/** One person writes, another reads it: two real consoles on files of their own, the server in its own process. */
import { chatText, id, level, startMeasuredTeam } from '#tests/bench/measured-team.ts';
import { summary } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

const [warmUp, times] = [50, 300];

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people: 1, perSeat: 1, talks: 10, untaken: 0, messages: 20 });
  try {
    const writer = team.console(team.people[0]!, 'writer');
    const reader = team.console(team.owner, 'reader');
    await Promise.all([level(writer), level(reader)]);
    const taken: number[] = [];
    for (let n = 0; n < warmUp + times; n += 1) {
      const messageId = id();
      const conversationId = team.talks[n % team.talks.length]!.id;
      const holds = (): boolean => {
        const answer = reader.query('message.page', { conversationId, before: null, around: null, limit: 5 });
        return answer.ok && (answer.value as { rows: { id?: string; messageId?: string }[] }).rows.some((row) => (row.messageId ?? row.id) === messageId);
      };
      const from = performance.now();
      const seen = new Promise<number>((resolve) => {
        const stop = reader.subscribe((event) => {
          if (event.t !== 'changed' || !holds()) return;
          stop();
          resolve(performance.now());
        });
      });
      writer.command({ name: 'message.note', commandId: id(), label: '', input: { conversationId, messageId, text: chatText(n) } });
      const at = await seen;
      if (n >= warmUp) taken.push(at - from);
      // Windows are told twenty times a second at most (gather-changes.ts): one message after another at a person's pace, not in that pause.
      await new Promise((resolve) => setTimeout(resolve, 60 + (n % 7)));
    }
    const [p50, p95, worst] = summary('push: press of one to the row at another', taken, 20);
    return [{ ...p50!, target: 5 }, p95!, worst!];
  } finally {
    await team.close();
  }
}
