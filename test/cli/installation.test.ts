// What `npm ci` runs last: it compiles the program for Node, leaves nothing else, and never fails an installation.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { prepare: string; brief: string } };
const folder = mkdtempSync(join(tmpdir(), 'install-'));
const scratch = join(folder, 'scratch');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(checkout: string): void {
  const [command = ''] = scripts.prepare.split(' || ');
  execFileSync(process.execPath, command.split(' ').slice(1), { cwd: checkout, env: { ...process.env, TMPDIR: scratch }, stdio: 'pipe' });
}

function makeCheckout(name: string): string {
  const checkout = join(folder, name);
  cpSync(join(root, 'src'), join(checkout, 'src'), { recursive: true });
  cpSync(join(root, 'templates'), join(checkout, 'templates'), { recursive: true });
  cpSync(join(root, 'data'), join(checkout, 'data'), { recursive: true, filter: (path) => !/[\\/](private|raw)$/.test(path) });
  cpSync(join(root, 'package.json'), join(checkout, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
  cpSync(join(root, 'test/README.md'), join(scratch, 'kept.md'));
  return checkout;
}

test('Node has compiled what a build runs, and nothing else is left', () => {
  const checkout = makeCheckout('whole');
  install(checkout);
  expect(readdirSync(checkout).sort()).toEqual(['.briefwright', 'data', 'node_modules', 'package.json', 'src', 'templates']);
  expect(readdirSync(join(checkout, '.briefwright', 'cache'))).toEqual(['compile']);
  expect(readdirSync(scratch)).toEqual(['kept.md']);
  const kept = readdirSync(join(checkout, '.briefwright', 'cache', 'compile'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.length).toBeGreaterThan(500);
  expect(scripts.prepare.split(' src/')[0]).toBe(scripts.brief.split(' src/')[0]);
}, 120_000);

test('a checkout that cannot be built is installed all the same', () => {
  const checkout = makeCheckout('broken');
  writeFileSync(join(checkout, 'data/briefs/open-models.yaml'), 'title: [');
  install(checkout);
  writeFileSync(join(checkout, 'src/pipeline.ts'), 'this is no program');
  install(checkout);
  expect(readdirSync(scratch)).toEqual(['kept.md']);
  expect(scripts.prepare).toMatch(/\|\| exit 0$/);
}, 120_000);
