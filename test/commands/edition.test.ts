// build, check and trace on a copy of the shipped project: streams, statuses, and what is on the disk.
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
let briefFile: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'edition-'));
  await cp(join(packageRoot(), 'data'), join(root, 'data'), { recursive: true, filter: (path) => !/private|snapshots/.test(path) });
  briefFile = join(root, 'data/briefs/open-models.yaml');
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(...argv: string[]): Promise<Ran> {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

/** Runs with the brief's text changed, and puts it back. */
async function withBrief(change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const before = await readFile(briefFile, 'utf8');
  await writeFile(briefFile, change(before));
  await work().finally(() => writeFile(briefFile, before));
}

describe('check', () => {
  test('says nothing on stdout and writes nothing when all is well', async () => {
    expect(await run('check')).toEqual({ status: 0, out: '', err: 'No problems found.\n' });
    const json = await run('check', 'open-models', '--json');
    expect([json.status, JSON.parse(json.out)]).toEqual([0, { ok: true, problems: [] }]);
    expect(await readdir(root)).toEqual(['data']);
  });

  test('shows every problem at once, also as JSON, with 2', async () => {
    await withBrief((text) => text.replace(/^question:/m, 'questoin:').replace(/^contact: .*/m, 'contact: nobody'), async () => {
      const { status, out, err } = await run('check');
      expect([status, out]).toEqual([2, '']);
      expect(err).toMatch(/^data\/briefs\/open-models\.yaml:\d+:1 {2}CONFIG_/);
      for (const code of ['CONFIG_UNKNOWN_KEY', 'CONFIG_MISSING_KEY', 'CONFIG_BAD_VALUE']) expect(err).toContain(code);
      const { problems } = JSON.parse((await run('check', '--json')).out) as { problems: { code: string }[] };
      expect(problems.map((p) => p.code).sort()).toEqual(['CONFIG_BAD_VALUE', 'CONFIG_MISSING_KEY', 'CONFIG_UNKNOWN_KEY']);
    });
  });

  test('names a metric that is none', async () => {
    await withBrief((text) => text.replace(/metric: router-open-share/, 'metric: router-opn-share'), async () => {
      const { status, err } = await run('check');
      expect(status).toBe(2);
      expect(err).toContain('CONFIG_UNKNOWN_NAME');
      expect(err).toContain('Try "router-open-share"');
    });
  });
});

describe('trace', () => {
  test('shows the way back of a figure\'s numbers and writes nothing', async () => {
    const text = await run('trace', 'router-open-share');
    expect([text.status, text.err]).toEqual([0, '']);
    for (const part of ['formula', '÷', 'data/observations/', 'sources', 'https://']) expect(text.out).toContain(part);
    // Of many figures a line or two each, so that a terminal holds them; one alone has its observations, which the last line says.
    expect(text.out.split('\n').length).toBeLessThan(80);
    const one = await run('trace', /"trace (n\d+)"/.exec(text.out)?.[1] ?? '');
    for (const part of ['worked', 'observations\n', 'published ']) expect(one.out).toContain(part);
    const { matches } = JSON.parse((await run('trace', 'router-open-share', '--json')).out) as { matches: { id: string; observations: unknown[] }[] };
    expect(matches.length).toBeGreaterThan(0);
    expect(matches.every((m) => m.observations.length > 0 && text.out.includes(`[${m.id}]`))).toBe(true);
    expect(await readdir(root)).toEqual(['data']);
  });

  test('without a match ends with 1 and names the nearest', async () => {
    const { status, out, err } = await run('trace', 'router-open-shar');
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('Try "router-open-share".');
  });
});

describe('build', () => {
  test('prints the absolute path of the PDF last; --strict says when data are missing', async () => {
    const json = await run('build', '--month', '2025-11', '--json');
    expect(json.status).toBe(0);
    const { ok, folder, pdf, month, files, gaps } = JSON.parse(json.out) as { ok: boolean; folder: string; pdf: string; month: string; files: string[]; gaps: { figure: string }[] };
    expect([ok, folder, month]).toEqual([true, join(root, 'out/2025-11/open-models'), '2025-11']);
    const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1));
    expect(found.sort()).toEqual([...files].sort());
    const text = await run('--strict', '--month=2025-11', '--out', 'elsewhere');
    expect(text.status).toBe(gaps.length > 0 ? 3 : 0);
    const last = text.out.trimEnd().split('\n').at(-1) ?? '';
    expect([isAbsolute(last), last]).toEqual([true, join(root, 'elsewhere/2025-11/open-models/brief.pdf')]);
    expect(pdf).toBe(join(folder, 'brief.pdf'));
    expect((await stat(last)).size).toBeGreaterThan(10_000);
    for (const gap of gaps) expect(text.err).toContain(gap.figure);
    expect((await readdir(root)).sort()).toEqual(['.briefwright', 'data', 'elsewhere', 'out']);
  });

  test('a required figure without data fails with its name and leaves the disk as it was', async () => {
    const before = (await readdir(join(root, 'out'), { recursive: true }).catch(() => [])).sort();
    await withBrief((text) => text.replace(/^first: .*/m, 'first: 2010-01'), async () => {
      const { status, out, err } = await run('build', '--month', '2010-02');
      expect([status, out]).toEqual([2, '']);
      expect(err).not.toContain('Unexpected');
    });
    expect((await readdir(join(root, 'out'), { recursive: true }).catch(() => [])).sort()).toEqual(before);
  });

  test('an unknown variant, language or month before the first is 2', async () => {
    for (const argv of [['--variant', 'nope'], ['--locale', 'xx'], ['--month', '1990-01']]) {
      const { status, out, err } = await run('build', ...argv);
      expect([status, out, err.includes('Unexpected')]).toEqual([2, '', false]);
    }
  });

  test('an interruption ends with 130 and leaves nothing', async () => {
    const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
    setTimeout(world.abort, 400);
    expect(await main(['build', '--month', '2025-12', '--out', 'cut'], world.effects)).toBe(130);
    expect((await readdir(join(root, 'cut'), { recursive: true }).catch(() => [])).filter((p) => !/^\d{4}-\d{2}$/.test(p))).toEqual([]);
  });
});
