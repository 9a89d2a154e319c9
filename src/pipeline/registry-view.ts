// What the collected figures would be under another registry: the frozen bodies parsed again with its files. Must not freeze or write.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BriefwrightError, failure, type Problem } from '../errors.ts';
import { listMonths, listRevisions, maybeRevision, readRevision, sourcesOf, type Revision } from '../history/snapshot.ts';
import { checkRows, formatRows } from '../history/snapshot-rows.ts';
import { withoutRepeats } from '../history/snapshot-tables.ts';
import type { Observation, Tables } from '../observations/observation.ts';
import { parseCountries, parseFamilies, parseOrganisations } from '../observations/registry.ts';
import { isMonth } from '../period.ts';
import type { Project } from '../project.ts';
import { readSources } from '../sources/registry.ts';
import type { Source } from '../sources/source.ts';
import { censusSource } from './collection-census.ts';
import { replayRows, type RegistryFile } from './collection-replay.ts';
import type { Prepared } from './preparation.ts';

const FOLDER = 'data/registry/';
const NAMES = ['countries.csv', 'organisations.csv', 'families.csv', 'router-models.csv', 'lineage.yaml'];

/**
 * The registry frozen with the snapshot of a month, or the files of a folder; what a folder does not hold stays as each snapshot has it.
 * Throws REGISTRY_UNKNOWN (status 2).
 */
export async function readOtherRegistry(project: Project, which: string, cwd: string): Promise<readonly RegistryFile[]> {
  if (isMonth(which)) {
    const revision = await maybeCollected(project.root, which);
    if (revision !== undefined) return frozenRegistry(revision);
    const months = await listMonths(project.root);
    throw failure('REGISTRY_UNKNOWN', `No snapshot of ${which} holds a registry.`, { hint: months.length === 0 ? 'Nothing has been collected yet; figures that were entered by hand do not depend on the registry.' : `Snapshots: ${months.slice(-6).join(', ')}. A folder with registry files will do too.` });
  }
  const folder = resolve(cwd, which);
  const files = await Promise.all(NAMES.map(async (name): Promise<RegistryFile[]> => {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    return bytes === undefined ? [] : [{ file: `${FOLDER}${name}`, bytes }];
  }));
  if (files.flat().length === 0) throw failure('REGISTRY_UNKNOWN', `"${which}" is no month and holds no registry files.`, { hint: `Name a month as YYYY-MM, or a folder with ${NAMES.slice(0, 3).join(', ')}.` });
  return files.flat();
}

/** The newest revision that was collected: one that a later registry restated holds that registry. */
async function maybeCollected(root: string, month: string): Promise<Revision | undefined> {
  for (const number of (await listRevisions(root, month)).toReversed()) {
    const revision = await readRevision(root, month, number);
    if (revision.provenance.restatedBy === undefined) return revision;
  }
  return undefined;
}

/** The inputs of every source, and the registry files that single sources took in beside their bodies. */
async function frozenRegistry({ provenance, store }: Revision): Promise<readonly RegistryFile[]> {
  const captured = provenance.sources.flatMap((s) => s.captures.filter((c) => c.url.startsWith(`project:${FOLDER}`)).map((c) => ({ file: c.url.slice('project:'.length), sha256: c.sha256, size: c.size })));
  const wanted = new Map([...captured, ...provenance.inputs].map((input) => [input.file, input]));
  return Promise.all([...wanted.values()].map(async ({ file, sha256: hash, size }) => ({ file, bytes: await store.get(hash, size) })));
}

/**
 * The tables of an edition with every snapshot up to its month parsed under `files`, and with their registry, so that queries see it.
 * Figures entered by hand keep their country, and it has the bloc that `files` give it. Throws BriefwrightError with what keeps a snapshot from being parsed.
 */
export async function tablesUnder(files: readonly RegistryFile[], { project, snapshots, month, tables: today }: Pick<Prepared, 'project' | 'snapshots' | 'month' | 'tables'>, catalogue?: readonly Source[]): Promise<Tables> {
  const tables = withRegistry(today, files);
  const sources = catalogue ?? [...(await readSources(project.root)), censusSource()];
  const replayed: (readonly Observation[])[] = [];
  const known = snapshots.filter((s) => s.month <= month);
  for (const snapshot of known) {
    const frozen = await maybeRevision(project.root, snapshot.month);
    if (frozen !== undefined) replayed.push(await observationsUnder(files, frozen, sources, tables));
  }
  const isReplaced = (o: Observation): boolean => known.some((s) => o.key.startsWith(`${s.folder}/`));
  return { ...tables, observations: [...tables.observations.filter((o) => !isReplaced(o)), ...withoutRepeats(replayed)] };
}

/** `tables` under the registry tables among `files`. Throws every problem of them, and DATA_COUNTRY where they lack a country that is used. */
function withRegistry(tables: Tables, files: readonly RegistryFile[]): Tables {
  const problems: Problem[] = [];
  const parsed = <T>(name: string, parse: (file: { readonly file: string; readonly text: string }) => T, otherwise: T): T => {
    const found = files.find((f) => f.file === `${FOLDER}${name}`);
    return found === undefined ? otherwise : parse({ file: found.file, text: new TextDecoder().decode(found.bytes) });
  };
  const countries = parsed('countries.csv', (file) => parseCountries(file, problems), tables.countries);
  const organisations = parsed('organisations.csv', (file) => parseOrganisations(file, countries, problems), tables.organisations);
  const families = parsed('families.csv', (file) => parseFamilies(file, countries, problems), tables.families);
  const lacking = new Set(tables.observations.map((o) => o.country).filter((code) => !countries.has(code)));
  if (lacking.size > 0) problems.push({ code: 'DATA_COUNTRY', message: `The other registry lacks ${[...lacking].sort().join(', ')}, which observations use.`, file: `${FOLDER}countries.csv`, hint: 'Add the rows, or leave countries.csv out of the folder: then today’s holds.' });
  if (problems.length > 0) throw new BriefwrightError(problems);
  const blocOf = (o: Observation): Observation['bloc'] => countries.get(o.country)?.bloc ?? o.bloc;
  return { ...tables, countries, organisations, families, observations: tables.observations.map((o) => (blocOf(o) === o.bloc ? o : { ...o, bloc: blocOf(o) })) };
}

async function observationsUnder(files: readonly RegistryFile[], frozen: Revision, sources: readonly Source[], { countries, sources: cited }: Tables): Promise<readonly Observation[]> {
  const { cells, problems } = await replayRows(frozen, sources, files);
  if (problems.length > 0) throw new BriefwrightError(problems, 1);
  const known = { countries, sources: new Map<string, unknown>([...cited, ...sourcesOf(frozen.provenance)]) };
  const { observations, problems: unsound } = checkRows(formatRows(cells), `${frozen.folder}/observations.csv`, known);
  if (unsound.length > 0) throw new BriefwrightError(unsound.slice(0, 20));
  return observations;
}
