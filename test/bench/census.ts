// `npm run bench:census`: seconds and memory from a dump of all models to every observation, beside a bare scan of the same columns.
// Arguments: rows (default 3,000,000), and a folder to keep the dump in. Must not be read as a claim about another machine.
import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCensus } from '../../src/lineage/census/census.ts';
import { observationRows } from '../../src/lineage/counts.ts';
import { formatRows } from '../../src/lineage/observation-rows.ts';
import { originsOf } from '../../src/lineage/origin.ts';
import { DEFAULT_FILTER } from '../../src/lineage/population.ts';
import { readLineageRules } from '../../src/lineage/rules.ts';
import { readRegistry } from '../../src/observations/tables.ts';
import { writeDump } from './dump.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One SELECT that decodes every column that a census reads, and keeps nothing. */
async function bareScan(path: string): Promise<{ readonly seconds: number; readonly processor: number }> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '700MiB', threads: '2', preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  const [begin, before] = [performance.now(), process.cpuUsage()];
  await connection.runAndReadAll(`SELECT max(id), max(createdAt), max(downloads), max(downloadsAllTime), max(pipeline_tag), max(tags), max(baseModels), max(safetensors.total) FROM read_parquet('${path}')`);
  const seconds = (performance.now() - begin) / 1000;
  const processor = processorSince(before);
  connection.closeSync();
  instance.closeSync();
  return { seconds, processor };
}

function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const rows = Number(process.argv[2] ?? 3_000_000);
const folder = process.argv[3] ?? (await mkdtemp(join(tmpdir(), 'census-bench-')));
const path = join(folder, `dump-${rows}.parquet`);
const registry = await readRegistry(root);
const rules = await readLineageRules(root);
const origins = originsOf(registry);
try {
  if (!existsSync(path)) {
    say(`writing ${rows.toLocaleString('en')} rows to ${path}`);
    await writeDump({ rows, path, namespaces: registry.organisations.map((o) => o.namespace) });
  }
  const bare = [await bareScan(path), await bareScan(path)];
  const month = '2026-09';
  const before = process.cpuUsage();
  const begin = performance.now();
  const population = await countCensus({ origins, rules, filter: DEFAULT_FILTER, months: [month], file: path });
  const text = formatRows(observationRows(population, { origins, rules, filter: DEFAULT_FILTER, stockMonth: month, reading: { tracker: 'hub-census', asOf: '2026-10-01', source: 'hub-stats', locator: 'models.parquet' } }));
  const seconds = (performance.now() - begin) / 1000;
  const processor = processorSince(before);
  const scan = bare.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  say(`rows ${population.rows.toLocaleString('en')}, bases ${population.lineage.nodes.length.toLocaleString('en')}, declarations ${population.lineage.classOf.length.toLocaleString('en')}, observation rows ${text.split('\n').length - 2}`);
  const peak = process.resourceUsage().maxRSS / 1024 / 1024;
  say(`dump to observations ${seconds.toFixed(1)} s, bare scan ${scan.seconds.toFixed(1)} s, ratio ${(seconds / scan.seconds).toFixed(1)}; peak memory ${peak.toFixed(2)} GiB`);
  // On a machine that is shared, processor time says more than the clock.
  say(`processor ${processor.toFixed(1)} s, bare scan ${scan.processor.toFixed(1)} s, ratio ${(processor / scan.processor).toFixed(1)}`);
} finally {
  if (process.argv[3] === undefined) await rm(folder, { recursive: true, force: true });
}
