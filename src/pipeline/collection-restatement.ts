// Past months under today's registry: where the registry or the rules have changed since a month was frozen, its bodies are parsed
// again, its dump is counted again where it still lies, and what differs is a new revision. Must not ask the network.
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Provenance, SourceResult } from '../history/provenance.ts';
import { listMonths, maybeRevision, type Revision } from '../history/snapshot.ts';
import { freezeSnapshot } from '../history/snapshot-freeze.ts';
import { compareRows, formatRows, type Cells } from '../history/snapshot-rows.ts';
import { originsOf } from '../lineage/origin.ts';
import { changedAccounts, type ChangedAccount } from '../lineage/restatement.ts';
import { sha256 } from '../files.ts';
import type { Month } from '../period.ts';
import { SourceFailure, type Source } from '../sources/source.ts';
import { CENSUS } from './collection-census.ts';
import { recountDump } from './collection-recount.ts';
import { isKnownSame, rememberSame } from './collection-dumps.ts';
import { toolOf } from './collection-freeze.ts';
import { partialStore, tidyPartial } from './collection-partial.ts';
import { parseFrozenRegistry, registryHash } from './collection-registry.ts';
import type { CollectSettings } from './collection-settings.ts';
import { readSourceRows, rowsOf } from './collection-source.ts';

export interface RestatedMonth {
  readonly month: Month;
  /** The new revision; absent when no figure came out otherwise. */
  readonly revision?: number;
  /** Figures that changed, came or went. */
  readonly figures: number;
  readonly accounts: readonly ChangedAccount[];
  /** What could not be counted again, a sentence each. */
  readonly kept: readonly string[];
}

interface Portion {
  readonly result: SourceResult;
  readonly cells: readonly Cells[];
  readonly kept?: string;
}

/** Every month but the one being collected that was frozen under another registry. The caller holds the lock. Throws WRITE_FAILED. */
export async function restateMonths(settings: CollectSettings, run: string, effects: Effects): Promise<readonly RestatedMonth[]> {
  const out: RestatedMonth[] = [];
  for (const month of (await listMonths(settings.project.root)).filter((m) => m !== settings.month)) {
    effects.signal.throwIfAborted();
    const restated = await maybeRestated(month, settings, run, effects).catch((error: unknown): RestatedMonth => {
      // A month that is damaged is not worth the one that was just collected.
      if (!(error instanceof BriefwrightError) || error.problems.some((p) => p.code === 'WRITE_FAILED')) throw error;
      return { month, figures: 0, accounts: [], kept: error.problems.map((p) => `${p.message} (${p.code})`) };
    });
    if (restated !== undefined) out.push(restated);
  }
  return out;
}

async function maybeRestated(month: Month, settings: CollectSettings, run: string, effects: Effects): Promise<RestatedMonth | undefined> {
  const previous = await maybeRevision(settings.project.root, month);
  const registry = registryHash(settings.inputs);
  if (previous === undefined || !isOutdated(previous.provenance, registry) || await isKnownSame(settings.project.state, previous.folder, registry)) return undefined;
  const portions: Portion[] = [];
  for (const result of previous.provenance.sources) portions.push(await readAgain(result, previous, settings, effects));
  const changes = portions.map((p) => p.result.compared).reduce((sum, c) => sum + c.added + c.changed + c.gone, 0);
  const accounts = await accountsBetween(previous, settings);
  const kept = portions.flatMap((p) => p.kept ?? []);
  if (changes === 0 && kept.length === 0) await rememberSame(settings.project.state, previous.folder, registry);
  if (changes === 0) return kept.length === 0 ? undefined : { month, figures: 0, accounts, kept };
  const revision = await freeze(previous, portions, settings, run, effects);
  return { month, revision, figures: changes, accounts, kept };
}

/** Files that parsing depends on, and the registry that a dump was counted under. */
function isOutdated({ inputs, sources }: Provenance, now: string): boolean {
  return registryHash(inputs) !== now || sources.some((s) => s.id === CENSUS && s.captures.some((c) => c.headers['registry-sha256'] !== now));
}

async function readAgain(result: SourceResult, previous: Revision, settings: CollectSettings, effects: Effects): Promise<Portion> {
  const before = rowsOf(previous, result.id) ?? [];
  const same = (kept?: string): Portion => ({ result: { ...result, compared: { added: 0, changed: 0, gone: 0 } }, cells: before, ...(kept === undefined ? {} : { kept }) });
  const source = settings.catalogue.find((s) => s.id === result.id);
  if (result.captures.length === 0 || result.verdict === 'failed') return same();
  if (source === undefined) return same(`${result.id}: the source is no longer known.`);
  try {
    const { captures, carriedFrom, store } = result.id === CENSUS ? await recountDump(result, previous, settings, effects) : { captures: result.captures, carriedFrom: result.carriedFrom ?? previous.provenance.revision, store: previous.store };
    const cells = await cellsOfSource(source, result, { captures, store }, previous.provenance.month, settings);
    return { cells, result: { ...result, captures, rows: cells.length, compared: compareRows(cells, before), ...(carriedFrom === undefined ? {} : { carriedFrom }) } };
  } catch (error) {
    if (error instanceof SourceFailure) return same(`${result.id}: ${error.message}`);
    throw error;
  }
}

async function cellsOfSource(source: Source, { base, since }: SourceResult, material: Parameters<typeof readSourceRows>[2], month: Month, settings: CollectSettings): Promise<readonly Cells[]> {
  return (await readSourceRows(source, { month, base, ...(since === undefined ? {} : { since }), registry: parseFrozenRegistry(settings.inputs) }, material)).cells;
}

async function freeze(previous: Revision, portions: readonly Portion[], { project, inputs, month: by }: CollectSettings, run: string, effects: Effects): Promise<number> {
  const { month, revision } = previous.provenance;
  const partial = join(project.state, 'collect', month);
  const store = partialStore(partial);
  for (const input of inputs) await store.put(input.bytes);
  const cells = portions.flatMap((p) => p.cells);
  const table = formatRows(cells);
  const provenance: Provenance = {
    version: 1, tool: await toolOf(project.packageRoot), month, revision: revision + 1, run, frozenAt: new Date(effects.now()).toISOString(), restatedBy: by,
    observations: { sha256: sha256(table), rows: cells.length }, inputs: inputs.map(({ file, sha256: hash, size }) => ({ file, sha256: hash, size })), sources: portions.map((p) => p.result),
  };
  await freezeSnapshot(project.root, { provenance, table, stores: [store, previous.store] });
  await tidyPartial(partial, provenance);
  return revision + 1;
}

/** Who is seen differently now. A registry that was frozen in pieces has nothing to compare with. */
async function accountsBetween(previous: Revision, settings: CollectSettings): Promise<readonly ChangedAccount[]> {
  const frozen = await Promise.all(previous.provenance.inputs.map(async ({ file, sha256: hash, size }) => ({ file, bytes: await previous.store.get(hash, size) })));
  return changedAccounts(originsOf(parseFrozenRegistry(frozen)), originsOf(parseFrozenRegistry(settings.inputs)));
}
