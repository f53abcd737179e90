/** Draws what clients of a confectioner send: cakes, receipts, faces of a kind. Small PNG files made on the spot. */
import { crc32, deflateSync } from 'node:zlib';
import type { Chance } from '#channels/demo/chance.ts';

type Colour = readonly [number, number, number];
type Shape = (x: number, y: number) => Colour | null;

const pastels: readonly Colour[] = [[244, 194, 194], [255, 223, 186], [186, 225, 255], [200, 230, 201], [225, 190, 231], [255, 245, 186], [188, 170, 164]];
const creams: readonly Colour[] = [[255, 248, 240], [240, 220, 200], [120, 72, 48], [233, 150, 122], [250, 250, 250]];
const berries: readonly Colour[] = [[200, 30, 60], [60, 40, 110], [220, 80, 40], [130, 20, 70]];

export function cake(chance: Chance): Uint8Array {
  const side = 320;
  const back = chance.pick(pastels);
  const layers = Math.floor(chance.between(1, 4));
  const colours = Array.from({ length: layers }, () => chance.pick(creams));
  const berry = chance.pick(berries);
  const width = chance.between(80, 130);
  const height = 150 / layers;
  const berryAt = Array.from({ length: 9 }, () => [chance.between(-0.8, 0.8), chance.between(-9, 3)] as const);
  return png(side, (x, y) => {
    const cx = x - side / 2;
    for (const [bx, by] of berryAt) {
      const top = 250 - layers * height;
      if ((cx - bx * width * 0.62) ** 2 + (y - top - by) ** 2 < 81) return berry;
    }
    for (let layer = 0; layer < layers; layer += 1) {
      const bottom = 250 - layer * height;
      const half = width * (1 - layer * 0.19);
      if (Math.abs(cx) < half && y < bottom && y >= bottom - height) {
        // Cream that runs down a little.
        const drip = bottom - height + 8 + 6 * Math.sin(cx / 9 + layer);
        return y < drip ? [255, 252, 248] : shade(colours[layer]!, cx / half);
      }
    }
    if ((cx / 150) ** 2 + ((y - 252) / 20) ** 2 < 1) return [236, 236, 240];
    return shade(back, (y - side / 2) / side);
  });
}

export function receipt(chance: Chance): Uint8Array {
  const lines = Array.from({ length: 9 }, () => chance.between(0.3, 0.75));
  return png(240, (x, y) => {
    if (x < 40 || x > 200) return [226, 232, 228];
    const line = Math.floor((y - 30) / 20);
    const isInk = y > 30 && (y - 30) % 20 < 5 && line < 9 && x > 56 && x < 56 + 128 * (lines[line] ?? 0);
    return isInk ? (line === 6 ? [20, 120, 60] : [120, 124, 128]) : [252, 252, 250];
  });
}

export function face(chance: Chance): Uint8Array {
  const [back, dress, hair] = [chance.pick(pastels), chance.pick(pastels), chance.pick([[60, 40, 30], [150, 100, 50], [30, 28, 32], [190, 150, 90]] as Colour[])];
  return png(128, (x, y) => {
    const [cx, cy] = [x - 64, y - 54];
    if (cx * cx + cy * cy < 26 ** 2 && cy > -10 - 4 * Math.cos(cx / 8)) return [240, 205, 180];
    if (cx * cx + (cy + 3) ** 2 < 33 ** 2) return hair;
    if ((cx / 46) ** 2 + ((y - 128) / 42) ** 2 < 1) return shade(dress, -0.3);
    return back;
  });
}

function shade([r, g, b]: Colour, amount: number): Colour {
  const by = (value: number): number => Math.max(0, Math.min(255, Math.round(value - amount * 22)));
  return [by(r), by(g), by(b)];
}

function png(side: number, shape: Shape): Uint8Array {
  const raw = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [r, g, b] = shape(x, y) ?? [255, 255, 255];
      const at = y * (1 + side * 3) + 1 + x * 3;
      raw[at] = r;
      raw[at + 1] = g;
      raw[at + 2] = b;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return new Uint8Array(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
