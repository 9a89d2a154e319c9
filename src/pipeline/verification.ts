// Compares an edition on disk with its manifest and with what its inputs make today. Must not write, and must not build.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveEditionFolder } from '../delivery/edition.ts';
import { parseManifest, type Manifest } from '../delivery/manifest.ts';
import type { Briefing } from '../document/briefing.ts';
import { failure, type Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { EditionFiles } from '../render/edition-files.ts';
import { describeDifference } from './difference.ts';

export interface BuiltFolder {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly facts: ManifestFacts;
  /** What lies there, by path relative to the folder; earlier versions (`v1/`) are left out. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly isDraft: boolean;
}

interface ManifestFacts {
  readonly versions: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Reads the edition `name`, whatever state it is in. Throws EDITION_UNKNOWN, EDITION_UNFINISHED, MANIFEST_INVALID. */
export async function readBuiltFolder(outFolder: string, name: string, cwd: string): Promise<BuiltFolder> {
  const folder = await resolveEditionFolder(outFolder, name, cwd);
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw failure('EDITION_UNFINISHED', `${folder} has no manifest.json.`, { hint: 'Build the edition first: briefwright build.' });
  const manifest = parseManifest(text, file);
  return { folder, manifest, facts: readFacts(text), files: await readFiles(folder), isDraft: record(JSON.parse(text))['status'] === 'draft' };
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'));
  const own = paths.filter((path) => !/^v\d+\//.test(path)).sort();
  return new Map(await Promise.all(own.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}

function readFacts(manifest: string): ManifestFacts {
  const value = record(JSON.parse(manifest));
  return { versions: record(value['versions']), inputs: record(value['inputs']) };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Every reason first (versions, inputs, files that were touched), then the first difference of what is built now. None when all is the same. */
export async function findDifferences(built: BuiltFolder, made: EditionFiles): Promise<readonly Problem[]> {
  const now = readFacts(String(made.get('manifest.json')));
  const reasons = [...compareVersions(built.facts, now), ...compareInputs(built.facts, now), ...await compareDisk(built, made)];
  const outputs = await compareOutputs(built, made);
  if (reasons.length + outputs.length > 0) return [...reasons, ...outputs];
  return Buffer.compare(Buffer.from(made.get('manifest.json') ?? ''), built.files.get('manifest.json') ?? Buffer.of()) === 0
    ? []
    : [{ code: 'VERIFY_FILE_CHANGED', file: join(built.folder, 'manifest.json'), message: 'manifest.json is not what the build writes: its list of files is right, the rest was changed.' }];
}

function compareVersions(then: ManifestFacts, now: ManifestFacts): Problem[] {
  const names = [...new Set([...Object.keys(then.versions), ...Object.keys(now.versions)])];
  return names.filter((name) => then.versions[name] !== now.versions[name]).map((name) => ({
    code: 'VERIFY_VERSION', message: `${name} ${String(now.versions[name] ?? 'unknown')} instead of ${String(then.versions[name] ?? 'unknown')}.`, hint: 'Verify with the versions of the build: git checkout its commit, then npm ci.',
  }));
}

function compareInputs(then: ManifestFacts, now: ManifestFacts): Problem[] {
  const hash = (facts: ManifestFacts, path: string): unknown => record(facts.inputs[path])['sha256'];
  const paths = [...new Set([...Object.keys(then.inputs), ...Object.keys(now.inputs)])].sort();
  return paths.filter((path) => hash(then, path) !== hash(now, path)).map((path) => {
    const what = hash(then, path) === undefined ? 'is new' : hash(now, path) === undefined ? 'is no longer used' : 'has changed since';
    return { code: 'VERIFY_INPUT', file: path, message: `${path} ${what}.` };
  });
}

/** Files that are not as the manifest says. */
async function compareDisk({ folder, manifest, files }: BuiltFolder, made: EditionFiles): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const [path, { sha256: hash }] of Object.entries(manifest.outputs)) {
    const bytes = files.get(path);
    const file = join(folder, path);
    if (bytes === undefined) found.push({ code: 'VERIFY_FILE_MISSING', file, message: `${path} is missing.` });
    else if (sha256(bytes) !== hash) {
      const right = made.get(path);
      const words = right === undefined || sha256(right) !== hash ? '' : ` (${await describeDifference(path, Buffer.from(right), bytes, undefined)})`;
      found.push({ code: 'VERIFY_FILE_CHANGED', file, message: `${path} is not what the build wrote${words}.` });
    }
  }
  const extra = [...files.keys()].filter((path) => path !== 'manifest.json' && manifest.outputs[path] === undefined);
  return [...found, ...extra.map((path) => ({ code: 'VERIFY_FILE_EXTRA', file: join(folder, path), message: `${path} was not written by the build.` }))];
}

/** From what is written first to what is made of it, so that the first difference is nearest to the cause. */
const ORDER = [/^brief\.json$/, /^data\.csv$/, /\.csv$/, /\.vl\.json$/, /\.svg$/, /\.png$/, /\.html$/, /\.pdf$/];

async function compareOutputs({ folder, manifest, files }: BuiltFolder, made: EditionFiles): Promise<Problem[]> {
  const rank = (path: string): number => (ORDER.findIndex((pattern) => pattern.test(path)) + ORDER.length + 1) % (ORDER.length + 1);
  const paths = [...new Set([...Object.keys(manifest.outputs), ...made.keys()])].filter((path) => path !== 'manifest.json').sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const wrong = paths.filter((path) => sha256(made.get(path) ?? '') !== manifest.outputs[path]?.sha256);
  const [first] = wrong;
  if (first === undefined) return [];
  const [right, bytes] = [made.get(first), files.get(first)];
  const isIntact = bytes !== undefined && sha256(bytes) === manifest.outputs[first]?.sha256;
  const words = right === undefined ? 'it is no longer made' : manifest.outputs[first] === undefined ? 'it was not made then'
    : isIntact ? await describeDifference(first, bytes, Buffer.from(right), maybeBriefing(made)) : 'its bytes differ';
  return [{ code: 'VERIFY_DIFFERENT', file: join(folder, first), message: `${first} is made differently now: ${words}.${wrong.length > 1 ? ` ${wrong.length - 1} more files differ.` : ''}` }];
}

function maybeBriefing(made: EditionFiles): Briefing | undefined {
  const text = made.get('brief.json');
  return text === undefined ? undefined : (JSON.parse(String(text)) as Briefing);
}
