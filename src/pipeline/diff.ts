// Two editions compared: both as they were built, or one under two registries. Must not write.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveEditionFolder } from '../delivery/edition.ts';
import { parseManifest, type Manifest } from '../delivery/manifest.ts';
import { BRIEFING_FORMAT, type Briefing } from '../document/briefing.ts';
import { compareEditions, type EditionDiff } from '../document/edition-diff.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { Project } from '../project.ts';
import type { Source } from '../sources/source.ts';
import { composeDocument } from './edition.ts';
import { evaluateMonth, prepareEdition } from './preparation.ts';
import { readOtherRegistry, tablesUnder } from './registry-view.ts';

export type { EditionDiff } from '../document/edition-diff.ts';

export interface DiffRequest {
  readonly project: Project;
  /** Folders or short names. */
  readonly before: string;
  readonly after: string;
}

/** Compares what both editions printed, whatever the data say today. Throws EDITION_UNKNOWN and the like. */
export async function diffEditions({ project, before, after }: DiffRequest, { cwd }: Effects): Promise<EditionDiff> {
  const [a, b] = [await readBriefing(project.out, before, cwd), await readBriefing(project.out, after, cwd)];
  return compareEditions(a.briefing, b.briefing);
}

export interface RegistryDiffRequest {
  readonly project: Project;
  readonly edition: string;
  /** A month with a snapshot, or a folder with registry files. */
  readonly registry: string;
  /** The sources that can parse; default: all that the project knows. */
  readonly catalogue?: readonly Source[];
}

/**
 * The edition as it is and as it would read under another registry, both composed from today's data.
 * Throws EDITION_UNKNOWN and the like, REGISTRY_UNKNOWN, and every problem of the other registry's files.
 */
export async function diffRegistry({ project, edition, registry, catalogue }: RegistryDiffRequest, effects: Effects): Promise<EditionDiff> {
  const { manifest } = await readBriefing(project.out, edition, effects.cwd);
  const { brief, month, variant, locale } = manifest;
  const prepared = await prepareEdition({ project, brief, month, locale, ...(variant === '' ? {} : { variant }) }, effects);
  const files = await readOtherRegistry(project, registry, effects.cwd);
  const tables = await tablesUnder(files, prepared, catalogue);
  const other = { ...prepared, tables, evaluated: await evaluateMonth(prepared.config, { ...prepared, tables }, month) };
  return compareEditions((await composeDocument(prepared, false)).briefing, (await composeDocument(other, false)).briefing);
}

async function readBriefing(outFolder: string, name: string, cwd: string): Promise<{ readonly briefing: Briefing; readonly manifest: Manifest }> {
  const folder = await resolveEditionFolder(outFolder, name, cwd);
  const read = async (file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => {
    throw failure('EDITION_UNFINISHED', `${folder} has no ${file}.`, { hint: 'Build the edition first: briefwright build.' });
  });
  const manifest = parseManifest(await read('manifest.json'), join(folder, 'manifest.json'));
  const text = await read('brief.json');
  const file = join(folder, 'brief.json');
  if (manifest.outputs['brief.json']?.sha256 !== sha256(text)) throw failure('EDITION_CHANGED', 'brief.json is not what the build wrote.', { file, hint: 'Build the edition again, or put the file back.' });
  const briefing = JSON.parse(text) as Briefing;
  // The hash has shown that a build wrote it; an older one kept no findings.
  if (briefing.format !== BRIEFING_FORMAT || !Array.isArray(briefing.findings)) throw failure('BRIEFING_UNREADABLE', 'brief.json was written by another version and cannot be compared.', { file, hint: 'Build the edition again with this version.' });
  return { briefing, manifest };
}
