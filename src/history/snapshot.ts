// Frozen snapshots, read back: the newest revision of a month with its observations and verdicts, and the ones before it.
// Must not change them: snapshot-freeze.ts adds new ones.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError, failure } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { Bloc, Observation, Source } from '../observations/observation.ts';
import type { Known } from '../observations/rows.ts';
import { readRegistry } from '../observations/tables.ts';
import { isMonth } from '../period.ts';
import type { Month } from '../period.ts';
import { captureOf } from '../sources/gathering.ts';
import { createRawStore } from '../sources/raw-store.ts';
import type { RawStore } from '../sources/raw-store.ts';
import type { Capture } from '../sources/source.ts';
import { parseProvenance } from './provenance.ts';
import type { Provenance, SourceResult } from './provenance.ts';
import { copyKey, encodeObservations, maybeDecode } from './snapshot-copy.ts';
import type { CopyStore, SharedTexts } from './snapshot-copy.ts';
import { checkRows, readCells } from './snapshot-rows.ts';
import type { Cells } from './snapshot-rows.ts';

export const SNAPSHOTS = 'data/snapshots';

/** One frozen revision: its files, checked against their hashes. */
export interface Revision {
  /** `data/snapshots/2025-11/r2`. */
  readonly folder: string;
  readonly provenance: Provenance;
  /** Text of `observations.csv`. */
  readonly table: string;
  /** Its rows, parsed when they are first asked for: a build needs only the observations. */
  readonly cells: readonly Cells[];
  readonly store: RawStore;
  /** SHA-256 by project-relative path of what was read. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** What the rest of the house sees of a month's collection. */
export interface Snapshot {
  readonly month: Month;
  readonly revision: number;
  readonly folder: string;
  /** Keys are `data/snapshots/<month>/r<N>/observations.csv:<line>`. */
  readonly observations: readonly Observation[];
  /** By source id. */
  readonly verdicts: ReadonlyMap<string, SourceResult>;
  /** The sources that rows may cite, as entries of `sources.yaml`. */
  readonly sources: ReadonlyMap<string, Source>;
  /** First and last time that a body was read. */
  readonly capturedFrom: string;
  readonly capturedAt: string;
  /** Earlier revisions, oldest first. */
  readonly previous: readonly number[];
  readonly hashes: ReadonlyMap<string, string>;
}

/** Copies, and the texts of those that were read before. */
export interface CopyMeans {
  readonly store: CopyStore;
  readonly shared: SharedTexts;
}

/** What rows may refer to. */
export interface SnapshotRegistry {
  readonly sources: ReadonlyMap<string, unknown>;
  readonly countries: ReadonlyMap<string, { readonly bloc: Bloc }>;
}

/** Months that have a frozen snapshot, in order. */
export async function listMonths(projectDir: string): Promise<readonly Month[]> {
  const names = await readdir(join(projectDir, SNAPSHOTS)).catch(() => []);
  const found = await Promise.all(names.filter(isMonth).sort().map(async (month) => ({ month, revisions: await listRevisions(projectDir, month) })));
  return found.filter((f) => f.revisions.length > 0).map((f) => f.month);
}

/** Numbers of a month's revisions, in order. A folder is there whole or not at all: it got its name last. */
export async function listRevisions(projectDir: string, month: Month): Promise<readonly number[]> {
  const names = await readdir(join(projectDir, SNAPSHOTS, month)).catch(() => []);
  return names.flatMap((name) => /^r([1-9]\d{0,5})$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/** One revision. Throws SNAPSHOT_CORRUPT (status 1) when a file is not what it was when it was frozen. */
export async function readRevision(projectDir: string, month: Month, revision: number): Promise<Revision> {
  const folder = `${SNAPSHOTS}/${month}/r${revision}`;
  const text = readFrozen(projectDir, `${folder}/provenance.json`);
  const provenance = parseProvenance(text.toString('utf8'), `${folder}/provenance.json`);
  if (provenance.month !== month || provenance.revision !== revision) throw failure('SNAPSHOT_CORRUPT', `It says ${provenance.month} r${provenance.revision}.`, { file: `${folder}/provenance.json`, hint: 'The folder was moved or copied; give it its name back.' }, 1);
  const file = `${folder}/observations.csv`;
  const check = (hash: string): void => {
    if (hash !== provenance.observations.sha256) throw failure('SNAPSHOT_CORRUPT', 'The table is not the one that was frozen.', { file, hint: `Take it back from version control, or make a new revision with "collect --month ${month}".` }, 1);
  };
  const hash = hashFrozen(projectDir, file);
  check(hash);
  let [table, cells]: [string?, (readonly Cells[])?] = [];
  const readTable = (): string => {
    if (table !== undefined) return table;
    const bytes = readFrozen(projectDir, file);
    check(sha256(bytes));
    return (table = bytes.toString('utf8'));
  };
  return {
    folder, provenance, get table() { return readTable(); }, get cells() { return (cells ??= readCells(readTable(), file)); },
    store: createRawStore(join(projectDir, folder, 'raw'), `${folder}/raw`), hashes: new Map([[file, hash], [`${folder}/provenance.json`, sha256(text)]]),
  };
}

function readFrozen(projectDir: string, file: string): Buffer {
  return orCorrupt(file, () => readFileSync(join(projectDir, file)));
}

/** Read through one small buffer: with sixty months, fetching fresh memory for each takes longer than hashing. */
function hashFrozen(projectDir: string, file: string): string {
  return orCorrupt(file, () => {
    const handle = openSync(join(projectDir, file), 'r');
    try {
      const [hash, buffer] = [createHash('sha256'), Buffer.allocUnsafe(65_536)];
      for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer)) hash.update(buffer.subarray(0, size));
      return hash.digest('hex');
    } finally {
      closeSync(handle);
    }
  });
}

function orCorrupt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw failure('SNAPSHOT_CORRUPT', `It cannot be read: ${error instanceof Error ? error.message.split(',')[0] ?? '' : String(error)}.`, { file, hint: 'Take the folder back from version control or a backup.' }, 1);
  }
}

/** The highest revision of `month`, or undefined. */
export async function maybeRevision(projectDir: string, month: Month): Promise<Revision | undefined> {
  const newest = (await listRevisions(projectDir, month)).at(-1);
  return newest === undefined ? undefined : readRevision(projectDir, month, newest);
}

/**
 * The snapshot of `month`, or undefined when nothing was collected. `registry` saves reading it again, `copies` parsing the table again.
 * Throws BriefwrightError.
 */
export async function readSnapshot(projectDir: string, month: Month, registry?: SnapshotRegistry, copies?: CopyMeans): Promise<Snapshot | undefined> {
  const revision = await maybeRevision(projectDir, month);
  if (revision === undefined) return undefined;
  const { provenance } = revision;
  const registered = registry ?? (await readRegistry(projectDir));
  const sources = sourcesOf(provenance);
  const known = { countries: registered.countries, sources: new Map<string, unknown>([...registered.sources, ...sources]) };
  const observations = await readObservations(revision, known, copies);
  const times = provenance.sources.flatMap((s) => (s.capturedFrom === undefined || s.capturedTo === undefined ? [] : [s.capturedFrom, s.capturedTo])).sort();
  return {
    month, revision: provenance.revision, folder: revision.folder, observations, verdicts: new Map(provenance.sources.map((s) => [s.id, s])), sources,
    capturedFrom: times[0] ?? provenance.frozenAt, capturedAt: times.at(-1) ?? provenance.frozenAt,
    previous: (await listRevisions(projectDir, month)).filter((n) => n < provenance.revision), hashes: revision.hashes,
  };
}

/** From a copy of the very table that was frozen, which is made where it is not there or not whole. */
async function readObservations(revision: Revision, known: Known, copies?: CopyMeans): Promise<readonly Observation[]> {
  const file = `${revision.folder}/observations.csv`;
  const key = copies === undefined ? '' : copyKey(copies.store.program, revision.provenance.observations.sha256);
  const copy = await copies?.store.maybeRead(key);
  const copied = copies === undefined || copy === undefined ? undefined : maybeDecode(copy, file, known, copies.shared);
  if (copied !== undefined) return copied;
  const { observations, problems } = checkRows(revision.table, file, known);
  if (problems.length > 0) throw new BriefwrightError(problems.slice(0, 20));
  if (copies === undefined) return observations;
  const encoded = encodeObservations(observations);
  await copies.store.write(key, encoded);
  return maybeDecode(encoded, file, known, copies.shared) ?? observations;
}

/** The bodies of one source, for a trace down to the bytes and for whatever needs more than the rows. In order of their keys. */
export function capturesOf(revision: Revision, source: string): readonly Capture[] {
  return (revision.provenance.sources.find((s) => s.id === source)?.captures ?? []).map((record) => captureOf(record, revision.store));
}

/** Sources as `sources.yaml` would describe them. */
export function sourcesOf(provenance: Provenance): ReadonlyMap<string, Source> {
  return new Map(provenance.sources.map((s) => {
    const day = (s.capturedTo ?? provenance.frozenAt).slice(0, 10);
    const { id, publisher, title, url, licence, counts, countsNot } = s;
    return [id, { id, publisher, title, url, date: day, accessed: day, licence, attribution: s.attribution.replaceAll('{as_of}', s.asOf ?? day), counts, countsNot, reportedFrom: '' }];
  }));
}
