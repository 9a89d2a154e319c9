// `npm run bench`: whole builds, then the preview, one after the other. Must not measure itself.
// Options: --rounds N for both, --jsreport DIR or `none` for the builds.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: { rounds, jsreport } } = parseArgs({ options: { rounds: { type: 'string' }, jsreport: { type: 'string' } } });
const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`--${name}`, value]);
const benches = [['speed.ts', ...option('rounds', rounds), ...option('jsreport', jsreport)], ['preview.ts', ...option('rounds', rounds)]];
for (const [file = '', ...args] of benches) {
  const { status } = spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, file), ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
