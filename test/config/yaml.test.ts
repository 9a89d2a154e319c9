// YAML that means one thing only, and problems that name their place.
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/config/yaml.ts';
import { BriefwrightError, formatProblem } from '../../src/errors.ts';

function problemsOf(text: string): readonly string[] {
  try {
    parseYaml(text, 'x.yaml');
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems.map((p) => `${p.line ?? ''}:${p.column ?? ''} ${p.code}`);
    throw error;
  }
  return [];
}

describe('parseYaml', () => {
  test('reads YAML 1.2: words and dates stay text', () => {
    expect(parseYaml('a: no\nb: 2025-11\nc: 2025-11-01\nd: on\ne: 12:30\nf: [1, 2.5, true, null, ~]\ng: 0x1F\n', 'x').value)
      .toEqual({ a: 'no', b: '2025-11', c: '2025-11-01', d: 'on', e: '12:30', f: [1, 2.5, true, null, null], g: 31 });
    expect(parseYaml('', 'x').value).toBeNull();
    expect(parseYaml('\uFEFFa: 1\n', 'x').value).toEqual({ a: 1 });
  });

  test('says where a value, a key and a missing thing are', () => {
    const yaml = parseYaml('title: X\nsections:\n  - id: a\n    empty:\n  - id: b\nm: {k: v}\n', 'x');
    expect(yaml.locate(['sections', 1, 'id'])).toEqual({ line: 5, column: 9 });
    expect(yaml.locateKey(['sections', 1, 'id'])).toEqual({ line: 5, column: 5 });
    expect(yaml.locateKey(['m', 'k'])).toEqual({ line: 6, column: 5 });
    expect(yaml.locate(['sections', 0, 'empty'])).toEqual({ line: 4, column: 11 });
    expect(yaml.locate(['m', 'nothing', 'deeper'])).toEqual({ line: 6, column: 4 });
    expect(yaml.locate(['sections', 7])).toEqual({ line: 3, column: 3 });
    expect(yaml.locate([])).toEqual({ line: 1, column: 1 });
  });

  test.each([
    ['a: 1\nb: 2\na: 3\n', ['3:1 YAML_DUPLICATE_KEY']],
    ['m:\n  k: 1\n  k: 2\nm: 3\n', ['3:3 YAML_DUPLICATE_KEY', '4:1 YAML_DUPLICATE_KEY']],
    ['a: &x [1]\nb: *x\n', ['2:4 YAML_ALIAS']],
    ['a: *nowhere\n', ['1:4 YAML_ALIAS']],
    ['a: !foo 1\n', ['1:4 YAML_TAG']],
    ['a: !!js/function "x"\n', ['1:4 YAML_TAG']],
    ['a: !!binary aGVsbG8=\n', ['1:13 YAML_TAG']],
    ['a: !!set {x}\n', ['1:10 YAML_TAG']],
    ['a: 1\n---\nb: 2\n', ['2:1 YAML_MULTIPLE_DOCUMENTS']],
    ['%YAML 1.1\n---\na: yes\n', ['1:1 YAML_DIRECTIVE']],
    ['? [a, b]\n: 1\n', ['1:3 YAML_KEY']],
    ['a: 1\n2025: x\n', ['2:1 YAML_KEY']],
    ['a: 12345678901234567890\n', ['1:4 YAML_NUMBER']],
    ['a: 1e400\nb: .nan\nc: -.inf\nd: 010\n', ['1:4 YAML_NUMBER', '2:4 YAML_NUMBER', '3:4 YAML_NUMBER', '4:4 YAML_NUMBER']],
    ['a: "x\u202Ey"\n', ['1:6 YAML_CHARACTER']],
    ['a: x\0y\n', ['1:5 YAML_CHARACTER']],
    ['a: "\\0"\n', ['1:4 YAML_CHARACTER']],
    ['a: "\\u202e"\n', ['1:4 YAML_CHARACTER']],
    ['a: [1,\n', ['2:1 YAML_SYNTAX']],
    ['a:\n\tb: 1\n', ['2:1 YAML_SYNTAX']],
    ['a: b: c\n', ['1:4 YAML_SYNTAX']],
    ['['.repeat(70) + ']'.repeat(70), ['1:66 YAML_TOO_DEEP']],
    [`a: "${'x'.repeat(256 * 1024)}"\n`, [': YAML_TOO_LARGE']],
  ])('refuses %.60j', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('deep nesting ends in one problem, not in a crash', () => {
    expect(problemsOf('['.repeat(50_000)).map((p) => p.split(' ')[1])).toEqual(['YAML_TOO_DEEP']);
    expect(problemsOf('a:\n'.repeat(3).split('\n').map((s, i) => ' '.repeat(i) + s).join('\n'))).toEqual([]);
  });

  test('a bomb of aliases is refused before it is built', () => {
    const bomb = ['a: &a [x, x]', ...[...'bcdefgh'].map((c, i) => `${c}: &${c} [*${'abcdefg'[i] ?? ''}, *${'abcdefg'[i] ?? ''}]`)].join('\n');
    expect(new Set(problemsOf(bomb).map((p) => p.split(' ')[1]))).toEqual(new Set(['YAML_ALIAS']));
  });

  test('merge keys are plain keys and __proto__ is data', () => {
    expect(parseYaml('<<: {a: 1}\n', 'x').value).toEqual({ '<<': { a: 1 } });
    const value = parseYaml('__proto__: {polluted: 1}\n', 'x').value as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(value['polluted']).toBeUndefined();
  });

  test('prints like every other problem, with the line', () => {
    try {
      parseYaml('title: a\ntitle: b\n', 'data/briefs/x.yaml');
      expect.unreachable();
    } catch (error) {
      expect(error instanceof BriefwrightError && error.problems.map(formatProblem)[0]).toBe(
        'data/briefs/x.yaml:2:1  YAML_DUPLICATE_KEY\n  Map keys must be unique.\n    1 | title: a\n  > 2 | title: b\n  Keep one of the two.');
    }
  });
});
