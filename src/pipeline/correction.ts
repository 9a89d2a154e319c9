// A new version of an edition that has been published: the notice on page 1, the old version kept beside it. Must not send it.
import { readEdition } from '../delivery/edition.ts';
import type { Correction } from '../document/compose.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { sha256, writeFolder } from '../files.ts';
import { makeCorrected } from '../pipeline.ts';
import type { Project } from '../project.ts';
import { readCorrections, readCurrentVersion, readEarlierVersions } from './corrections.ts';
import { prepareEdition } from './preparation.ts';

export interface CorrectRequest {
  readonly project: Project;
  /** A folder or a short name. */
  readonly edition: string;
  /** For the reader: what was wrong. */
  readonly reason: string;
  readonly onProgress?: (stage: string) => void;
}

export interface CorrectResult {
  /** Absolute. */
  readonly folder: string;
  readonly pdf: string;
  /** Of the new version; the first correction makes version 2. */
  readonly version: number;
  readonly date: string;
}

/**
 * Builds the edition from the data as they are now, with the reason on page 1, and keeps what was there under `v<N>/`.
 * Throws what readEdition and a build throw, and CORRECT_NOTHING_CHANGED.
 */
export async function correctEdition({ project, edition, reason, onProgress }: CorrectRequest, effects: Effects): Promise<CorrectResult> {
  const built = await readEdition(project.out, edition, { allowDraft: false, cwd: effects.cwd });
  const { brief, month, variant, locale } = built.manifest;
  const request = { project, brief, month, locale, ...(variant === '' ? {} : { variant }) };
  const earlier = await readCorrections(built.folder);
  const prepared = await prepareEdition(request, effects);
  if (prepared.folder !== built.folder) throw failure('CORRECT_OTHER_FOLDER', `${built.folder} is not where this project keeps the edition (${prepared.folder}).`, { hint: 'Name the current version by its short name.' });
  // As a whole build makes it: an edition of two pages leaves out what does not fit, which composing alone cannot know.
  const again = await makeCorrected({ ...request, ...(onProgress === undefined ? {} : { onProgress }) }, earlier, effects);
  if (sha256(again.files.get('brief.json') ?? '') === built.manifest.outputs['brief.json']?.sha256) {
    throw failure('CORRECT_NOTHING_CHANGED', `The data and words of ${built.label} are as they were, so a new version would say the same.`, { hint: 'Correct the data, the words or the brief first, then run this command.' });
  }
  const date = new Date(sourceDate(effects) ?? effects.now()).toISOString().slice(0, 10);
  const corrections: readonly Correction[] = [...earlier, { date, reason }];
  const { folder, files } = await makeCorrected({ ...request, ...(onProgress === undefined ? {} : { onProgress }) }, corrections, effects);
  const old = await readCurrentVersion(folder);
  const kept = [...old].map(([path, bytes]) => [`v${corrections.length}/${path}`, bytes] as const);
  await writeFolder(folder, new Map([...files, ...await readEarlierVersions(folder), ...kept]), effects.signal);
  return { folder, pdf: `${folder}/brief.pdf`, version: corrections.length + 1, date };
}

/** Milliseconds since 1970. */
function sourceDate({ env }: Effects): number | undefined {
  const text = env['SOURCE_DATE_EPOCH'] ?? '';
  return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : undefined;
}
