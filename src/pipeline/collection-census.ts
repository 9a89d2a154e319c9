// The source `hub-census`: a dump of all models of the Hub, counted where it lies. Only the counts are frozen, with the dump's
// SHA-256: a dump may be larger than memory, and a thousand times as large as what it says. An address is
// fetched by collection-download.ts. Must not ask a server itself.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BriefwrightError } from '../errors.ts';
import { sha256 } from '../files.ts';
import { readCells } from '../history/snapshot-rows.ts';
import { countCensus } from '../lineage/census/census.ts';
import { maybeDumpDay } from '../lineage/census/dump-day.ts';
import { observationRows, UNSTEADY } from '../lineage/counts.ts';
import { formatRows } from '../lineage/observation-rows.ts';
import { originsOf } from '../lineage/origin.ts';
import { DEFAULT_FILTER } from '../lineage/population.ts';
import { LINEAGE_RULES, readLineageRules } from '../lineage/rules.ts';
import { describeUnassigned } from '../lineage/unassigned.ts';
import type { Registry } from '../observations/tables.ts';
import { lastDayOf, type Day } from '../period.ts';
import { shownUrl } from '../sources/addresses.ts';
import { SourceFailure, type Capture, type GatherContext, type Parsed, type Row, type Source } from '../sources/source.ts';
import { fetchDump, isAddress } from './collection-download.ts';
import { rememberDump } from './collection-dumps.ts';

export const CENSUS = 'hub-census';
const COUNTS = 'counts';

/** Where and until when a dump may speak of the month; absent where the source is only read back, as in a replay. */
export interface CensusPlace {
  readonly projectDir: string;
  /** The project's private folder. */
  readonly state: string;
  readonly registry: Registry;
  readonly registryHash: string;
  /** Absolute path, or an address. */
  readonly dump: string;
  /** What the dump was called when it was counted first; default: its own name. */
  readonly shown?: string;
  readonly cutoff: Day;
  readonly today: Day;
}

export function censusSource(place?: CensusPlace): Source {
  const base = place === undefined ? 'file:' : shownName(place);
  const isRemote = place !== undefined && isAddress(place.dump);
  return {
    id: CENSUS, publisher: 'Hugging Face', title: 'Census of all models on the Hub, from a dump', url: 'https://huggingface.co/models', licence: 'not stated', attribution: '',
    counts: 'Models of the Hub and the bases that they declare, followed to their roots: language models with more than five downloads.',
    countsNot: 'Models that declare no base, or a wrong one; models that were deleted before the dump; who uses a model.',
    base, figures: 'dated', isLocal: true, promises: { minRows: 10, maxJump: 30, maxMissing: 0.7, unsteady: UNSTEADY.map((measure) => `${measure}.${CENSUS}`) },
    plan: () => [isRemote ? { what: 'a dump of the Hub, fetched into the cache and counted there', requests: 1, url: base } : { what: 'a dump of the Hub, counted where it lies', requests: 0, url: base }],
    gather: (context) => gather(place, context),
    parse,
  };
}

/** `file:` and the name without its folder, as a path of this machine says nothing to others; or the address without secrets. */
function shownName({ dump, shown }: CensusPlace): string {
  return shown ?? (isAddress(dump) ? shownUrl(dump) : `file:${basename(dump)}`);
}

async function gather(place: CensusPlace | undefined, context: GatherContext): Promise<void> {
  if (place === undefined) throw new SourceFailure('CENSUS_FILE', 'No dump is named.', `Name one: --source-url ${CENSUS}=dump.parquet, or "sources" in the brief.`);
  context.expect(1);
  const fetched = isAddress(place.dump) ? await fetchDump(place.dump, place.state, context) : undefined;
  const dump = fetched?.path ?? place.dump;
  const before = await statOf(dump);
  const hash = await hashOf(dump, context.signal);
  const { body, headers } = await countDump({ ...place, dump }, context).catch(async (error: unknown) => {
    // A broken one would be found again under its version for ever.
    if (fetched !== undefined && error instanceof SourceFailure && error.code !== 'CENSUS_WINDOW') await rm(dump, { force: true });
    throw error;
  });
  const after = await statOf(dump);
  if (before !== after) throw new SourceFailure('CENSUS_CHANGED', `${basename(dump)} was changed while it was counted.`, 'Run collect again when it is whole.');
  await rememberDump(place.state, hash, dump);
  await context.keep(COUNTS, `${shownName(place)}#sha256=${hash}`, body, { ...headers, ...fetched?.headers, 'dump-sha256': hash, 'registry-sha256': place.registryHash });
}

async function statOf(path: string): Promise<string> {
  return stat(path).then((s) => `${s.size} ${s.mtimeMs}`, () => {
    throw new SourceFailure('CENSUS_FILE', `${basename(path)} does not exist.`, 'Check the path.');
  });
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceFailure('CENSUS_FILE', `${basename(path)} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`, 'Check that it is a file and its rights.');
  }
  return hash.digest('hex');
}

interface Counted {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The counts of the month as a table of observations. */
async function countDump({ projectDir, registry, dump, cutoff, today }: CensusPlace, { month, signal }: GatherContext): Promise<Counted> {
  const origins = originsOf(registry);
  const engine = { file: dump, signal };
  return naming(dump, signal, async () => {
    const rules = await readLineageRules(projectDir);
    const asOf = await maybeDumpDay(engine, today);
    if (asOf === undefined) throw new SourceFailure('CENSUS_COLUMN', 'The dump does not say when its models were made.', 'It needs the column "createdAt".');
    const [from, until] = [lastDayOf(month), cutoff];
    if (asOf < from || asOf > until) throw new SourceFailure('CENSUS_WINDOW', `The newest model of the dump is of ${asOf}; ${month} needs a dump made from ${from} to ${until}.`, 'Take a dump of those days.');
    const population = await countCensus({ ...engine, origins, rules, filter: DEFAULT_FILTER, months: [month] });
    const rows = observationRows(population, { origins, rules, filter: DEFAULT_FILTER, stockMonth: month, reading: { tracker: CENSUS, asOf, source: CENSUS, locator: COUNTS } });
    const counts = { models: population.rows, repeated: population.repeatedRows, unreadable: population.unreadableRows };
    return {
      body: new TextEncoder().encode(formatRows(rows)),
      headers: { 'content-type': 'text/csv', ...Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, String(n)])), 'rules-sha256': sha256(await readFile(join(projectDir, LINEAGE_RULES))) },
    };
  });
}

/** What the engine and lineage throw is a failure of this source; a message names the file without its folder. */
async function naming<T>(dump: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal.throwIfAborted();
    const [problem] = cause instanceof BriefwrightError ? cause.problems : [];
    if (problem === undefined) throw cause;
    throw new SourceFailure(problem.code, problem.message.replaceAll(dump, basename(dump)), problem.hint ?? 'Check the dump.', { cause });
  }
}

/** The table of counts as it was made: replay needs neither the dump nor the rules. */
async function parse(captures: readonly Capture[]): Promise<Parsed> {
  const capture = captures.find((c) => c.key === COUNTS);
  if (capture === undefined) return { rows: [], shapes: [{ path: COUNTS, expected: 'expected the counts', sample: '(absent)' }] };
  const cells = readCells(new TextDecoder().decode(await capture.read()), COUNTS);
  const rows = cells.map((c, i): Row => ({
    series: c['series'] ?? '', entity: c['entity'] ?? '', country: c['country'] ?? '', period: c['period'] ?? '', value: c['value'] ?? '', unit: c['unit'] ?? '', denominator: c['denominator'] ?? '',
    window: c['window'] ?? '', asOf: c['as_of'] ?? '', published: c['published'] ?? '', evidence: 'derived', locator: `${COUNTS} [${i}] of ${capture.url}`, note: c['note'] ?? '',
  }));
  const { models = '', repeated = '', unreadable = '' } = capture.headers;
  const asOf = rows[0]?.asOf;
  return { rows, shapes: [], ...(asOf === undefined ? {} : { asOf }), notes: [`${capture.url.replace('#sha256=', ', SHA-256 ')}: ${models} models, ${repeated} repeated rows and ${unreadable} unreadable ones left out; the dump is not kept.`, ...describeUnassigned(rows)] };
}
