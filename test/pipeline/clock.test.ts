// The real program under other clocks (libfaketime): what is due by them, and that a late, repeated or set-back start makes the right issues once.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/project.ts';

const hasClock = spawnSync('faketime', ['2031-02-03 04:05:06', 'true'], { stdio: 'ignore' }).status === 0;
let root: string;
let brief: string;
beforeAll(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'clock-')), 'project');
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  brief = await readFile(join(root, 'data/briefs/small.yaml'), 'utf8');
});
afterAll(() => rm(join(root, '..'), { recursive: true, force: true }));

const setBrief = (more: string): Promise<void> => writeFile(join(root, 'data/briefs/small.yaml'), `${brief.replace('first: 2026-02', `first: ${/from: (\S+),/.exec(more)?.[1]}`)}${more}`);

/** `time` in ISO 8601; the clock that measures spans stays right. The machine's own zone must not matter. */
function start(time: string, ...argv: string[]) {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(packageRoot(), 'src/cli.ts'), ...argv];
  const ran = spawnSync('faketime', ['-m', time, ...command], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'Pacific/Kiritimati', FAKETIME_DONT_FAKE_MONOTONIC: '1' } });
  return { status: ran.status, out: ran.stdout, err: ran.stderr };
}

describe.skipIf(!hasClock)(`by the clock${hasClock ? '' : ' (faketime is absent)'}`, () => {
  // An hour that spring skips and autumn has twice.
  const GAP = 'publication_day: 29\nschedule: {from: 2026-01, collect: false, time: "02:30", zone: Europe/Brussels}\n';
  const FALL = 'publication_day: 25\nschedule: {from: 2026-01, collect: false, time: "02:30", zone: Europe/Brussels}\n';
  const PLAIN = 'schedule: {from: 2026-01, collect: false}\n';
  test.each([
    ['before the skipped hour of 29 March the issue is still to come', GAP, '2026-03-29T01:29:50Z', 'calendar', '2026-02'],
    ['from the end of the skip on it is out', GAP, '2026-03-29T01:30:01Z', 'calendar', '2026-03'],
    ['before the first of the two hours of 25 October', FALL, '2026-10-25T00:29:50Z', 'calendar', '2026-09'],
    ['in the second one it is out already', FALL, '2026-10-25T01:00:00Z', 'calendar', '2026-10'],
    ['on 30 January nothing of January is due', PLAIN, '2026-01-30T23:59:50Z', 'status', ''],
    ['on 31 January it is, and no February', PLAIN, '2026-01-31T00:00:01Z', 'status', '2026-01'],
    ['on the leap day the February of 29 days', PLAIN, '2028-02-29T00:00:01Z', 'status', '2028-02'],
    ['at the turn of the year December', PLAIN, '2026-12-31T23:59:50Z', 'status', '2026-12'],
    ['ten years on', PLAIN, '2036-11-24T12:00:00Z', 'status', '2036-10'],
  ])('%s', async (_, more, time, command, month) => {
    await setBrief(more);
    const { status, out } = start(time, command, '--json');
    const value = JSON.parse(out) as { issues?: { month: string }[]; editions?: { edition: string }[] };
    expect([status, command === 'calendar' ? value.issues?.[0]?.month : value.editions?.at(-1)?.edition.slice(0, 7) ?? '']).toEqual([0, month]);
  }, 60_000);

  test('run: late, after three missed months, all three; again, on the 31st, nothing; set back, it stops; set right, it goes on', async () => {
    await setBrief('schedule: {from: 2026-02, collect: false, time: "09:00", zone: Europe/Brussels, publish_to: ../site}\n');
    const late = start('2026-05-20T12:00:00Z', 'run', '--json');
    const { steps } = JSON.parse(late.out) as { steps: { subject: string; step: string; state: string }[] };
    expect([late.status, steps.map((s) => `${s.subject} ${s.step} ${s.state}`)]).toEqual([0, ['2026-02', '2026-03', '2026-04'].flatMap((month) => [`${month}/small build done`, `${month}/small publish done`])]);
    for (const time of ['2026-05-20T12:30:00Z', '2026-05-31T23:00:00Z']) expect(start(time, 'run')).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
    expect(start('2026-05-19T12:00:00Z', 'run')).toMatchObject({ status: 1, err: expect.stringContaining('CLOCK_BEHIND') as string });
    expect(start('2026-06-10T23:59:50Z', 'run')).toMatchObject({ status: 0, err: 'Nothing is due.\n' });
    expect((await readdir(join(root, 'out'))).sort()).toEqual(['2026-02', '2026-03', '2026-04']);
  }, 240_000);
});
