/** How a console tells what it holds, bucket by bucket, however much that is. */
import { expect, test } from 'vitest';
import { createDigestRound } from '#backend/sync/digest-round.ts';
import { digestBuckets, endingsOf, bucketOf } from '#shared/sync/digest.ts';
import type { DigestLine, SyncUpFrame } from '#shared/sync/protocol.ts';
import { upFrameSchema } from '#shared/sync/protocol.ts';
import { createFakeClock } from '#tests/helpers/fake-clock.ts';

const xor = '0123456789abcdef';
const root = (n: number, ending: string): string => `conversation:01890000-0000-7000-8000-${n.toString(16).padStart(10, '0')}${ending}`;

/** One full round over a copy that holds `lines`. */
async function oneRound(lines: readonly DigestLine[]) {
  const clock = createFakeClock(0);
  const sent: Extract<SyncUpFrame, { t: 'digest' }>[] = [];
  const said: unknown[] = [];
  const round = createDigestRound({
    copy: { digest: (bucket) => ({ cursor: [7, xor], list: lines.filter(([name]) => bucketOf(name) === bucket) }) },
    timers: clock, quiet: () => true, send: (frame) => void sent.push(frame as never), log: (code, data) => void said.push([code, data]),
  });
  round.start();
  await clock.advance(digestBuckets * 10_000, async () => undefined);
  round.stop();
  return { sent, said };
}

test('[S71] a bucket with more roots than a frame holds goes ending by ending in the same turn: none is passed over, each frame is one the server takes', async () => {
  const endings = endingsOf(5);
  // The last ending holds nothing here: a server that has some there must hear of it.
  const lines = Array.from({ length: 9001 }, (_, n): DigestLine => [root(n, endings[n % 3]!), 1, 1, xor]);
  const { sent, said } = await oneRound([...lines, [root(1, '06'), 1, 1, xor]]);
  const fifth = sent.filter((frame) => frame.bucket === 5);
  expect(fifth.map((frame) => [frame.ending, frame.list.length])).toEqual([[endings[0], 3001], [endings[1], 3000], [endings[2], 3000], [endings[3], 0]]);
  expect(fifth.flatMap((frame) => frame.list).length).toBe(lines.length);
  expect(fifth.every((frame) => upFrameSchema.safeParse(frame).success && JSON.stringify(frame).length < 1_000_000)).toBe(true);
  expect(sent.filter((frame) => frame.bucket !== 5).every((frame) => frame.ending === undefined)).toBe(true);
  expect(new Set(sent.map((frame) => frame.bucket)).size).toBe(digestBuckets);
  expect(said).toEqual([]);
});

test('[S71] [S94] an ending beyond what a team may have is said, not passed over in silence', async () => {
  const [one, two] = endingsOf(9);
  const { sent, said } = await oneRound([...Array.from({ length: 8001 }, (_, n): DigestLine => [root(n, one!), 1, 1, xor]), [root(1, two!), 1, 1, xor]]);
  expect(said).toEqual([['digest.too_long', { bucket: 9, lines: 8001 }]]);
  expect(sent.filter((frame) => frame.bucket === 9).map((frame) => frame.ending)).toEqual(endingsOf(9).slice(1));
});
