// argv in, options and words or every mistake out.
import { expect, test } from 'vitest';
import { hasFlag, parseArguments, splitCommand } from '../../src/commands/arguments.ts';
import type { ParsedArgs } from '../../src/commands/command.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { command } from './fixture.ts';

const send = command({ name: 'send', options: { to: { type: 'string', multiple: true, value: 'ADDRESS', help: 'x' }, yes: { type: 'boolean', help: 'x' } } });

function parse(line: string | readonly string[]): ParsedArgs {
  return parseArguments(typeof line === 'string' ? line.split(' ').filter((w) => w !== '') : line, send);
}

function mistakes(line: string | readonly string[]): readonly string[] {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems.map((p) => `${p.code} ${p.message} ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

test('options may stand before, between and after the words, joined or not', () => {
  for (const line of ['--month 2025-11 one --yes', 'one --month=2025-11 --yes', '--yes --month=2025-11 -- one']) {
    expect(parse(line)).toEqual({ values: { month: '2025-11', yes: true }, positionals: ['one'] });
  }
  expect(parse('--to a@x --to=b@x').values).toEqual({ to: ['a@x', 'b@x'] });
  expect(parse('--month 2025-10 --month 2025-11').values).toEqual({ month: '2025-11' });
  expect(parse(['--', '--yes'])).toEqual({ values: {}, positionals: ['--yes'] });
  expect(parse('-h').values).toEqual({ help: true });
});

test('every mistake is named, the nearest option with it', () => {
  expect(mistakes('--mont 2025-11 --jsn --month 2025-13 --brief a.b --locale e --yes=no two')).toEqual([
    'USAGE_UNKNOWN_OPTION Unknown option "--mont". Try "--month".',
    'USAGE_UNKNOWN_OPTION Unknown option "--jsn". Try "--json".',
    'USAGE_BAD_VALUE --yes takes no value. Write --yes alone, or leave it out.',
    'USAGE_BAD_VALUE --month cannot be "2025-13". Write a month as YYYY-MM: "2025-11".',
    'USAGE_BAD_VALUE --brief cannot be "a.b". Names have lower-case letters, digits and hyphens, and no dots.',
    'USAGE_BAD_VALUE --locale cannot be "e". Write a language tag: "en-GB", "de".',
    'USAGE_EXTRA_WORD Too many words: "two". "send" takes one word; put words with spaces into quotes.',
  ]);
});

test.each([
  ['--month', 'USAGE_MISSING_VALUE'], ['--month --json', 'USAGE_MISSING_VALUE'], ['--month=', 'USAGE_BAD_VALUE'], ['--month 2025-1', 'USAGE_BAD_VALUE'], ['--month ２０２５-11', 'USAGE_BAD_VALUE'],
  ['--brief ../x', 'USAGE_BAD_VALUE'], ['--brief=', 'USAGE_BAD_VALUE'], ['--variant a/b', 'USAGE_BAD_VALUE'], ['--locale ../../x', 'USAGE_BAD_VALUE'], ['--out=', 'USAGE_BAD_VALUE'],
  ['-x', 'USAGE_UNKNOWN_OPTION'], ['-month 2025-11', 'USAGE_UNKNOWN_OPTION'], ['--__proto__ x', 'USAGE_UNKNOWN_OPTION'], ['--constructor=1', 'USAGE_UNKNOWN_OPTION'], ['--no-json', 'USAGE_UNKNOWN_OPTION'],
])('%s is refused', (line, code) => {
  expect(mistakes(line)[0]).toMatch(new RegExp(`^${code} `));
});

test('a value that looks like an option can be given with =', () => {
  expect(parse('--out=-x').values).toEqual({ out: '-x' });
  expect(mistakes(['--out', 'a\0b'])).toHaveLength(1);
});

test('a command that needs a word says so', () => {
  const trace = command({ name: 'trace', positionals: { min: 1, max: 1, label: 'one label' } });
  expect(() => parseArguments([], trace)).toThrow('USAGE_MISSING_WORD: "trace" needs one label.');
  expect(parseArguments(['a b'], trace).positionals).toEqual(['a b']);
});

test('the command is the first word that is no option\'s value', () => {
  expect(splitCommand(['--month', '2025-11', 'build', 'x'])).toEqual({ word: 'build', rest: ['--month', '2025-11', 'x'] });
  expect(splitCommand(['--json', 'check'])).toEqual({ word: 'check', rest: ['--json'] });
  expect(splitCommand(['--', 'check'])).toEqual({ rest: ['--', 'check'] });
  expect(splitCommand([])).toEqual({ rest: [] });
});

test('flags are found without knowing the rest, and not behind --', () => {
  expect(hasFlag(['--wrong', '--json'], 'json')).toBe(true);
  expect(hasFlag(['--', '--json'], 'json')).toBe(false);
  expect(hasFlag(['--project', '--json'], 'json')).toBe(false);
});
