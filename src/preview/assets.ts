// The files of the preview's own page, by name: no path of a request ever becomes a path on the disk. Must not serve.
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { FRAME_POLICY, PAGE_POLICY, type Answer } from './answer.ts';

const FOLDER = join(import.meta.dirname, 'page');
/** What a build does in its page and the preview in its own. */
const SHARED = join(import.meta.dirname, '..', 'render', 'browser');
const SHARED_SCRIPTS = ['page-fit', 'column-reading'];
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

interface Asset {
  /** Absolute. */
  readonly file: string;
  readonly type: keyof typeof TYPES;
  readonly policy: string;
}

const SHEETS = ['preview.css', 'stage.css', 'panel.css'];
const SCRIPTS = ['preview.js', 'elements.js', 'sheets.js', 'fitting.js', 'frame.js', 'checks.js', 'panel.js', 'trace.js', 'tabs.js', 'mail.js', 'switches.js'];

/** By path in the address. */
const ASSETS: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ['', { file: join(FOLDER, 'index.html'), type: 'html', policy: PAGE_POLICY }],
  ['frame', { file: join(FOLDER, 'frame.html'), type: 'html', policy: FRAME_POLICY }],
  ...SHEETS.map((file): [string, Asset] => [file, { file: join(FOLDER, file), type: 'css', policy: PAGE_POLICY }]),
  ...SCRIPTS.map((file): [string, Asset] => [file, { file: join(FOLDER, file), type: 'js', policy: PAGE_POLICY }]),
  // As this file itself: TypeScript in a checkout, JavaScript in a package.
  ...SHARED_SCRIPTS.map((name): [string, Asset] => [`${name}.js`, { file: join(SHARED, `${name}${extname(import.meta.filename)}`), type: 'js', policy: PAGE_POLICY }]),
]);

/** Read each time: they are small, and whoever works on them sees them new. */
export async function maybeAsset(path: string): Promise<Answer | undefined> {
  const asset = ASSETS.get(path);
  if (asset === undefined) return undefined;
  const body = await readFile(asset.file);
  return { status: 200, type: TYPES[asset.type], body: asset.file.endsWith('.ts') ? stripTypeScriptTypes(body.toString()) : body, policy: asset.policy };
}
