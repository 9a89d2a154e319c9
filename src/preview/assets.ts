// The files of the preview's own page, by name: no path of a request ever becomes a path on the disk. Must not serve.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FRAME_POLICY, PAGE_POLICY, type Answer } from './answer.ts';

const FOLDER = join(import.meta.dirname, 'page');
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

interface Asset {
  readonly file: string;
  readonly type: keyof typeof TYPES;
  readonly policy: string;
}

const SHEETS = ['preview.css', 'stage.css', 'panel.css'];
const SCRIPTS = ['preview.js', 'elements.js', 'sheets.js', 'frame.js', 'checks.js', 'panel.js', 'trace.js', 'tabs.js', 'mail.js', 'switches.js'];

/** By path in the address. */
const ASSETS: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ['', { file: 'index.html', type: 'html', policy: PAGE_POLICY }],
  ['frame', { file: 'frame.html', type: 'html', policy: FRAME_POLICY }],
  ...SHEETS.map((file): [string, Asset] => [file, { file, type: 'css', policy: PAGE_POLICY }]),
  ...SCRIPTS.map((file): [string, Asset] => [file, { file, type: 'js', policy: PAGE_POLICY }]),
]);

/** Read each time: they are small, and whoever works on them sees them new. */
export async function maybeAsset(path: string): Promise<Answer | undefined> {
  const asset = ASSETS.get(path);
  if (asset === undefined) return undefined;
  return { status: 200, type: TYPES[asset.type], body: await readFile(join(FOLDER, asset.file)), policy: asset.policy };
}
