// A built edition read back from disk, every file checked against the manifest. Must not build or change one.
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { BRIEFING_FORMAT } from '../document/briefing.ts';
import type { Briefing } from '../document/briefing.ts';
import { BriefwrightError, failure, findNearest } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { findPictures, MAIL_HTML, MAIL_TEXT, picturePath } from '../render/mail/mail-parts.ts';
import type { MailParts } from '../render/mail/mail-parts.ts';
import { parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** An edition as it lies on disk. `pdf`, `briefing` and `mail` are the very bytes that were checked. */
export interface BuiltEdition {
  /** Absolute. */
  readonly folder: string;
  /** `2025-11/open-models`, with the variant and locale where they are not the default ones. */
  readonly label: string;
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json, in hex: names these very bytes of the edition. */
  readonly digest: string;
  readonly briefing: Briefing;
  readonly pdf: Uint8Array;
  readonly mail: MailParts;
  readonly isDraft: boolean;
}

export interface ReadEditionOptions {
  /** A proof may be a draft; an issue may not. */
  readonly allowDraft: boolean;
  /** Folders given as a path are relative to this one. */
  readonly cwd?: string;
}

const SHORT_NAME = /^\d{4}-(?:0[1-9]|1[0-2])\/[^/\\.][^/\\]*(?:\/v\d+)?$/;

/**
 * Reads the edition `name`, a folder or a short name under `outFolder`, and compares every file with the manifest.
 * Throws EDITION_UNKNOWN, EDITION_UNFINISHED, EDITION_CHANGED (one problem a file), MANIFEST_INVALID, EDITION_DRAFT.
 */
export async function readEdition(outFolder: string, name: string, options: ReadEditionOptions): Promise<BuiltEdition> {
  const folder = await resolveEditionFolder(outFolder, name, options.cwd ?? process.cwd());
  const manifestBytes = await maybeRead(join(folder, 'manifest.json'));
  if (manifestBytes === undefined) {
    throw failure('EDITION_UNFINISHED', `${folder} has no manifest.json.`, { hint: 'Build the edition first: briefwright build.' });
  }
  const manifest = parseManifest(manifestBytes.toString('utf8'), join(folder, 'manifest.json'));
  const files = await readOutputs(folder, manifest);
  const briefing = parseBriefing(files.get('brief.json'), folder);
  const pdf = files.get('brief.pdf');
  if (pdf === undefined) throw failure('EDITION_UNFINISHED', `${folder} has no brief.pdf in its manifest.`);
  const mail = readMail(files, folder);
  const isDraft = briefing.edition.status === 'draft';
  if (isDraft && !options.allowDraft) {
    throw failure('EDITION_DRAFT', `${name} is a draft and cannot be sent to a list.`, { hint: 'Build it without --draft, or send a proof with --to ADDRESS.' });
  }
  return { folder, label: `${manifest.month}/${folderName(folder)}`, manifest, digest: sha256(manifestBytes), briefing, pdf, mail, isDraft };
}

/** The folder that `name` means: a folder, or a short name under `outFolder`. Throws EDITION_UNKNOWN with the nearest. */
export async function resolveEditionFolder(outFolder: string, name: string, cwd: string): Promise<string> {
  const path = resolve(cwd, name);
  const short = name.replace(/\/+$/, '');
  // A short name means the project's edition even when the current folder happens to hold the same path.
  const candidates = SHORT_NAME.test(short) ? [join(outFolder, short), path] : [path];
  for (const candidate of candidates) {
    if ((await maybeStat(candidate))?.isDirectory() === true) return candidate;
  }
  const known = await listEditions(outFolder);
  const shown = known.slice(-6).reverse().join(', ');
  throw failure('EDITION_UNKNOWN', `There is no edition "${name}" under ${outFolder}.`, {
    hint: [howToHave(short, known), known.length === 0 ? 'No edition has been built yet.' : `Editions: ${shown}${known.length > 6 ? ', …' : ''}.`].join(' ').trim(),
  });
}

/** A brief that is known was only not built for that month; another name is misspelt, or nothing is known of it. */
function howToHave(short: string, known: readonly string[]): string {
  const [, month, brief = ''] = /^(\d{4}-\d{2})\/([^/.]+)(?:\.[^/]*)?$/.exec(short) ?? [];
  const near = findNearest(short, known);
  const isBrief = known.some((edition) => edition.split('/')[1]?.split('.')[0] === brief);
  if (near !== undefined && !isBrief) return `Did you mean ${near}?`;
  if (month === undefined) return known.length === 0 ? 'Build it first: briefwright build.' : '';
  const rest = short.slice(month.length + 1 + brief.length);
  return `Build it first: briefwright build ${brief} --month ${month}${rest === '' ? '' : `, with --variant or --locale for "${rest}"`}. It says what is missing where it cannot be built.`;
}

/** Short names of all editions under `outFolder`, oldest month first. */
export async function listEditions(outFolder: string): Promise<string[]> {
  const months = (await maybeList(outFolder)).filter((x) => /^\d{4}-\d{2}$/.test(x)).sort();
  const found: string[] = [];
  for (const month of months) {
    for (const brief of (await maybeList(join(outFolder, month))).sort()) {
      if ((await maybeStat(join(outFolder, month, brief, 'manifest.json'))) !== undefined) found.push(`${month}/${brief}`);
    }
  }
  return found;
}

async function readOutputs(folder: string, manifest: Manifest): Promise<Map<string, Buffer>> {
  const kept = new Map<string, Buffer>();
  const problems: Problem[] = [];
  for (const [path, output] of Object.entries(manifest.outputs)) {
    const bytes = await maybeRead(join(folder, path));
    const changed = bytes === undefined ? 'is missing' : sha256(bytes) === output.sha256 ? undefined : 'is not what the build wrote';
    if (changed !== undefined) problems.push({ code: 'EDITION_CHANGED', file: join(folder, path), message: `${path} ${changed}; nothing was sent.`, hint: 'Build the edition again, or put the file back.' });
    if (bytes !== undefined && (path === 'brief.pdf' || path === 'brief.json' || path.startsWith('email/'))) kept.set(path, bytes);
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return kept;
}

function parseBriefing(bytes: Buffer | undefined, folder: string): Briefing {
  const file = join(folder, 'brief.json');
  if (bytes === undefined) throw failure('EDITION_UNFINISHED', `${folder} has no brief.json in its manifest.`);
  const value = maybeJson(bytes.toString('utf8'));
  if (!isBriefing(value)) {
    throw failure('BRIEFING_UNREADABLE', `brief.json is not a composed document of format ${BRIEFING_FORMAT}.`, { file, hint: 'Build the edition again with this version.' });
  }
  return value;
}

/** Throws EDITION_UNFINISHED for an edition from before there were texts for messages, or without a picture that they show. */
function readMail(files: ReadonlyMap<string, Buffer>, folder: string): MailParts {
  const part = (path: string): Buffer => {
    const bytes = files.get(path);
    if (bytes === undefined) throw failure('EDITION_UNFINISHED', `${folder} has no ${path} in its manifest.`, { hint: 'Build the edition again with this version.' });
    return bytes;
  };
  const [html, text] = [part(MAIL_HTML).toString('utf8'), part(MAIL_TEXT).toString('utf8')];
  return { html, text, pictures: new Map(findPictures(html).map((id) => [id, part(picturePath(id))])) };
}

/** Only what tells a composed document from another one: the hash has shown that it is as the build wrote it. */
function isBriefing(value: unknown): value is Briefing {
  if (typeof value !== 'object' || value === null) return false;
  const { format, brief, edition, title, takeaways } = value as Partial<Record<keyof Briefing, unknown>>;
  return format === BRIEFING_FORMAT && typeof brief === 'object' && brief !== null && typeof edition === 'object' && edition !== null
    && typeof title === 'string' && Array.isArray(takeaways);
}

function folderName(folder: string): string {
  const name = basename(folder);
  return /^v\d+$/.test(name) ? `${basename(join(folder, '..'))}/${name}` : name;
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function maybeRead(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw failure('FILE_UNREADABLE', `${path} cannot be read.`, { file: path }, 1);
  }
}

async function maybeStat(path: string) {
  return stat(path).catch(() => undefined);
}

async function maybeList(path: string): Promise<string[]> {
  return readdir(path).catch(() => []);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
