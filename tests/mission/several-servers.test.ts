/** Two server processes on one PostgreSQL: one team, one is killed outright, its people go on with the other (x1, issue "A team"). */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { SyncDownFrame } from '#shared/sync/protocol.ts';
import type { ServerSays } from '#shared/sync/team-calls.ts';
import { makeDatabase, noPostgres } from '#tests/helpers/postgres.ts';
import { entryPath, ownProcesses, processEnv } from '#tests/helpers/own-processes.ts';
import { until } from '#tests/helpers/real-server.ts';

const processes = ownProcesses('several');

interface Running { child: ChildProcess; base: string; invite: string | null }

async function start(name: string, address: string): Promise<Running | string> {
  const child = processes.own(fork(entryPath('server'), ['--data', join(processes.dir, name), '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'], env: { ...processEnv, PULT_STORE: address, PULT_TEST_DISK: 'lies' },
  }));
  const said: ServerSays[] = [];
  child.on('message', (message) => void said.push(message as ServerSays));
  await until(() => said.length > 0 || child.exitCode !== null);
  const [first] = said;
  return first?.type === 'ready' ? { child, base: `http://127.0.0.1:${first.port}`, invite: first.ownerInvite } : first?.type === 'failed' ? first.message : 'ended';
}
const must = (started: Running | string): Running => {
  if (typeof started === 'string') throw new Error(started);
  return started;
};
const post = async (base: string, path: string, body: unknown, token?: string): Promise<any> =>
  (await fetch(`${base}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body) })).json();

/** A line of the owner's to a server; what it was sent stands in `frames`. */
function line(base: string, session: { deviceId: string; token: string }, ticket: string | null, cursor: [number, string] | null) {
  const frames: SyncDownFrame[] = [];
  const socket = new WebSocket(`${base.replace('http', 'ws')}/sync`);
  socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', proto: 1, schema: 1, epoch: cursor ? 1 : null, device: session.deviceId, token: session.token, ticket, cursor })));
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as SyncDownFrame;
    frames.push(frame);
    if (frame.t === 'welcome') socket.send(JSON.stringify({ t: 'pull', cursor, want: [], acked: 0 }));
  });
  socket.on('error', () => undefined);
  let closed = false;
  socket.on('close', () => { closed = true; });
  return { frames, send: (frame: unknown) => socket.send(JSON.stringify(frame)), closed: () => closed, end: () => socket.terminate() };
}

describe.skipIf(noPostgres)('two processes', () => {
  test('[x1] [S8] a server that is killed loses nothing: its console goes on with the other from its place, what was answered is answered again', async () => {
    const address = await makeDatabase();
    const first = must(await start('a', address));
    // Keys of the team are the same on every server; without them the second does not start.
    expect(await start('b', address)).toContain('other keys');
    mkdirSync(join(processes.dir, 'c'), { recursive: true });
    cpSync(join(processes.dir, 'a', 'keys'), join(processes.dir, 'c', 'keys'), { recursive: true });
    const second = must(await start('c', address));
    const { value: session } = await post(first.base, '/team/setup', { invite: first.invite, deviceName: 'desk', presetId: 'confectionery', teamName: 'T', ownerName: 'Owner' });
    expect(session).toMatchObject({ deviceId: expect.any(String) });

    const one = line(first.base, session, null, null);
    const stream = '01890000-0000-7000-8000-00000000aaaa';
    await until(() => one.frames.some((frame) => frame.t === 'd'));
    one.send({ t: 'open', stream });
    const rename = (s: number, name: string) => ({ s, id: `01890000-0000-7000-8000-00000000000${s}`, n: 'team.update', v: 1, base: null, at: 0, body: JSON.stringify({ input: { set: { name } } }) });
    one.send({ t: 'cmd', stream, list: [rename(1, 'First name')] });
    await until(() => one.frames.some((frame) => frame.t === 'out'));
    const welcome = one.frames.find((frame) => frame.t === 'welcome')!;
    const last = one.frames.findLast((frame) => frame.t === 'd')!;
    first.child.kill('SIGKILL');
    await until(() => one.closed());

    const two = line(second.base, session, welcome.ticket, [last.to, last.mark]);
    await until(() => two.frames.some((frame) => frame.t === 'd'));
    expect(two.frames[0]).toMatchObject({ t: 'welcome' });
    expect((two.frames[0] as { reset?: string }).reset).toBeUndefined();
    two.send({ t: 'open', stream });
    // Sent again after the doubt, and the next one.
    two.send({ t: 'cmd', stream, list: [rename(1, 'First name'), rename(2, 'Second name')] });
    await until(() => two.frames.flatMap((frame) => (frame.t === 'out' ? frame.list : [])).length === 2);
    const told = two.frames.flatMap((frame) => (frame.t === 'out' ? frame.list : []));
    const before = one.frames.flatMap((frame) => (frame.t === 'out' ? frame.list : []));
    expect(told[0]).toEqual(before[0]);
    expect(told[1]).toMatchObject({ dseq: 2, status: 'done' });
    await until(() => two.frames.some((frame) => frame.t === 'd' && frame.up.some((row) => row[0] === 'team' && (row[5] as { name: string }).name === 'Second name')));
    two.end();
  });
});
