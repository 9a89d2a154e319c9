// The house keeps its own rules: who imports whom, and what no file may hold.
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findForbidden, findForeign, findRings, findWrongWay, importsOf, parseFile, ROOMS, roomOf, VENDORS } from './architecture-rules.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = globSync('src/**/*.ts', { cwd: root }).map((p) => p.replaceAll('\\', '/')).sort();
const files = sources.map((path) => {
  const text = read(path);
  const tree = parseFile(text);
  return { path, text, tree, imports: importsOf(tree) };
});
const targetsOf = (path: string, imports: readonly { from: string }[]): string[] => imports.filter((i) => i.from.startsWith('.')).map((i) => posix.join(posix.dirname(path), i.from));

test('there is a house to look at', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(new Set(files.map((f) => roomOf(f.path)))).toContain('config');
});

test('a room imports only to its left', () => {
  expect(files.flatMap((f) => targetsOf(f.path, f.imports).map((target) => findWrongWay(f.path, target)).filter((x) => x !== undefined))).toEqual([]);
});

test('every import leads to a file, and no room is a stranger', () => {
  const known = new Set(sources);
  expect(files.flatMap((f) => targetsOf(f.path, f.imports).filter((t) => !known.has(t)).map((t) => `${f.path} → ${t}`))).toEqual([]);
  expect(files.map((f) => roomOf(f.path)).filter((r) => ![...ROOMS, 'pipeline', 'preview', 'commands', 'ground', 'roof'].includes(r))).toEqual([]);
});

test('one vendor, one room; sockets and processes only where they belong', () => {
  expect(files.flatMap((f) => findForeign(f.path, f.imports))).toEqual([]);
});

test('every dependency has its room', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  // Fonts are data: read from disk, never imported.
  expect(Object.keys(dependencies).filter((d) => !Object.hasOwn(VENDORS, d) && !/font/.test(d))).toEqual([]);
});

test('no ring of imports', () => {
  const graph = new Map(files.map((f) => [f.path, targetsOf(f.path, f.imports.filter((i) => !i.isType && !i.isLazy))]));
  expect(findRings(graph)).toEqual([]);
});

test('nothing that the house forbids: any, !, default exports, state, clock, chance, console', () => {
  expect(files.flatMap((f) => findForbidden(f.path, f.tree))).toEqual([]);
});

test('types are not silenced', () => {
  const everywhere = [...sources, ...globSync('test/**/*.ts', { cwd: root })].filter((p) => !p.endsWith('architecture.test.ts'));
  expect(everywhere.filter((p) => /@ts-(ignore|nocheck|expect-error)/.test(read(p)))).toEqual([]);
});

test('files are small, begin with what they own, and are no drawers', () => {
  const wrong = files.flatMap(({ path, text }) => [
    ...(text.split('\n').length > 251 ? [`${path} has more than 250 lines`] : []),
    ...(/^(#![^\n]*\n)?\/\/ \S/.test(text) ? [] : [`${path} does not begin with a comment`]),
    ...(/(^|\/)(utils?|common|misc|shared|lib)(\/|\.ts$)/.test(path) || /^src\/helpers?\.ts$/.test(path) ? [`${path} is a drawer`] : []),
    ...(/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(posix.basename(path)) ? [] : [`${path} is not in kebab-case`]),
  ]);
  expect(wrong).toEqual([]);
});

describe('the rules find what they forbid', () => {
  const forbidden = (code: string, path = 'src/metrics/x.ts'): readonly string[] => findForbidden(path, parseFile(code));
  test.each([
    'export default 1;', 'const a: any = 1;', 'f<Array<any>>();', 'const a = b!.c;', 'let a = 1;', 'export let a = 1;', 'var a = 1;', 'const m = new Map<string, string>();', 'export const a: string[] = [];', 'const o = {};',
    'enum A { B }', 'class A { constructor(readonly x: string) {} }', 'f(new Date());', 'f(Math.random());', 'console.log(1);', 'f(process.env);', 'eval("1");', 'new Function("1");',
  ])('%s', (code) => expect(forbidden(code)).toHaveLength(1));

  test.each(['Promise.any([]);', '// any!\nconst text = "let a: any = b!";', 'function f() { let a = 1; return a; }', 'const m = new Map([[1, 2]]);', 'const d = new Date(0);', 'const none: Readonly<Record<string, string>> = {};', 'const none: readonly string[] = [];', 'const c = a != b;'])('and not %s', (code) => {
    expect(forbidden(code)).toEqual([]);
  });

  test('wrong ways', () => {
    const way = (a: string, b: string): boolean => findWrongWay(`src/${a}`, `src/${b}`) === undefined;
    expect([way('metrics/a.ts', 'history/b.ts'), way('metrics/a.ts', 'errors.ts'), way('commands/a.ts', 'pipeline.ts'), way('pipeline.ts', 'render/a.ts'), way('cli.ts', 'commands/a.ts'), way('pipeline/a.ts', 'pipeline.ts')]).toEqual(Array.from({ length: 6 }, () => true));
    expect([way('history/b.ts', 'metrics/a.ts'), way('errors.ts', 'config/a.ts'), way('config/a.ts', 'pipeline.ts'), way('pipeline.ts', 'commands/a.ts'), way('render/a.ts', 'commands/b.ts'), way('drawer/a.ts', 'config/b.ts')]).toEqual(Array.from({ length: 6 }, () => false));
  });

  test('foreign packages, sockets and imports without their ending', () => {
    const foreign = (path: string, code: string): number => findForeign(path, importsOf(parseFile(code))).length;
    expect(foreign('src/metrics/a.ts', 'import { x } from "yaml"; const y = () => import("vega/sub"); export * from "@cantoo/pdf-lib"; import z from "./z"; import { s } from "node:net";')).toBe(5);
    expect(foreign('src/metrics/a.ts', 'import { x } from "left-pad"; import { c } from "node:crypto"; import type { T } from "./t.ts";')).toBe(1);
    expect(foreign('src/config/a.ts', 'import { x } from "yaml";')).toBe(0);
  });

  test('rings', () => {
    expect(findRings(new Map([['a', ['b']], ['b', ['c']], ['c', ['a']], ['d', ['a']]]))).toEqual(['a → b → c → a']);
    expect(findRings(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', []]]))).toEqual([]);
  });
});
