// Every published edition under `out/`, each file compared with its manifest. Must not build or change one.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listEditions, readEdition } from '../delivery/edition.ts';
import type { Block, Briefing, Figure } from '../document/briefing.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';

/** An edition, its files and those of its earlier versions. */
export interface ArchivedEdition {
  /** `2025-11/open-models`: also its address in the archive. */
  readonly name: string;
  readonly briefing: Briefing;
  /** By path relative to the edition; earlier versions under `v1/`, …; without the sample of the message. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly figures: readonly Figure[];
  /** Earlier versions, `v1` first. */
  readonly versions: readonly string[];
  /** Day of the last change: of publication, or of the last correction. */
  readonly changed: string;
  readonly corrections: readonly { readonly date: string; readonly reason: string }[];
}

/** Newest month first; drafts are left out. Throws BriefwrightError with the problems of every edition whose bytes are not as built. */
export async function readCollection(outFolder: string, brief?: string): Promise<readonly ArchivedEdition[]> {
  const problems: Problem[] = [];
  const editions: ArchivedEdition[] = [];
  for (const name of await listEditions(outFolder)) {
    try {
      const edition = await maybeEdition(outFolder, name, brief);
      if (edition !== undefined) editions.push(edition);
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BriefwrightError(problems, 1);
  return editions.sort((a, b) => (a.briefing.edition.month === b.briefing.edition.month ? (a.name < b.name ? -1 : 1) : a.briefing.edition.month < b.briefing.edition.month ? 1 : -1));
}

async function maybeEdition(outFolder: string, name: string, brief: string | undefined): Promise<ArchivedEdition | undefined> {
  const built = await readEdition(outFolder, name, { allowDraft: true });
  if (built.isDraft || (brief !== undefined && built.manifest.brief !== brief)) return undefined;
  const versions = (await readdir(built.folder)).filter((entry) => /^v[1-9]\d*$/.test(entry)).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const files = new Map(await readOutputs(built.folder, '', Object.keys(built.manifest.outputs)));
  for (const version of versions) {
    const earlier = await readEdition(outFolder, `${name}/${version}`, { allowDraft: true });
    for (const [path, bytes] of await readOutputs(earlier.folder, `${version}/`, Object.keys(earlier.manifest.outputs))) files.set(path, bytes);
  }
  const { briefing, manifest: { corrections } } = built;
  return { name, briefing, files, figures: figuresOf(briefing), versions, corrections, changed: corrections.at(-1)?.date ?? briefing.edition.published };
}

async function readOutputs(folder: string, prefix: string, paths: readonly string[]): Promise<readonly (readonly [string, Uint8Array])[]> {
  const wanted = [...paths.filter((path) => !path.startsWith('email/')), 'manifest.json'];
  return Promise.all(wanted.map(async (path) => [`${prefix}${path}`, await readFile(join(folder, path))] as const));
}

/** In the order of the document. */
function figuresOf(briefing: Briefing): readonly Figure[] {
  const blocks: readonly Block[] = [...briefing.lead, ...briefing.sections.flatMap((section) => section.blocks)];
  return blocks.filter((block) => block.kind === 'figure').sort((a, b) => a.number - b.number);
}
