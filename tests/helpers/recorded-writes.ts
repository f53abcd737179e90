/** The order in which a process wrote to its databases and waited for the disk, told by the system itself; and what a power cut would leave of it. */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Step =
  | { t: 'write'; file: string; at: number; bytes: Buffer }
  | { t: 'cut'; file: string; length: number }
  | { t: 'sync'; file: string }
  | { t: 'gone'; file: string }
  | { t: 'said'; line: string };

/** Null = this system does not tell. */
export const noRecorder = spawnSync('strace', ['-V'], { stdio: 'ignore' }).status !== 0;

/** Runs `node ...args` and answers its steps in order: writes to files of `folder` (its log of readers excepted) and lines it said. */
export async function recordWrites(folder: string, args: readonly string[]): Promise<Step[]> {
  const traces = mkdtempSync(join(tmpdir(), 'pult-trace-'));
  try {
    const child = spawn('strace', ['-ff', '-y', '-qq', '-xx', '-s', '70000', '-e', 'trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink', '-e', 'signal=none', '-o', join(traces, 't'), process.execPath, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text) => { complaint += String(text); });
    child.stdout.resume();
    const code = await new Promise((resolve) => void child.once('close', resolve));
    if (code !== 0) throw new Error(complaint);
    // Each thread has a file of its own: the one that works wrote the most.
    const [largest] = readdirSync(traces).map((name) => join(traces, name)).sort((a, b) => statSync(b).size - statSync(a).size);
    const steps: Step[] = [];
    for await (const line of createInterface({ input: createReadStream(largest!, 'latin1') })) {
      const step = readStep(line, folder);
      if (step) steps.push(step);
    }
    return steps;
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
}

const call = /^(\w+)\((\d+)<([^>]*)>(?:, (.*))?\)\s+= (-?\d+)/;
const removal = /^unlink\("([^"]*)"\)\s+= 0/;
const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

function readStep(line: string, folder: string): Step | null {
  const removed = removal.exec(line)?.[1];
  const [, name, fd, hexPath, rest, answer] = call.exec(line) ?? [];
  if (removed === undefined && (name === undefined || Number(answer) < 0)) return null;
  if (name === 'write') return fd === '1' ? { t: 'said', line: unhex(rest!.slice(1, rest!.lastIndexOf('"'))).toString().trim() } : null;
  const path = unhex(removed ?? hexPath!).toString();
  if (!path.startsWith(`${folder}/`) || path.endsWith('-shm')) return null;
  const file = path.slice(folder.length + 1);
  if (removed !== undefined) return { t: 'gone', file };
  if (name === 'ftruncate') return { t: 'cut', file, length: Number(rest) };
  if (name !== 'pwrite64') return { t: 'sync', file };
  const end = rest!.lastIndexOf('"');
  const [length, at] = rest!.slice(end + 2).split(',').map(Number);
  const bytes = unhex(rest!.slice(1, end));
  if (bytes.length !== length || Number(answer) !== length) throw new Error(`a write was not recorded whole: ${file}`);
  return { t: 'write', file, at: at!, bytes };
}

type Unsynced = Extract<Step, { t: 'write' | 'cut' }>;

export interface DiskAfterCut {
  /** Files as they lie there: only what was waited for, or with any part of the rest. */
  files: ReadonlyMap<string, Buffer>;
  said: readonly string[];
}

const sector = 512;

/** Every moment before a wait for the disk ends, and the last: twice, without anything that was not waited for, and with a part of it, sector by sector. */
export function* powerCuts(steps: readonly Step[], random: () => number): Generator<DiskAfterCut> {
  const durable = new Map<string, Buffer>();
  let unsynced: Unsynced[] = [];
  const said: string[] = [];
  const torn = (): Map<string, Buffer> => {
    const files = new Map(durable);
    const pieces = unsynced.flatMap((step) => (step.t === 'cut' ? [step] : inSectors(step))).filter(() => random() < 0.5);
    for (const file of new Set(pieces.map((piece) => piece.file))) files.set(file, applied(files.get(file), pieces.filter((piece) => piece.file === file)));
    return files;
  };
  for (const step of steps) {
    if (step.t === 'said') said.push(step.line);
    else if (step.t === 'gone') {
      // SQLite waits for the folder before it goes on.
      durable.delete(step.file);
      unsynced = unsynced.filter((one) => one.file !== step.file);
    } else if (step.t !== 'sync') unsynced.push(step);
    else {
      yield { files: new Map(durable), said };
      yield { files: torn(), said };
      durable.set(step.file, applied(durable.get(step.file), unsynced.filter((one) => one.file === step.file)));
      unsynced = unsynced.filter((one) => one.file !== step.file);
    }
  }
  yield { files: new Map(durable), said };
  yield { files: torn(), said };
}

const inSectors = (step: Extract<Step, { t: 'write' }>): Unsynced[] =>
  Array.from({ length: Math.ceil(step.bytes.length / sector) }, (_, n) => ({ ...step, at: step.at + n * sector, bytes: step.bytes.subarray(n * sector, (n + 1) * sector) }));

/** A new buffer: earlier moments keep theirs. */
function applied(before: Buffer = Buffer.alloc(0), steps: readonly Unsynced[]): Buffer {
  let length = before.length;
  const most = steps.reduce((sum, step) => Math.max(sum, step.t === 'cut' ? step.length : step.at + step.bytes.length), length);
  const after = Buffer.alloc(most);
  before.copy(after);
  for (const step of steps) {
    if (step.t === 'cut') after.fill(0, step.length, Math.max(length, step.length));
    else step.bytes.copy(after, step.at);
    length = step.t === 'cut' ? step.length : Math.max(length, step.at + step.bytes.length);
  }
  return after.subarray(0, length);
}
