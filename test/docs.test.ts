// What the documents promise is there: commands, options, links, versions; and nothing of the machine they were written on.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/commands.ts';
import { COMMON_OPTIONS } from '../src/commands/common-options.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter((p) => p !== '' && existsSync(join(root, p)));
const documents = tracked.filter((p) => p.endsWith('.md') && !p.startsWith('data/commentary/'));
const options = new Map(await Promise.all([...COMMANDS].map(async ([name, load]) => [name, new Set([...Object.keys(COMMON_OPTIONS), ...Object.keys((await load()).options)])] as const)));
const briefs = tracked.map((p) => /^data\/briefs\/([^/]+)\.yaml$/.exec(p)?.[1]).filter((n) => n !== undefined);

/** Command lines in a text: what follows `briefwright` or `npm run brief --` up to the end of the code or line. */
function commandLines(text: string): readonly string[] {
  return [...text.matchAll(/(?:\bbriefwright(?= )|npm run (?:-s )?brief --)((?: +[^\s`'"#|;&)]+)+)/g)].map((m) => (m[1] ?? '').trim());
}

/** Code of a document: fenced blocks and spans. Prose may say "briefwright is" freely. */
function codeOf(markdown: string): string {
  const fences = [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map((m) => m[1]);
  const spans = [...markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((m) => m[1]);
  return [...fences, ...spans].join('\n');
}

/** Why a command line would not be understood, or undefined. */
function findMistake(line: string): string | undefined {
  const words = line.split(/ +/);
  const first = words[0] ?? '';
  const isPlaceholder = /^[<[]/.test(first);
  const command = options.has(first) ? first : 'build';
  if (!options.has(first) && !first.startsWith('-') && !briefs.includes(first) && !isPlaceholder) return `no command or brief "${first}"`;
  const known = options.get(command) ?? new Set();
  const unknown = words.map((w) => /^\[?--([a-z][a-z-]*)/.exec(w)?.[1]).filter((o) => o !== undefined && !known.has(o));
  return unknown.length === 0 ? undefined : `"${command}" has no option --${unknown.join(', --')}`;
}

test('README and CHANGELOG are there, and the changelog knows the version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(read('README.md').length).toBeGreaterThan(500);
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## .*\\b${version.replaceAll('.', '\\.')}\\b`, 'm'));
});

test.each(documents)('%s names only commands and options that exist', (path) => {
  expect(commandLines(codeOf(read(path))).map(findMistake).filter((m) => m !== undefined)).toEqual([]);
});

test('templates and messages name only commands and options that exist', () => {
  const texts = tracked.filter((p) => p.startsWith('templates/') && /\.(hbs|ya?ml|json|md|txt|html)$/.test(p));
  expect(texts.flatMap((p) => commandLines(read(p)).map(findMistake).filter((m) => m !== undefined).map((m) => `${p}: ${m}`))).toEqual([]);
});

test('hints in the program name only commands and options that exist', () => {
  const sources = tracked.filter((p) => p.startsWith('src/') && p.endsWith('.ts'));
  const found = sources.flatMap((p) => [...read(p).matchAll(/["`']briefwright ((?:[a-z-]+|--[a-z]+)(?: [^"`'\n$]+)?)["`']/g)].map((m) => [p, m[1] ?? ''] as const));
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(([p, line]) => [p, findMistake(line)]).filter(([, m]) => m !== undefined)).toEqual([]);
});

test.each(documents)('the links of %s lead somewhere', (path) => {
  const broken = [...read(path).replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? '').filter((link) => !/^(https?:|mailto:)/.test(link)).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
  });
  expect(broken).toEqual([]);
});

function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map((m) => (m[1] ?? '').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
  return new Set(headings);
}

test('the map of the house names every room that there is', () => {
  const rooms = new Set(tracked.map((p) => /^src\/([^/]+)\/.*\.ts$/.exec(p)?.[1]).filter((r) => r !== undefined));
  const map = read('src/README.md');
  expect([...rooms].filter((room) => !map.includes(room))).toEqual([]);
});

test('every npm script that a document names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = documents.flatMap((p) => [...codeOf(read(p)).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((m) => m[1] ?? ''));
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('the lock file names no registry but the public one', () => {
  const addresses = [...read('package-lock.json').matchAll(/"resolved": "([^"]+)"/g)].map((m) => m[1] ?? '');
  expect(addresses.filter((a) => !a.startsWith('https://registry.npmjs.org/'))).toEqual([]);
  expect(tracked.filter((p) => /(^|\/)\.npmrc$/.test(p) && /registry/.test(read(p)))).toEqual([]);
});

test('the lock file holds every package that another one names, for every platform: else npm ci refuses it', () => {
  interface Locked {
    readonly dependencies?: Record<string, string>;
    readonly devDependencies?: Record<string, string>;
    readonly optionalDependencies?: Record<string, string>;
    readonly version?: string;
  }
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  /** Where Node would find `name` from the package at `path`: its own node_modules, then those above. */
  const isFound = (path: string, name: string): boolean => {
    if (Object.hasOwn(packages, `${path === '' ? '' : `${path}/`}node_modules/${name}`)) return true;
    if (path === '') return false;
    return isFound(path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '', name);
  };
  const missing = Object.entries(packages).flatMap(([path, { dependencies, devDependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...(path === '' ? devDependencies : {}), ...optionalDependencies }).filter((name) => !isFound(path, name)).map((name) => `${path} → ${name}`));
  expect(missing).toEqual([]);
  expect(Object.entries(packages).filter(([path, { version }]) => path !== '' && version === undefined).map(([path]) => path)).toEqual([]);
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json')) as Locked;
  expect([packages['']?.dependencies, packages['']?.devDependencies, packages['']?.optionalDependencies]).toEqual([dependencies, devDependencies, optionalDependencies]);
});

describe('nothing of a machine', () => {
  const texts = tracked.filter((p) => p !== 'test/docs.test.ts' && statSync(join(root, p)).size < 5_000_000).filter((p) => !readFileSync(join(root, p)).subarray(0, 8000).includes(0));
  const machine = /(^|[^A-Za-z0-9_.~/-])\/(root|home|work|farm|tmp|Users)\/[\w.-]/;

  test('no path', () => {
    expect(texts.filter((p) => machine.test(read(p)))).toEqual([]);
    expect([['see ', 'root/x'], ['"', 'home/me/x"'], ['(', 'tmp/y)'], ['', 'work/x']].map((parts) => parts.join('/')).every((t) => machine.test(t))).toBe(true);
    expect(['a/home/x', 'https://example.org/work/x', '~/tmp/x', './work/x'].some((t) => machine.test(t))).toBe(false);
  });

  test('no secret and no private file', () => {
    expect(texts.filter((p) => /\b(hf_[A-Za-z0-9]{30,}|gh[pousr]_[A-Za-z0-9]{30,}|sk-or-v1-[0-9a-f]{40,}|-----BEGIN [A-Z ]*PRIVATE KEY-----)/.test(read(p)))).toEqual([]);
    expect(tracked.filter((p) => /^(data\/private|\.briefwright|dist|node_modules)\//.test(p) || /(^|\/)\.env$/.test(p))).toEqual([]);
  });
});

test('a wrong command line is found', () => {
  expect(commandLines('npm run -s brief -- trace x --month 2025-11\nbriefwright doctr\n"briefwright build"')).toEqual(['trace x --month 2025-11', 'doctr', 'build']);
  expect(['trace x --month 2025-11', 'doctr', 'check --yess', '--strict', '--nope', '<command> --help', 'send 2025-11/x --yes'].map((l) => findMistake(l) === undefined)).toEqual([true, false, false, true, false, true, true]);
});
