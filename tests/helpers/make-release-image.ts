/** `node tests/helpers/make-release-image.ts VERSION`: keeps a small team as this version leaves it, for all later ones to open (L4). Run once, when a version is released. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { postgresMigrations } from '#db/server/postgres/migrations.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { ReleaseImage } from '#tests/helpers/release-image.ts';
import { imageFiles } from '#tests/helpers/release-image.ts';
import { openStoredTeam } from '#tests/helpers/stored-team.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';

const version = process.argv[2];
if (version === undefined) throw new Error('VERSION is missing');
const folder = mkdtempSync(join(tmpdir(), 'pult-image-'));
const at = Date.UTC(2026, 5, 1, 9, 0);
const team = await openStoredTeam({ folder, store: openSqliteStore(join(folder, 'team.db')), at, seed: 1 });
const [ownerId, personId, seatId, accountId] = [team.id(), team.id(), team.id(), team.id()];
await team.robot('team.setup', { preset: confectionery, teamName: 'Team', owner: { personId: ownerId, name: 'Owner', login: 'own' }, demo: true });
await team.robot('account.put', {
  account: { id: accountId, channel: 'telegram', name: 'Bot', handle: 'bot', code: 'TB', colour: 1, group: confectionery.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: at },
});
await team.robot('person.add', { personId, name: 'Operator', login: 'op', roleId: 'operator', seatId, seatName: 'Seat' });
const { device, token } = await team.server.devices.admit(personId, 'console');
const session = { deviceId: device, token, personId };
await team.server.host.intake({
  accountId, strange: [], fence: null, place: null,
  events: [{
    type: 'message', eventKey: 'e1', chatId: 'chat', at, fromClient: true, externalId: 'e1', kind: 'text', text: 'Доброго дня', media: [], albumId: null,
    person: { externalId: 'chat', handle: 'client', name: 'Client', avatarSource: null, link: null, language: null }, replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
  }],
});
const conversationId = (await team.server.store.read((reader) => reader.recordsOfKinds(['conversation'])))[0]!.id;
await team.person(personId, 'conversation.take', { conversationId });

/** As each version's person presses: the text of these stays as it is. */
const press = (backend: ReturnType<typeof team.open>, text: string): string[] => [
  { name: 'message.note', input: { conversationId, messageId: team.id(), text: `${text} note` } },
  { name: 'task.add', input: { taskId: team.id(), title: `${text} task`, dueAt: at + 86_400_000, dealId: null, conversationId } },
  { name: 'message.send', input: { conversationId, messageId: team.id(), text: `${text} answer`, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null } },
].map(({ name, input }) => {
  const commandId = team.id();
  const answer = backend.command({ name, input, commandId, label: name });
  if (!('state' in answer)) throw new Error(`${name}: ${answer.code}`);
  return commandId;
});
const near = team.open(session, true);
await team.flush();
const done = press(near, 'done');
await team.flush();
if (near.status().pending > 0) throw new Error('not everything was answered');
near.close();
const pending = press(team.open(session, false), 'pending');
await team.close();

const to = resolve('tests/fixtures/releases', version);
mkdirSync(to, { recursive: true });
const records: Record<string, number> = {};
for (const file of imageFiles) {
  const path = join(folder, file);
  const db = new Database(path);
  if (file === 'team.db') for (const { kind, n } of db.prepare<[], { kind: string; n: number }>('SELECT kind, count(*) AS n FROM records GROUP BY kind ORDER BY kind').all()) records[kind] = n;
  db.pragma('journal_mode = DELETE');
  db.exec('VACUUM');
  db.close();
  writeFileSync(join(to, `${file}.gz`), gzipSync(readFileSync(path), { level: 9 }));
}
const image: ReleaseImage = { at, session, conversationId, done, pending, records, postgres: postgresMigrations.at(-1)!.version };
writeFileSync(join(to, 'image.json'), `${JSON.stringify(image, null, 2)}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(0);
