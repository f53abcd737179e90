/** No code without words: whatever the engine can refuse with stands in both languages, and what the server refused stays with its person until it is put away (L5). */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, delta, mySeat, start, team, uuid } from '#tests/helpers/replica-world.ts';

const root = resolve(import.meta.dirname, '../..');
const wordsOf = (language: string): Record<string, string> => JSON.parse(readFileSync(join(root, `resources/locales/${language}.json`), 'utf8')) as Record<string, string>;
const [en, uk] = [wordsOf('en'), wordsOf('uk')];

/** What a person's press, call or sign-in can be answered with, as the sources say it. */
function refusals(): string[] {
  const said = /(?:\b(?:refuse|refusal|denied|drop)\(\s*|\bcode: )'([a-z]+(?:_[a-z0-9]+)*)'/g;
  const folders = ['shared', 'server', 'backend'];
  const found = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }).flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(said)].map((match) => match[1]!)));
  // What the disk says to a console at work; the rest of its codes ends a program with a sentence.
  const disk = ['storage_busy', 'storage_damaged', 'storage_failed', 'storage_full', 'storage_newer', 'storage_read_only'];
  return [...new Set([...found, ...disk])].filter((code) => !(code in amongPrograms)).sort();
}

/** Said by one program to another: nobody reads it. */
const amongPrograms: Record<string, string> = {
  slow: 'the console asks for less (S34)',
  reset: 'the console begins anew (S25)',
  dropped: 'how an effect ended: message.failure.dropped',
  holder_gone: 'why an effect is unknown: message.failure.unknown',
};

test('[x4] every code that a press, a call or the line can be refused with has its sentence in both languages, and no sentence shows a code', () => {
  const codes = refusals();
  expect(codes.length).toBeGreaterThan(100);
  for (const words of [en, uk]) expect(codes.filter((code) => !words[`refusal.${code}`]?.trim())).toEqual([]);
  expect(codes.filter((code) => en[`refusal.${code}`] === uk[`refusal.${code}`])).toEqual([]);
  // Two words joined are a name of ours, not a word of theirs.
  for (const words of [en, uk]) expect(codes.filter((code) => words[`refusal.${code}`]!.replaceAll(/\{\{\w+\}\}/g, '').includes('_'))).toEqual([]);
  // A sentence for a code that nothing says any more misleads whoever translates.
  const everything = [...globSync('{shared,server,backend,renderer,electron,channels,db}/**/*.{ts,tsx}', { cwd: root })].map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const unsaid = Object.keys(en).filter((key) => key.startsWith('refusal.') && !key.startsWith('refusal.storage_')).map((key) => key.slice('refusal.'.length)).filter((code) => !new RegExp(`['"\`.]${code}['"\`]`).test(everything));
  expect(unsaid).toEqual([]);
});

test('[S58] whatever the server refuses a press with stays in "Not delivered" under its label until it is put away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pult-said-'));
  const console_ = createScriptedConsole({ folder });
  try {
    await console_.meet(delta(null, 10, { up: [...team(), ...client({ n: 1, seatId: mySeat, owedSince: start })] }));
    const { stream } = console_.last('open')!;
    const codes = refusals();
    const presses = codes.map(() => console_.press('message.note', { conversationId: uuid('c', 1), messageId: console_.newId(), text: 'ще тут' }).commandId);
    await console_.say({ t: 'out', list: codes.map((code, n) => console_.refused(presses[n]!, stream, n + 1, 10, code)) });
    const kept = console_.ask<{ commandId: string; code: string; label: string }[]>('outbox.notDelivered', {});
    expect(kept.map((one) => one.code).sort()).toEqual(codes);
    expect(kept.every((one) => one.label === 'message.note')).toBe(true);
  } finally {
    console_.backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
