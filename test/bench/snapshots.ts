// Sixty monthly snapshots of 3,000 models on the disk: how long it takes to read and check them all, as builds do it, and how large they are.
// Each reading is a process of its own; processor time, so that a busy machine does not count. Prints one line a reading. Options: --months N, --models N.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256 } from '../../src/files.ts';
import { freezeSnapshot } from '../../src/history/snapshot-freeze.ts';
import { formatRows } from '../../src/history/snapshot-rows.ts';
import { addMonths, lastDayOf } from '../../src/period.ts';

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

/** MB of the files below `folder`. */
function measureFolder(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0) / 1e6;
}

interface Reading {
  readonly seconds: number;
  /** MiB. */
  readonly heap: number;
  readonly months: number;
  readonly observations: number;
  readonly hash: string;
}

function read(...args: string[]): Reading {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'snapshots-read.ts'), root, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Reading;
}

try {
  cpSync(join(import.meta.dirname, '../input/projects/small'), root, { recursive: true });
  cpSync(join(import.meta.dirname, '../../data/registry/countries.csv'), join(root, 'data/registry/countries.csv'));
  for (let i = 0; i < months; i += 1) await freeze(addMonths('2021-12', i));
  const [plain, first, second] = [read(), read('keep'), read('keep')];
  for (const one of [plain, first, second]) {
    if (one.months !== months || one.observations < months * models || one.hash !== plain.hash) throw new Error(`A reading found other observations: ${JSON.stringify(one)}`);
  }
  const say = (what: string, { seconds, heap }: Reading): void => void process.stdout.write(`${what}: ${seconds.toFixed(2)} s of processor time to read, check and hash, ${heap} MiB of heap after it\n`);
  process.stdout.write(`${months} snapshots of ${models} models, ${measureFolder(join(root, 'data/snapshots')).toFixed(1)} MB; copies in columns ${measureFolder(join(root, '.briefwright')).toFixed(1)} MB\n`);
  say('every table parsed', plain);
  say('parsed and copied by the first build', first);
  say('from the copies, as every later build', second);
  process.stdout.write(`${(plain.seconds / second.seconds).toFixed(1)} times less processor time, ${(plain.heap / second.heap).toFixed(1)} times less heap, the same observations\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
