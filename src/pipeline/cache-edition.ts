// What the last build of an edition was made from and where it lies, so that the same build again has nothing to do.
// Must not load what a build needs: it decides before anything is loaded.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { sha256 } from '../files.ts';
import type { BuildOptions, EditionResult } from './build-options.ts';
import { hashEdition, identifyFile, maybeHashInputs, type InputHashes } from './cache-inputs.ts';
import { maybeStore, type CacheStore } from './cache-store.ts';

/** The browser as it was: too large to be read each time. */
export interface BrowserFile {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

/** What is kept of a build. */
export interface BuildRecord {
  readonly inputs: string;
  readonly program: string;
  /** SHA-256 of manifest.json, which holds those of the other files. */
  readonly manifest: string;
  readonly browser: BrowserFile;
  /** By path; see `identifyFile`. */
  readonly fonts: readonly (readonly [string, string])[];
  /** Element id → page, as printed. */
  readonly pages: readonly (readonly [string, number])[];
  readonly locale: string;
  readonly result: EditionResult;
}

export interface EditionCache {
  /** SHA-256 over program, packages and runtime. */
  readonly program: string;
  /** Of the last build with these options, whatever it was made from. */
  readonly last: BuildRecord | undefined;
  /** The edition on disk when a build would make the very same. */
  readonly unchanged: EditionResult | undefined;
  /** For what else can be kept between builds. */
  readonly open: (name: string, limit: number) => Promise<CacheStore | undefined>;
  /** Looks whether the inputs have changed since: to be called when all have been read and there is time, else `keep` does it. */
  readonly confirm: () => void;
  /** Keeps a build, unless its inputs had changed before they were read. */
  readonly keep: (made: Pick<BuildRecord, 'browser' | 'fonts' | 'pages' | 'locale' | 'result'>) => Promise<void>;
}

const LIMIT = 4 * 1024 * 1024;

/** `inputs` as they were before any of them was read. Undefined where nothing can be kept. */
export async function maybeEditionCache(options: BuildOptions, effects: Effects, inputs = maybeHashInputs(options.project, effects.env)): Promise<EditionCache | undefined> {
  const { project, brief } = options;
  if (inputs === undefined) return undefined;
  const store = await maybeStore(project.state, 'editions', LIMIT, effects.now);
  if (store === undefined) return undefined;
  const key = keyOf(options);
  const last = await maybeRecord(store, key);
  let after: InputHashes | undefined;
  return {
    program: inputs.program, last,
    unchanged: last !== undefined && last.inputs === hashEdition(inputs, { brief, month: last.result.month, locale: last.locale }) && isAsBuilt(last) ? last.result : undefined,
    open: (name, limit) => maybeStore(project.state, name, limit, effects.now),
    confirm: () => {
      after ??= maybeHashInputs(project, effects.env);
    },
    keep: async (made) => {
      const scope = { brief, month: made.result.month, locale: made.locale };
      after ??= maybeHashInputs(project, effects.env);
      const before = hashEdition(inputs, scope);
      if (after === undefined || hashEdition(after, scope) !== before) return;
      const manifest = sha256(readFileSync(join(made.result.folder, 'manifest.json')));
      await store.write(key, JSON.stringify({ inputs: before, program: inputs.program, manifest, ...made } satisfies BuildRecord));
      await store.trim();
    },
  };
}

/** What was asked for; what it was made from is in the record. */
function keyOf({ project, brief, month, variant, locale, draft }: BuildOptions): string {
  return sha256(JSON.stringify([2, project.root, project.out, project.templates, brief, month ?? '', variant ?? '', locale ?? '', draft ?? false]));
}

async function maybeRecord(store: CacheStore, key: string): Promise<BuildRecord | undefined> {
  const text = (await store.maybeRead(key))?.toString('utf8');
  return text === undefined ? undefined : (JSON.parse(text) as BuildRecord);
}

export function readBrowserFile(path: string): BrowserFile {
  const { size, mtimeMs } = statSync(path);
  return { path, size, changed: mtimeMs };
}

/** Every byte of the edition is compared, and that nothing was added to it. */
function isAsBuilt({ result, manifest, browser, fonts }: BuildRecord): boolean {
  try {
    const now = readBrowserFile(browser.path);
    if (now.size !== browser.size || now.changed !== browser.changed) return false;
    if (!fonts.every(([path, identity]) => identifyFile(path) === identity)) return false;
    const text = readFileSync(join(result.folder, 'manifest.json'));
    if (sha256(text) !== manifest) return false;
    const { outputs } = JSON.parse(text.toString('utf8')) as { readonly outputs: Readonly<Record<string, { readonly sha256: string }>> };
    const expected = Object.entries(outputs);
    return expected.every(([path, output]) => hashOf(join(result.folder, path)) === output.sha256) && countFiles(result.folder) === expected.length + 1;
  } catch {
    return false;
  }
}

function hashOf(path: string): string | undefined {
  return existsSync(path) ? sha256(readFileSync(path)) : undefined;
}

/** Without earlier versions of the edition, `v1`, `v2`, … */
function countFiles(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const earlier = new RegExp(`[\\\\/]v[0-9]+(?:[\\\\/]|$)`);
  return entries.filter((entry) => !entry.isDirectory() && !earlier.test(entry.parentPath.slice(folder.length))).length;
}
