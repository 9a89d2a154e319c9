// Pictures with transparent parts, laid on a ground: as a browser lays them.
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flattenPng } from '../../../src/render/mail/flat-png.ts';
import { startScreen } from '../../support/screen.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startScreen();
});
afterAll(() => browser.close());

/** Colours and opacities of every kind, with rows of each of the five filters. */
function makePng(width: number, height: number, header: readonly number[] = [8, 6, 0, 0, 0]): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set(header, 8);
  // Whatever lies in the rows is some picture under any filter.
  const rows = Buffer.from(Array.from({ length: (width * 4 + 1) * height }, (_, i) => (i % (width * 4 + 1) === 0 ? Math.floor(i / (width * 4 + 1)) % 5 : (i * 73 + (i >> 3) * 41) % 256)));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

async function pixelsOf(png: Uint8Array, ground: string): Promise<readonly number[]> {
  const page = await browser.newPage();
  const found = await page.evaluate(async (source, colour) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const draw = canvas.getContext('2d');
    if (draw === null) return [];
    draw.fillStyle = colour;
    draw.fillRect(0, 0, image.width, image.height);
    draw.drawImage(image, 0, 0);
    return [...draw.getImageData(0, 0, image.width, image.height).data];
  }, `data:image/png;base64,${Buffer.from(png).toString('base64')}`, ground);
  await page.close();
  return found;
}

test('is what a browser shows on that ground, and shows it on any', async () => {
  const png = makePng(13, 20);
  const flat = flattenPng(png, '#f3f4f0') ?? expect.unreachable();
  const [expected, own, onBlack] = [await pixelsOf(png, '#f3f4f0'), await pixelsOf(flat, '#f3f4f0'), await pixelsOf(flat, '#000000')];
  expect(expected).toHaveLength(13 * 20 * 4);
  expect(onBlack).toEqual(own);
  // A browser multiplies colours by their opacity first, and rounds twice.
  expect(own.filter((value, i) => Math.abs(value - (expected[i] ?? -99)) > 3)).toEqual([]);
  expect(flattenPng(png, '#f3f4f0')).toEqual(flat);
});

test('a picture without transparency stays as it is; what cannot be laid flat is told', () => {
  const plain = makePng(4, 4, [8, 2, 0, 0, 0]);
  expect(flattenPng(plain, '#ffffff')).toBe(plain);
  for (const header of [[16, 6, 0, 0, 0], [8, 6, 0, 0, 1], [8, 4, 0, 0, 0]]) expect(flattenPng(makePng(4, 4, header), '#ffffff')).toBeUndefined();
  const bomb = makePng(4, 4);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  for (const bad of [bomb, makePng(4, 4).subarray(0, 60), Buffer.from('GIF89a'), Buffer.alloc(0), makePng(0, 4)]) expect(flattenPng(bad, '#ffffff')).toBeUndefined();
});
