/** A team on real files in a process of its own, at work: writes a line for each press that was promised and for each that was answered. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';

const [folder, presses] = [process.argv[2]!, Number(process.argv[3])];
const say = (line: string): void => void writeSync(1, `${line}\n`);

const team = await makeTeam({ consoles: 2, store: openSqliteStore(join(folder, 'team.db')), folder });
const talks: string[] = [];
for (const [n, one] of team.consoles.entries()) {
  await team.inbound('Hello', { chatId: `chat-${n}` });
  const taken = new Set(talks);
  talks.push((await team.rows('conversation')).find((row) => !taken.has(row.id))!.id);
  await team.person(one.personId, 'conversation.take', { conversationId: talks[n]! });
  one.backend.subscribe((event) => event.t === 'outcome' && event.ok && say(`answered ${event.commandId}`));
}
await team.flush();
for (let n = 0; n < presses; n += 1) {
  const one = team.consoles[n % team.consoles.length]!;
  const conversationId = talks[n % team.consoles.length]!;
  // Long enough that the log is folded into its file on the way.
  const text = `${n} ${'слово '.repeat(400)}`;
  const { commandId, answer } = ((id) => ({
    commandId: id,
    answer: n % 3 === 0 ? one.press('task.add', { taskId: team.id(), title: `task ${n}`, dueAt: team.clock.now() + 1000 + n, dealId: null, conversationId }, id)
      : one.press('message.note', { conversationId, messageId: team.id(), text }, id),
  }))(team.id<string>());
  if (!('state' in answer)) throw new Error(answer.code);
  say(`promised ${one.personId} ${commandId}`);
  // Some are answered one by one, some together.
  if (n % 4 !== 1) await team.flush();
}
await team.flush();
process.exit(0);
