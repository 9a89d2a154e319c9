// A PNG with transparent parts laid on a ground: mail programs that turn colours round darken what shows through. Must not change a picture without such parts.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Pixels; a logo needs no more, and a made-up size must not fill the memory. */
const MOST = 4_000_000;

/** `ground` is `#rrggbb`. Undefined for what is no PNG, or one with transparency of a rarer kind than 8-bit RGBA, not interlaced. */
export function flattenPng(png: Uint8Array, ground: string): Uint8Array | undefined {
  const bytes = Buffer.from(png);
  if (!bytes.subarray(0, 8).equals(MAGIC) || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const [width, height, depth, colour, interlace] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25], bytes[28]];
  const parts = chunksOf(bytes);
  if (colour !== 4 && colour !== 6) return parts.some(({ type }) => type === 'tRNS') ? undefined : png;
  if (colour !== 6 || depth !== 8 || interlace !== 0 || width * height > MOST || width === 0) return undefined;
  try {
    const packed = Buffer.concat(parts.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
    const rows = inflateSync(packed, { maxOutputLength: (width * 4 + 1) * height });
    if (rows.length !== (width * 4 + 1) * height) return undefined;
    return encode(width, height, blend(unfilter(rows, width * 4, height), width, height, [1, 3, 5].map((at) => Number.parseInt(ground.slice(at, at + 2), 16))));
  } catch {
    return undefined;
  }
}

function chunksOf(bytes: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const found: { type: string; data: Buffer }[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + size) });
    at += size + 12;
  }
  return found;
}

/** The five filters of PNG (W3C PNG, 9), for pixels of four bytes; without the filter bytes. */
function unfilter(rows: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const kind = rows[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < 4 ? 0 : out[at - 4] ?? 0;
      const up = y === 0 ? 0 : out[at - stride] ?? 0;
      const corner = x < 4 || y === 0 ? 0 : out[at - stride - 4] ?? 0;
      const guess = kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, corner) : 0;
      out[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function blend(pixels: Buffer, width: number, height: number, ground: readonly number[]): Buffer {
  const out = Buffer.alloc((width * 3 + 1) * height);
  for (let i = 0; i < width * height; i++) {
    const alpha = pixels[i * 4 + 3] ?? 255;
    const at = Math.floor(i / width) * (width * 3 + 1) + 1 + (i % width) * 3;
    for (let c = 0; c < 3; c++) out[at + c] = Math.round(((pixels[i * 4 + c] ?? 0) * alpha + (ground[c] ?? 255) * (255 - alpha)) / 255);
  }
  return out;
}

function encode(width: number, height: number, rows: Buffer): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([MAGIC, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
