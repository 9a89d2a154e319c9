// One run of the census, of a bare scan or of a month's rows, measured in the process that it runs in. Must not print.
import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countCensus } from '../../src/lineage/census/census.ts';
import { observationRows } from '../../src/lineage/counts.ts';
import { countHubRows } from '../../src/lineage/hub-route.ts';
import { maybeModelRow } from '../../src/lineage/model-row.ts';
import type { ModelRow } from '../../src/lineage/model-row.ts';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import { originsOf } from '../../src/lineage/origin.ts';
import { DEFAULT_FILTER } from '../../src/lineage/population.ts';
import type { Population } from '../../src/lineage/population.ts';
import { readLineageRules } from '../../src/lineage/rules.ts';
import { readRegistry } from '../../src/observations/tables.ts';
import { writeDump } from './dump.ts';

export interface Measured {
  readonly counted: number;
  readonly bases: number;
  readonly declarations: number;
  readonly observations: number;
  readonly seconds: number;
  readonly processor: number;
  readonly scanSeconds: number;
  readonly scanProcessor: number;
  /** GiB of the process, the engine included. */
  readonly peak: number;
}

const root = join(import.meta.dirname, '..', '..');
const MONTH = '2026-09';
/** About what the Hub gets in a month, and what the listings of tracked accounts know besides. */
const [NEW, LISTED] = [60_000, 20_000];

interface Timed<T> {
  readonly value: T;
  readonly seconds: number;
  readonly processor: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (performance.now() - begin) / 1000, processor: (user + system) / 1e6 };
}

/** A dump of `rows`, written first where it is not there yet. */
export async function measureCensus(rows: number, folder: string): Promise<Measured> {
  const path = join(folder, `dump-${rows}.parquet`);
  const registry = await readRegistry(root);
  if (!existsSync(path)) await writeDump({ rows, path, namespaces: registry.organisations.map((o) => o.namespace) });
  const scans = [await timed(() => bareScan(path)), await timed(() => bareScan(path))];
  const scan = scans.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const options = { origins: originsOf(registry), rules: await readLineageRules(root), filter: DEFAULT_FILTER, months: [MONTH] };
  const run = await timed(async () => {
    const population = await countCensus({ ...options, file: path });
    return { population, text: textOf(population, options, true) };
  });
  return measured(run, scan);
}

/** The last rows of a dump as an API lists them, and its oldest as the listings of accounts; reading JSON counts, as it does in a collection. */
export async function measureMonth(rows: number, folder: string): Promise<Measured> {
  const registry = await readRegistry(root);
  const namespaces = registry.organisations.map((o) => o.namespace);
  const paths = [join(folder, `new-${rows}.ndjson`), join(folder, `listed-${rows}.ndjson`)] as const;
  await writeDump({ rows, from: Math.max(LISTED, rows - NEW), path: paths[0], namespaces });
  await writeDump({ rows: LISTED, path: paths[1], namespaces });
  const options = { origins: originsOf(registry), rules: await readLineageRules(root), filter: DEFAULT_FILTER, months: [MONTH] };
  const run = await timed(async () => {
    const [fresh, known] = await Promise.all(paths.map(readRows));
    const population = countHubRows({ rows: (fresh ?? []).map((row) => ({ ...row, createdMonth: MONTH })), known: known ?? [] }, options);
    return { population, text: textOf(population, options, false) };
  });
  for (const path of paths) await rm(path);
  return measured(run, { seconds: 0, processor: 0 });
}

async function readRows(path: string): Promise<readonly ModelRow[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n').flatMap((line) => maybeModelRow(JSON.parse(line)) ?? []);
}

function textOf(population: Population, options: Pick<Parameters<typeof observationRows>[1], 'origins' | 'rules' | 'filter'>, isWhole: boolean): string {
  return formatRows(observationRows(population, { ...options, ...(isWhole ? { stockMonth: MONTH } : {}), reading: { tracker: isWhole ? 'hub-census' : 'hub', asOf: '2026-10-01', source: 'hub-stats', locator: 'models.parquet' } }));
}

function measured({ value: { population, text }, seconds, processor }: Timed<{ readonly population: Population; readonly text: string }>, scan: { readonly seconds: number; readonly processor: number }): Measured {
  return {
    counted: population.rows, bases: population.lineage.nodes.length, declarations: population.lineage.classOf.length, observations: text.split('\n').length - 2,
    seconds, processor, scanSeconds: scan.seconds, scanProcessor: scan.processor, peak: process.resourceUsage().maxRSS / 1024 / 1024,
  };
}

/** One SELECT that decodes every column that a census reads, and keeps nothing. */
async function bareScan(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '700MiB', threads: '2', preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  await connection.runAndReadAll(`SELECT max(id), max(createdAt), max(downloads), max(downloadsAllTime), max(pipeline_tag), max(tags), max(baseModels), max(safetensors.total) FROM read_parquet('${path}')`);
  connection.closeSync();
  instance.closeSync();
}
