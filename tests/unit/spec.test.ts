/** The table of the protocol's rules says where each is proven: that must be true. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { protocolVersion, schemaVersion, upFrameSchema } from '#shared/sync/protocol.ts';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const lines = readFileSync(join(root, 'shared/sync/SPEC.md'), 'utf8').split('\n').flatMap((line) => {
  const cells = /^\| S(\d+) \| (.+) \| (.+) \|$/.exec(line);
  return cells ? [{ rule: Number(cells[1]), where: cells[3] === '—' ? [] : cells[3]!.split(', ') }] : [];
});
/** Rules that no test names. A rule that is proven leaves this list; none may be added. */
const unproven = lines.filter(({ where }) => where.length === 0).map(({ rule }) => rule);

test('every rule from S1 to S102 stands in the table once, in order', () => {
  expect(lines.map(({ rule }) => rule)).toEqual(Array.from({ length: 102 }, (_, n) => n + 1));
});

test.each(lines.filter(({ where }) => where.length > 0))('S$rule is named by a title of $where', ({ rule, where }) => {
  for (const file of where) {
    const titles = readFileSync(join(root, 'tests', file), 'utf8').split('\n').filter((line) => /\b(?:test|it)(?:\.each\(.*?\))?\(/.test(line));
    expect(titles.some((line) => line.includes(`[S${rule}]`)), `${file} has no title with [S${rule}]`).toBe(true);
  }
});

test('rules without a test are counted, and their number only falls', () => {
  expect(unproven.length, `unproven: ${unproven.map((rule) => `S${rule}`).join(' ')}`).toBeLessThanOrEqual(1);
});

/** What travels upwards, and the shapes of what travels down as the source has them: a change needs another schema or protocol number (S65). */
test('[S65] the wire is the one that its versions name', () => {
  const source = readFileSync(join(root, 'shared/sync/protocol.ts'), 'utf8');
  const down = source.slice(source.indexOf('/** A row as it travels')).replace(/\/\*\*?[\s\S]*?\*\//g, '').replace(/\s+/g, ' ');
  const hash = createHash('sha256').update(JSON.stringify(z.toJSONSchema(upFrameSchema))).update(down).digest('hex').slice(0, 16);
  // A change that an older console or server would misread raises schemaVersion (added columns) or protocolVersion (all else), and is written here.
  expect({ protocolVersion, schemaVersion, hash }).toEqual({ protocolVersion: 1, schemaVersion: 1, hash: 'bb6d563dd66a88ea' });
});
