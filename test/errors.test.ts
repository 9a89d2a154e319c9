// Problems as blocks of text, and the nearest name.
import { expect, test } from 'vitest';
import { BriefwrightError, failure, findNearest, formatProblem } from '../src/errors.ts';

test('a problem is shown as the contract shows it', () => {
  const text = 'title: Open models monthly\naudiance:\n';
  const problem = { code: 'CONFIG_UNKNOWN_KEY', message: 'Unknown key "audiance".', file: 'data/briefs/monthly.yaml', line: 2, column: 1, text, hint: 'Try "audience". Known keys: title, sections, figures, audience.' };
  expect(formatProblem(problem)).toBe(
    [
      'data/briefs/monthly.yaml:2:1  CONFIG_UNKNOWN_KEY', '  Unknown key "audiance".', '    1 | title: Open models monthly', '  > 2 | audiance:',
      '  Try "audience". Known keys: title, sections, figures, audience.',
    ].join('\n'),
  );
});

test('what is not known is left out', () => {
  expect(formatProblem({ code: 'X', message: 'm' })).toBe('X\n  m');
  expect(formatProblem({ code: 'X', message: 'm', file: 'f' })).toBe('f  X\n  m');
  expect(formatProblem({ code: 'X', message: 'm', file: 'f', column: 3 })).toBe('f  X\n  m');
  expect(formatProblem({ code: 'X', message: 'm', file: 'f', line: 4 })).toBe('f:4  X\n  m');
});

test('excerpts hold at the edges: first and last line, a line that is not there, other line ends, long lines', () => {
  const shown = (text: string, line: number): string => formatProblem({ code: 'X', message: 'm', line, text }).split('\n').slice(2).join('\n');
  expect(shown('a', 1)).toBe('  > 1 | a');
  expect(shown('a\nb', 2)).toBe('    1 | a\n  > 2 | b');
  expect(shown('a\r\nb\rc\n', 2)).toBe('    1 | a\n  > 2 | b\n    3 | c');
  expect(shown('', 1)).toBe('  > 1 |');
  expect(shown('a', 9)).toBe('');
  expect(shown(`${'x'.repeat(1000)}\n`, 1).length).toBeLessThan(220);
  expect(shown(`${'l\n'.repeat(99)}l`, 100)).toBe('     99 | l\n  > 100 | l');
});

test('an error carries its problems, its status and its cause', () => {
  const cause = new Error('below');
  const error = new BriefwrightError([{ code: 'A', message: 'a' }, { code: 'B', message: 'b' }], 1, cause);
  expect([error.message, error.status, error.cause, error.name, error instanceof Error]).toEqual(['A: a\nB: b', 1, cause, 'BriefwrightError', true]);
  expect(failure('X', 'm', { hint: 'h' })).toMatchObject({ status: 2, problems: [{ code: 'X', message: 'm', hint: 'h' }] });
  expect('cause' in failure('X', 'm')).toBe(false);
});

test('the nearest name is near, or there is none', () => {
  const known = ['title', 'sections', 'figures', 'audience'];
  expect(['audiance', 'TITLE', 'titel', 'section', 'figuers'].map((n) => findNearest(n, known))).toEqual(['audience', 'title', 'title', 'sections', 'figures']);
  expect(['zzzzzz', 'publisher'].map((n) => findNearest(n, known))).toEqual([undefined, undefined]);
  expect(findNearest('a', [])).toBeUndefined();
  expect(findNearest('x'.repeat(2000), known)).toBeUndefined();
});
