import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { accountTroubles, missingFiles, sendFailures } from '#channels/codes.ts';

const root = resolve(import.meta.dirname, '../../..');

test.each(['en', 'uk'])('[x4] every code of the channels has its words in %s', (language) => {
  const texts = JSON.parse(readFileSync(join(root, `resources/locales/${language}.json`), 'utf8')) as Record<string, string>;
  const keys = [...sendFailures.map((code) => `message.failure.${code}`), ...accountTroubles.map((code) => `account.state.${code}`), ...missingFiles.map((code) => `file.missing.${code}`)];
  expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
});

test('a code that is written somewhere in the channels stands in the list', () => {
  const known = new Set<string>([...sendFailures, ...accountTroubles, ...missingFiles]);
  const found = new Set<string>();
  for (const folder of ['instagram', 'telegram', 'runner', '.']) {
    for (const name of readdirSync(join(root, 'channels', folder)).filter((one) => one.endsWith('.ts') && !one.startsWith('simulator'))) {
      const source = readFileSync(join(root, 'channels', folder, name), 'utf8');
      for (const match of source.matchAll(/(?:refused|new ChannelError|make)\((?:[^'(\n]*\? )?'([a-z_]+)'(?: : '([a-z_]+)')?/g)) for (const code of match.slice(1)) if (code !== undefined) found.add(code);
    }
  }
  expect(found.size).toBeGreaterThan(12);
  expect([...found].filter((code) => !known.has(code))).toEqual([]);
});
