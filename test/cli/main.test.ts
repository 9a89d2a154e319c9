// One command line in, exit status and two streams out.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import { writeJson } from '../../src/commands/command.ts';
import type { ParsedArgs } from '../../src/commands/command.ts';
import { failure } from '../../src/errors.ts';
import { command, recordEffects, table } from './fixture.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cli-'));
  await mkdir(join(root, 'data/briefs'), { recursive: true });
  await writeFile(join(root, 'data/briefs/open-models.yaml'), 'title: x\n');
});
afterAll(() => rm(root, { recursive: true }));

describe('which command', () => {
  const called: [string, ParsedArgs][] = [];
  const of = (name: string) => command({ name, run: async (args) => { called.push([name, args]); return 0; } });
  const commands = table(of('build'), of('check'));
  test.each([
    [[], 'build', []], [['open-models'], 'build', ['open-models']], [['build', 'x'], 'build', ['x']], [['--month', '2025-11', 'check', 'y'], 'check', ['y']], [['--strict'], 'build', []], [['--', 'check'], 'build', ['check']],
  ])('%j runs %s', async (argv, name, words) => {
    called.length = 0;
    expect(await main([...argv], recordEffects({ cwd: root }).effects, commands)).toBe(0);
    expect(called.map(([n, args]) => [n, args.positionals])).toEqual([[name, words]]);
  });

  test('a word that is neither is refused, the nearest named, and nothing runs', async () => {
    called.length = 0;
    const world = recordEffects({ cwd: root });
    expect(await main(['open-model'], world.effects, commands)).toBe(2);
    expect(await main(['chek'], world.effects, commands)).toBe(2);
    expect(world.err()).toContain('USAGE_UNKNOWN_COMMAND\n  "open-model" is neither a command nor a brief.\n  Try "open-models". Known commands and briefs: build, check, open-models.');
    expect(world.err()).toContain('Try "check".');
    expect([called, world.out()]).toEqual([[], '']);
  });

  test('briefs are looked for in the project that is named', async () => {
    const argv = ['open-models', '--project', root];
    expect(await main(argv, recordEffects().effects, commands)).toBe(0);
    expect(await main(['open-models', `--project=${root}/none`], recordEffects().effects, commands)).toBe(2);
  });
});

describe('help and version', () => {
  test('help goes to stdout and names every command and every option', async () => {
    for (const argv of [['--help'], ['-h'], ['help'], ['--help', '--month', 'nonsense']]) {
      const world = recordEffects();
      expect(await main(argv, world.effects)).toBe(0);
      for (const name of [...COMMANDS.keys(), '--month YYYY-MM', '--strict', '130 interrupted']) expect(world.out()).toContain(name);
      expect(world.err()).toBe('');
    }
  });

  test.each([...COMMANDS.keys()])('%s has help of its own, two ways', async (name) => {
    const [a, b] = [recordEffects(), recordEffects()];
    expect(await main([name, '--help'], a.effects)).toBe(0);
    expect(await main(['help', name], b.effects)).toBe(0);
    expect(a.out()).toBe(b.out());
    expect(a.out()).toMatch(new RegExp(`^Usage: briefwright ${name}`));
    const command = await (COMMANDS.get(name) ?? (() => Promise.reject(new Error(name))))();
    expect(command.name).toBe(name);
    for (const option of Object.keys(command.options)) expect(a.out()).toContain(`--${option}`);
    expect(a.out().split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  test('with --json both are one JSON value', async () => {
    for (const argv of [['--version', '--json'], ['--help', '--json'], ['check', '--help', '--json']]) {
      const world = recordEffects();
      expect(await main(argv, world.effects)).toBe(0);
      expect(() => JSON.parse(world.out()) as unknown).not.toThrow();
    }
  });

  test('the version is the package\'s', async () => {
    const world = recordEffects();
    expect(await main(['--version'], world.effects)).toBe(0);
    expect(world.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('failures', () => {
  const failing = (error: unknown) => table(command({ name: 'try', run: () => Promise.reject(error as Error) }));

  test.each([1, 2, 3, 130] as const)('a failure of status %i ends with it', async (status) => {
    expect(await main(['try'], recordEffects().effects, failing(failure('X', 'x', {}, status)))).toBe(status);
  });

  test('with --json a failure is one value without the file\'s text, and stderr is silent', async () => {
    const error = failure('X', 'It is wrong.', { file: 'a.yaml', line: 2, column: 3, text: 'the whole\nfile', hint: 'Do.' });
    const world = recordEffects();
    expect(await main(['try', '--json'], world.effects, failing(error))).toBe(2);
    expect(JSON.parse(world.out())).toEqual({ ok: false, problems: [{ code: 'X', message: 'It is wrong.', file: 'a.yaml', line: 2, column: 3, hint: 'Do.' }] });
    expect(world.err()).toBe('');
  });

  test('a mistake on the command line is JSON too', async () => {
    const world = recordEffects();
    expect(await main(['try', '--nope', '--json'], world.effects, failing('never'))).toBe(2);
    expect(JSON.parse(world.out())).toMatchObject({ ok: false, problems: [{ code: 'USAGE_UNKNOWN_OPTION' }] });
  });

  test('the unexpected is one line, and with --debug a stack with causes', async () => {
    const error = new Error('first\nsecond', { cause: new Error('below') });
    const [plain, debug] = [recordEffects(), recordEffects()];
    expect(await main(['try'], plain.effects, failing(error))).toBe(1);
    expect(plain.err()).toBe('Unexpected failure: first (run with --debug)\n');
    expect(await main(['try', '--debug'], debug.effects, failing(error))).toBe(1);
    expect(debug.err()).toMatch(/at .*main\.test\.ts[\s\S]*Caused by: Error: below/);
    for (const odd of [undefined, null, 'text', { a: 1 }, new Error('')]) expect(await main(['try'], recordEffects().effects, failing(odd))).toBe(1);
  });

  test('after an interruption every failure is 130', async () => {
    for (const error of [new DOMException('x', 'AbortError'), failure('X', 'the browser went away', {}, 1), new Error('x')]) {
      const world = recordEffects();
      world.abort();
      expect(await main(['try'], world.effects, failing(error))).toBe(130);
      expect(world.err()).toBe('Interrupted.\n');
    }
    const json = recordEffects();
    json.abort();
    expect(await main(['try', '--json'], json.effects, failing(new Error('x')))).toBe(130);
    expect(JSON.parse(json.out())).toMatchObject({ ok: false, problems: [{ code: 'INTERRUPTED' }] });
  });

  test('the status of a command is the status of the line', async () => {
    const commands = table(command({ name: 'try', run: async (_, effects) => { writeJson(effects, { ok: true }); return 3; } }));
    const world = recordEffects();
    expect(await main(['try', '--json'], world.effects, commands)).toBe(3);
    expect(JSON.parse(world.out())).toEqual({ ok: true });
  });
});
