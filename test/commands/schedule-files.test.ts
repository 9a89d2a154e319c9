// init --schedule: files that the tools they are for accept, for a new project and for one that is there.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { parseYaml } from '../../src/config/yaml.ts';
import { packageRoot } from '../../src/project.ts';
import { composeSchedule } from '../../src/scaffold/schedule-files.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'schedule-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
});

async function init(...argv: string[]) {
  const world = recordEffects({ cwd: root });
  return { status: await main(['init', ...argv], world.effects), out: world.out(), err: world.err() };
}

test.each(['systemd', 'cron', 'github'])('%s files come with a new project', async (kind) => {
  expect((await init('desk', '--starter', 'blank', '--schedule', kind)).status).toBe(0);
  const wanted = { systemd: 'schedule/briefwright.service', cron: 'schedule/crontab', github: '.github/workflows/briefwright.yml' }[kind] ?? '';
  expect(await readFile(join(root, 'desk', wanted), 'utf8')).toMatch(/run/);
});

test('a project gets them alone, and nothing is overwritten', async () => {
  await cp(join(packageRoot(), 'test/input/projects/small'), root, { recursive: true });
  const before = await readdir(root, { recursive: true });
  expect((await init('.', '--schedule', 'cron')).out).toBe(`${join(root, 'schedule/crontab')}\n`);
  expect((await readdir(root, { recursive: true })).sort()).toEqual([...before, 'schedule', 'schedule/crontab'].sort());
  await writeFile(join(root, 'schedule/crontab'), 'mine');
  expect(await init('.', '--schedule', 'cron')).toMatchObject({ status: 2, err: expect.stringContaining('INIT_EXISTS') as string });
  expect(await readFile(join(root, 'schedule/crontab'), 'utf8')).toBe('mine');
});

test('an unknown kind names the known ones, and makes no folder', async () => {
  expect((await init('desk', '--schedule', 'sytemd')).err).toContain('Try "systemd"');
  expect(await readdir(root)).toEqual([]);
});

test('the line of the crontab runs in a folder with a hostile name, with the private settings', async () => {
  const target = join(root, `it's 100% "mine" $HOME`);
  await mkdir(join(root, '.config'), { recursive: true });
  await mkdir(target);
  await writeFile(join(root, '.config/briefwright.env'), 'CANARY=42\n');
  const file = String(composeSchedule({ kind: 'cron', target, program: 'printf "%s %s %s\\n" "$PWD" "$CANARY"' }).get('schedule/crontab'));
  const line = file.trimEnd().split('\n').at(-1) ?? '';
  expect(line).toMatch(/^30 7 \* \* \* /);
  // As cron reads it: an escaped percent sign is one, a bare one would end the line.
  expect(line.replaceAll('\\%', '')).not.toContain('%');
  const ran = spawnSync('/bin/sh', ['-c', line.replace('30 7 * * * ', '').replaceAll('\\%', '%')], { encoding: 'utf8', env: { HOME: root, PATH: process.env['PATH'] } });
  expect(ran.stdout.split('\n')[0]).toBe(`${target} 42 run`);
});

test('the workflow is YAML with a daily start and no mail', () => {
  const text = String(composeSchedule({ kind: 'github', target: '/p', program: 'x' }).get('.github/workflows/briefwright.yml'));
  const { value } = parseYaml(text, 'briefwright.yml');
  expect(value).toMatchObject({ concurrency: { 'cancel-in-progress': false }, permissions: { contents: 'write' }, jobs: { run: { 'timeout-minutes': 180 } } });
  expect(text).not.toContain('SMTP_URL:');
});

const verify = spawnSync('systemd-analyze', ['--version']).status === 0;
test.skipIf(!verify)('systemd accepts the units (skipped where systemd-analyze is absent)', async () => {
  const files = composeSchedule({ kind: 'systemd', target: root, program: 'npx briefwright' });
  for (const [path, text] of files) await writeFile(join(root, path.split('/').at(-1) ?? ''), String(text));
  const ran = spawnSync('systemd-analyze', ['verify', join(root, 'briefwright.timer'), join(root, 'briefwright.service')], { encoding: 'utf8' });
  expect(ran.stderr.split('\n').filter((l) => l.includes('briefwright'))).toEqual([]);
});
