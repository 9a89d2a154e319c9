// `npm run bench:census`: seconds and memory from a dump of all models to every observation, beside a bare scan of the same columns,
// at two sizes, each in a process of its own; and a month by way of the API's rows, which knows nothing of the Hub's size.
// Arguments: rows (default 3,000,000), and a folder to keep the dumps in. Must not be read as a claim about another machine.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureCensus, measureMonth, type Measured } from './census-measure.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const [rows, folder, part] = [Number(process.argv[2] ?? 3_000_000), process.argv[3], process.argv[4]];

if (part !== undefined && folder !== undefined) {
  say(JSON.stringify(part === 'month' ? await measureMonth(rows, folder) : await measureCensus(rows, folder)));
} else {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'census-bench-')));
  try {
    const small = Math.round(rows / 3);
    const [less, all] = [run(small, place, 'census'), run(rows, place, 'census')];
    for (const m of [less, all]) tell(m);
    say(`peak memory ${(all.peak / less.peak).toFixed(2)} × for ${(rows / small).toFixed(1)} × the rows`);
    const months = [run(small, place, 'month'), run(rows, place, 'month')];
    for (const [i, m] of months.entries()) say(`a month of ${m.counted.toLocaleString('en')} models by the rows of an API, Hub of ${(i === 0 ? small : rows).toLocaleString('en')}: ${m.seconds.toFixed(1)} s, processor ${m.processor.toFixed(1)} s, peak memory ${m.peak.toFixed(2)} GiB`);
  } finally {
    if (folder === undefined) await rm(place, { recursive: true, force: true });
  }
}

function tell(m: Measured): void {
  say(`rows ${m.counted.toLocaleString('en')}, bases ${m.bases.toLocaleString('en')}, declarations ${m.declarations.toLocaleString('en')}, observation rows ${m.observations}`);
  say(`dump to observations ${m.seconds.toFixed(1)} s, bare scan ${m.scanSeconds.toFixed(1)} s, ratio ${(m.seconds / m.scanSeconds).toFixed(1)}; peak memory ${m.peak.toFixed(2)} GiB`);
  // On a machine that is shared, processor time says more than the clock.
  say(`processor ${m.processor.toFixed(1)} s, bare scan ${m.scanProcessor.toFixed(1)} s, ratio ${(m.processor / m.scanProcessor).toFixed(1)}`);
}

function run(count: number, place: string, what: 'census' | 'month'): Measured {
  if (!existsSync(join(place, `dump-${count}.parquet`)) && what === 'census') say(`writing ${count.toLocaleString('en')} rows`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, String(count), place, what], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Measured;
}
