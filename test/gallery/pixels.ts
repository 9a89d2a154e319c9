// How far two pictures differ, with a tolerance for the edges of letters and lines. Only for tests.
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** A channel may differ by this much of 255 before its pixel counts. */
const CHANNEL = 48;

/** Share of pixels that differ, 0 to 1; 1 when the sizes do. */
export async function comparePixels(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [x, y] = await Promise.all([readPixels(a), readPixels(b)]);
  if (x.width !== y.width || x.height !== y.height) return 1;
  let different = 0;
  for (let i = 0; i < x.data.length; i += 4) {
    if ([0, 1, 2].some((c) => Math.abs((x.data[i + c] ?? 0) - (y.data[i + c] ?? 0)) > CHANNEL)) different += 1;
  }
  return different / (x.width * x.height);
}

async function readPixels(png: Uint8Array): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, data: context.getImageData(0, 0, image.width, image.height).data };
}
