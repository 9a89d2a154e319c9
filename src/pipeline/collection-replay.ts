// A frozen snapshot computed again from its raw bodies, offline, and compared byte for byte. Must not write.
import { join } from 'node:path';
import { failure, type Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import { listMonths, maybeRevision, readRevision, type Revision } from '../history/snapshot.ts';
import { findRevised, formatRows, type Cells } from '../history/snapshot-rows.ts';
import type { Month } from '../period.ts';
import type { Project } from '../project.ts';
import { readSources } from '../sources/registry.ts';
import type { CaptureRecord } from '../sources/journal.ts';
import type { RawStore } from '../sources/raw-store.ts';
import { SourceFailure, type Source } from '../sources/source.ts';
import { censusSource } from './collection-census.ts';
import { lineageSources } from './collection-lineage.ts';
import { parseFrozenRegistry } from './collection-registry.ts';
import { readSourceRows } from './collection-source.ts';

export interface ReplayRequest {
  readonly project: Project;
  /** Default: the newest month that has a snapshot. */
  readonly month?: Month;
  readonly revision?: number;
  readonly catalogue?: readonly Source[];
}

export interface ReplayResult {
  readonly month: Month;
  readonly revision: number;
  /** Absolute. */
  readonly folder: string;
  readonly rows: number;
  readonly isSame: boolean;
  /** What differs, a block each; empty when nothing does. */
  readonly problems: readonly Problem[];
}

/** Throws REPLAY_NOTHING (status 2), SNAPSHOT_CORRUPT or RAW_CORRUPT (status 1). */
export async function replaySnapshot({ project, month, revision, catalogue }: ReplayRequest): Promise<ReplayResult> {
  const wanted = month ?? (await listMonths(project.root)).at(-1);
  const frozen = wanted === undefined ? undefined : revision === undefined ? await maybeRevision(project.root, wanted) : await readRevision(project.root, wanted, revision);
  if (wanted === undefined || frozen === undefined) throw failure('REPLAY_NOTHING', wanted === undefined ? 'Nothing has been collected yet.' : `Nothing has been collected for ${wanted}.`, { hint: 'Run "collect" first.' });
  const sources = catalogue ?? [...(await readSources(project.root)), censusSource()];
  const { cells, problems } = await replayRows(frozen, sources);
  const text = formatRows(cells);
  const isSame = problems.length === 0 && sha256(text) === frozen.provenance.observations.sha256;
  return {
    month: wanted, revision: frozen.provenance.revision, folder: join(project.root, frozen.folder), rows: cells.length, isSame,
    problems: isSame || problems.length > 0 ? problems : [differenceOf(frozen, cells)],
  };
}

/** A file of `data/registry` that stands in for the frozen one. */
export interface RegistryFile {
  /** Project-relative, with forward slashes. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The rows of every source that brought bodies; under the registry `others` where it is given, else under the frozen one. */
export async function replayRows(frozen: Revision, sources: readonly Source[], others: readonly RegistryFile[] = []): Promise<{ readonly cells: readonly Cells[]; readonly problems: readonly Problem[] }> {
  const { provenance, folder } = frozen;
  const store = withOthers(frozen.store, others);
  const bytes = await Promise.all(provenance.inputs.map(async (input) => ({ file: input.file, bytes: others.find((o) => o.file === input.file)?.bytes ?? await store.get(input.sha256, input.size) })));
  const registry = parseFrozenRegistry(bytes);
  const known = lineageSources(sources, bytes);
  const cells: Cells[] = [];
  const problems: Problem[] = [];
  for (const result of provenance.sources.filter((r) => r.captures.length > 0)) {
    const source = known.find((s) => s.id === result.id);
    if (source === undefined) {
      problems.push({ code: 'REPLAY_UNKNOWN_SOURCE', message: `The source "${result.id}" is no longer known, so its ${result.rows} rows cannot be computed.`, file: `${folder}/provenance.json`, hint: 'Use the version of the program that collected it.' });
      continue;
    }
    const context = { month: provenance.month, base: result.base, ...(result.since === undefined ? {} : { since: result.since }), registry };
    try {
      cells.push(...(await readSourceRows(source, context, { captures: result.captures.map((c) => replaceCapture(c, others)), store })).cells);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      problems.push({ code: error.code, message: `${source.id}: ${error.message}`, file: `${folder}/provenance.json`, hint: error.hint });
    }
  }
  return { cells, problems };
}

/** Some sources take a registry file in beside their bodies. */
function replaceCapture(record: CaptureRecord, others: readonly RegistryFile[]): CaptureRecord {
  const other = others.find((o) => record.url === `project:${o.file}`);
  return other === undefined ? record : { ...record, sha256: sha256(other.bytes), size: other.bytes.length };
}

function withOthers(store: RawStore, others: readonly RegistryFile[]): RawStore {
  const known = new Map(others.map((o) => [sha256(o.bytes), o.bytes]));
  return { ...store, get: async (hash, size) => known.get(hash) ?? store.get(hash, size) };
}

function differenceOf(frozen: Revision, cells: readonly Cells[]): Problem {
  const revised = findRevised(cells, frozen.cells);
  const [first] = revised;
  const example = first === undefined ? 'only notes, locators or the order differ' : `${first.series} "${first.entity}" ${first.period}: ${first.before === '' ? 'nothing' : first.before} → ${first.after === '' ? 'nothing' : first.after}`;
  return {
    code: 'REPLAY_DIFFERS', message: `${revised.length} figures come out otherwise than they were frozen by ${frozen.provenance.tool}; the first: ${example}.`, file: `${frozen.folder}/observations.csv`,
    hint: 'The snapshot stays as it is. "collect" makes a new revision with the figures of this version.',
  };
}
