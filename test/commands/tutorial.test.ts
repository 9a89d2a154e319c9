// The tutorial of templates/README.md, run as it is written: from an empty folder to a French edition with a figure from SQL.
// The long run checks the project after every step too.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { writeFile } from '../../src/files.ts';
import { recordEffects } from '../cli/fixture.ts';

const readme = await readFile(join(import.meta.dirname, '../../templates/README.md'), 'utf8');
const tutorial = /^## Tutorial[\s\S]*?(?=^## )/m.exec(readme)?.[0] ?? '';
let home: string;
let cwd: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tutorial-'));
  cwd = home;
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function run(line: string): Promise<string> {
  const [program, ...argv] = line.split(' ');
  if (program === 'cd') {
    cwd = join(cwd, argv[0] ?? '');
    return '';
  }
  expect(program).toBe('briefwright');
  const world = recordEffects({ cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PUPPETEER_EXECUTABLE_PATH: process.env['PUPPETEER_EXECUTABLE_PATH'] } });
  const status = await main(argv, world.effects);
  expect([line, status, world.err()]).toEqual([line, 0, expect.any(String)]);
  return world.out();
}

/** `Write`, `Add to` or `Under` a line of a file, as the words before the block say. */
async function change(says: string, block: string): Promise<void> {
  const under = /Under `([^`]+)` of `([^`]+)`[^:]*:\s*$/.exec(says);
  const whole = /(Write|Add to) `([^`]+)`:\s*$/.exec(says);
  const path = join(cwd, under?.[2] ?? whole?.[2] ?? '');
  const before = whole?.[1] === 'Write' ? '' : await readFile(path, 'utf8');
  if (under === null) return writeFile(path, before + block);
  const lines = before.split('\n');
  const at = lines.findIndex((line) => line.trim() === under[1]);
  expect([under[1], at]).toEqual([under[1], expect.any(Number)]);
  expect(at).toBeGreaterThan(-1);
  return writeFile(path, [...lines.slice(0, at + 1), block.trimEnd(), ...lines.slice(at + 1)].join('\n'));
}

test('each step does what it says, and the project is sound after it', async () => {
  const outputs: string[] = [];
  let says = '';
  for (const part of tutorial.split(/^(```\w+\n[\s\S]*?^```)$/m)) {
    const block = /^```(\w+)\n([\s\S]*)^```$/m.exec(part);
    if (block === null) {
      if (process.env['BRIEFWRIGHT_LONG'] === '1' && /\*\*\d\./.test(part) && cwd !== home) expect(await run('briefwright check')).toBe('');
      says = part.trim() === '' ? says : part.trim();
      continue;
    }
    if (block[1] === 'sh') {
      for (const line of (block[2] ?? '').trim().split('\n')) outputs.push(await run(line));
    } else await change(says, block[2] ?? '');
  }
  expect(outputs.at(-1)?.trim()).toBe(join(home, 'mine/out/2026-08/monthly.fr/brief.pdf'));
  expect(outputs.at(-4)).toContain('fr: complete');
  const html = await readFile(join(home, 'mine/out/2026-08/monthly.fr/brief.html'), 'utf8');
  for (const wanted of ['lang="fr"', '--accent: #7a1f5c', 'Notre propre décompte', 'Trois blocs, comptés de nouveau', 'class="thanks"', 'Our institute, Brussels.', 'partials/imprint.hbs: project']) expect(html).toContain(wanted);
  expect((await readFile(join(home, 'mine/out/2026-08/monthly.fr/brief.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
}, 240_000);
