// Sixty monthly snapshots of 3,000 models on the disk: how long it takes to read and check them all, and how large they are. Prints one line.
// Processor time, so that a busy machine does not count. Options: --months N, --models N.
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256 } from '../../src/files.ts';
import { freezeSnapshot } from '../../src/history/snapshot-freeze.ts';
import { formatRows } from '../../src/history/snapshot-rows.ts';
import { addMonths, lastDayOf } from '../../src/period.ts';
import { readKnowledge } from '../../src/pipeline/knowledge.ts';

const { values: options } = parseArgs({ options: { months: { type: 'string', default: '60' }, models: { type: 'string', default: '3000' } } });
const [months, models] = [Number(options.months), Number(options.models)];
const root = mkdtempSync(join(tmpdir(), 'briefwright-snapshots-'));

async function freeze(month: string): Promise<void> {
  const day = lastDayOf(month);
  const rows = Array.from({ length: models }, (_, i) => ({
    series: 'downloads-30d-model.bench', entity: `lab-${i % 150}/model-${i}-instruct`, country: ['CN', 'US', 'FR', 'KR', 'ZZ'][i % 5] ?? 'ZZ', period: month, value: String((i * 7919 + Number(month.slice(5)) * 104_729) % 9_000_000),
    unit: 'downloads', denominator: 'downloads of tracked models', window: 'the last 30 days', as_of: day, published: day, evidence: 'primary', source: 'bench', locator: `model-${i}`, note: '',
  }));
  const table = formatRows(rows);
  const source = {
    id: 'bench', publisher: 'The bench', title: 'Counters', url: 'https://bench.example.org/', licence: 'CC0', attribution: 'The bench', counts: 'Requests for files.', countsNot: 'People.',
    base: 'https://bench.example.org', figures: 'running' as const, verdict: 'fresh' as const, reasons: [], notes: [], rows: rows.length, compared: { added: rows.length, changed: 0, gone: 0 }, captures: [],
  };
  await freezeSnapshot(root, {
    provenance: { version: 1, tool: 'bench', month, revision: 1, run: 'bench', frozenAt: `${day}T08:00:00.000Z`, observations: { sha256: sha256(table), rows: rows.length }, inputs: [], sources: [source] },
    table, stores: [],
  });
}

try {
  cpSync(join(import.meta.dirname, '../input/projects/small'), root, { recursive: true });
  cpSync(join(import.meta.dirname, '../../data/registry/countries.csv'), join(root, 'data/registry/countries.csv'));
  for (let i = 0; i < months; i += 1) await freeze(addMonths('2021-12', i));
  const folder = join(root, 'data/snapshots');
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0);
  const before = process.cpuUsage();
  const { tables, snapshots } = await readKnowledge(root);
  const { user, system } = process.cpuUsage(before);
  if (snapshots.length !== months || tables.observations.length < months * models) throw new Error(`Only ${tables.observations.length} observations of ${snapshots.length} months were read.`);
  process.stdout.write(`${months} snapshots of ${models} models: ${((user + system) / 1e6).toFixed(2)} s of processor time to read, check and hash; ${(bytes / 1e6).toFixed(1)} MB on the disk; ${Math.round(process.memoryUsage().heapUsed / 1024 / 1024)} MiB of heap after it.\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
