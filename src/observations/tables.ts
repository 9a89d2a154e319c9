// A project's hand-entered data, read and checked as a whole. Must not know what a series means.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { Observation, Tables } from './observation.ts';
import { parseCountries, parseFamilies, parseOrganisations } from './registry.ts';
import type { Country, Family } from './registry.ts';
import { parseObservations } from './rows.ts';
import { parseSources } from './sources.ts';
import { parseStatements } from './statements.ts';
import type { TableFile } from './table.ts';

const OBSERVATIONS = 'data/observations';
const STATEMENTS = `${OBSERVATIONS}/statements.csv`;

/** What has been read so far, and what is wrong with it. */
interface Reading {
  readonly projectDir: string;
  readonly problems: Problem[];
  readonly hashes: Map<string, string>;
  readonly texts: Map<string, string>;
}

/** Who is who: what the tables refer to. */
export interface Registry extends Pick<Tables, 'sources' | 'organisations' | 'hashes'> {
  readonly families: readonly Family[];
  readonly countries: ReadonlyMap<string, Country>;
}

/**
 * Everything under `data/registry` and each `*.csv` directly under `data/observations` (links and folders are left alone),
 * in the order of the file names. Throws every problem of every file at once.
 */
export async function readTables(projectDir: string): Promise<Tables> {
  const reading = begin(projectDir);
  const { problems, hashes } = reading;
  const registry = await collectRegistry(reading);
  const observations: Observation[] = [];
  let statements: Tables['statements'] = [];
  for (const file of await listTables(reading)) {
    const source = await maybeFile(reading, file);
    if (source === undefined) continue;
    if (file === STATEMENTS) statements = parseStatements(source, registry, problems);
    else observations.push(...parseObservations(source, registry, problems));
  }
  for (const problem of [...repeatedRows(observations), ...mixedSeries(observations)]) {
    const text = reading.texts.get(problem.file ?? '');
    problems.push({ ...problem, ...(text === undefined ? {} : { text }) });
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return { observations, statements, sources: registry.sources, organisations: registry.organisations, families: registry.families, countries: registry.countries, hashes };
}

/** The registry alone, for what needs no figures. Throws every problem of its files at once. */
export async function readRegistry(projectDir: string): Promise<Registry> {
  const reading = begin(projectDir);
  const registry = await collectRegistry(reading);
  if (reading.problems.length > 0) throw new BriefwrightError(reading.problems);
  return registry;
}

function begin(projectDir: string): Reading {
  return { projectDir, problems: [], hashes: new Map(), texts: new Map() };
}

async function collectRegistry(reading: Reading): Promise<Registry> {
  const { problems, hashes } = reading;
  // A file that cannot be read is one problem; that it lacks every column would be noise.
  const read = (name: string): Promise<TableFile | undefined> => maybeFile(reading, `data/registry/${name}`);
  const countriesFile = await read('countries.csv');
  const organisationsFile = await read('organisations.csv');
  const familiesFile = await read('families.csv');
  const sourcesFile = await read('sources.yaml');
  const countries = countriesFile === undefined ? new Map<string, Country>() : parseCountries(countriesFile, problems);
  return {
    countries,
    organisations: organisationsFile === undefined ? [] : parseOrganisations(organisationsFile, countries, problems),
    families: familiesFile === undefined ? [] : parseFamilies(familiesFile, countries, problems),
    sources: sourcesFile === undefined ? new Map() : parseSources(sourcesFile, problems),
    hashes,
  };
}

async function listTables({ projectDir, problems }: Reading): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(projectDir, OBSERVATIONS), { withFileTypes: true });
    return entries.filter((e) => e.isFile() && e.name.endsWith('.csv') && !e.name.startsWith('.')).map((e) => `${OBSERVATIONS}/${e.name}`).sort();
  } catch (error) {
    problems.push(unreadable(OBSERVATIONS, error));
    return [];
  }
}

async function maybeFile({ projectDir, problems, hashes, texts }: Reading, file: string): Promise<TableFile | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(projectDir, file));
  } catch (error) {
    problems.push(unreadable(file, error));
    return undefined;
  }
  hashes.set(file, sha256(bytes));
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    texts.set(file, text);
    return { file, text };
  } catch {
    const line = firstBadLine(bytes);
    problems.push({ code: 'DATA_ENCODING', message: 'The file is not UTF-8.', file, line, column: 1, hint: 'Save it as UTF-8 text.' });
    return undefined;
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
}

function unreadable(file: string, error: unknown): Problem {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return { code: 'DATA_FILE', message: missing ? 'There is no such file or folder.' : `It cannot be read: ${error instanceof Error ? error.message.split(',')[0] ?? '' : String(error)}.`, file, hint: 'See data/README.md for the files that a project needs.' };
}

/** Two rows that say the same of the same, in one table or in two. */
function repeatedRows(observations: readonly Observation[]): Problem[] {
  const first = new Map<string, Observation>();
  const out: Problem[] = [];
  for (const o of observations) {
    const id = JSON.stringify([o.series, o.entity, o.country, o.period.text, o.published, o.denominator, o.window]);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, o);
    else out.push({ code: 'DATA_DUPLICATE', message: `"${o.series}" of "${o.entity}" for ${o.period.text} is already at ${earlier.key}.`, ...placeOf(o.key), hint: 'Keep one; a correction has its own date of publication.' });
  }
  return out;
}

/** A series has one unit: what is counted otherwise is another series. */
function mixedSeries(observations: readonly Observation[]): Problem[] {
  const first = new Map<string, Observation>();
  const out: Problem[] = [];
  for (const o of observations) {
    const earlier = first.get(o.series);
    if (earlier === undefined) first.set(o.series, o);
    else if (earlier.unit !== o.unit) out.push({ code: 'DATA_SERIES', message: `"${o.series}" is counted in ${o.unit} here and in ${earlier.unit} at ${earlier.key}.`, ...placeOf(o.key), hint: 'Give one of the two its own series.' });
  }
  return out;
}

function placeOf(key: string): { readonly file: string; readonly line: number; readonly column: number } {
  const at = key.lastIndexOf(':');
  return { file: key.slice(0, at), line: Number(key.slice(at + 1)), column: 1 };
}
