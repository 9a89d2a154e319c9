import { describe, expect, test } from 'vitest';
import { parseCommentary } from '../../src/document/commentary.ts';
import { BriefwrightError } from '../../src/errors.ts';

const problems = (text: string) => {
  try {
    return parseCommentary(text, 'data/commentary/2026-09.md');
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems.map((p) => `${p.file}:${p.line} ${p.message}`);
    throw error;
  }
};

describe('commentary', () => {
  test('paragraphs, headings, lists, bold and links become runs', () => {
    expect(problems('# My view\n\nA **share** of\nit, see [the index](https://example.org/a?b=1&c=2).\n\n- one\n- two & *three*\n')).toEqual([
      [{ text: 'My view', strong: true }],
      ['A ', { text: 'share', strong: true }, ' of it, see ', { href: 'https://example.org/a?b=1&c=2', text: 'the index' }, '.'],
      ['– ', 'one'], ['– ', 'two & ', 'three'],
    ]);
  });
  test('everything else is refused, each with its line, all at once', () => {
    expect(problems('Fine.\n\n<script>alert(1)</script>\n\n![x](file:///etc/passwd)\n\n[go](javascript:alert(1))\n\n| a |\n| - |\n')).toEqual([
      'data/commentary/2026-09.md:3 A commentary cannot hold HTML.',
      'data/commentary/2026-09.md:5 A commentary cannot hold an image.',
      'data/commentary/2026-09.md:7 A commentary cannot hold a link to "javascript:alert(1)".',
      'data/commentary/2026-09.md:9 A commentary cannot hold a table.',
    ]);
  });

  test('a typed numeral is refused with its line and column, unless it is marked with its source', () => {
    const wrong = 'Qwen3 and GPT-4 in 2026, on 6 October and May 3, see [here](https://example.org/2/3).\n\nAbout 40 % of\nthem, or 1,234, is `Claude 4.5`.\n\n1. one\n2. 7 more\n';
    expect(problems(wrong)).toEqual([
      'data/commentary/2026-09.md:3 "40" is typed and has no trace.', 'data/commentary/2026-09.md:4 "1,234" is typed and has no trace.', 'data/commentary/2026-09.md:7 "7" is typed and has no trace.',
    ]);
    expect(problems('We called [12 of 40](own "our own calls, May 2026") ministries.')).toEqual([['We called ', { text: '12 of 40', own: 'our own calls, May 2026' }, ' (our own calls, May 2026)', ' ministries.']]);
    expect(problems('We called [12](own) ministries.')).toEqual(['data/commentary/2026-09.md:1 A commentary cannot hold a number of your own without its source.']);
    const positions = (() => {
      try {
        return parseCommentary('ab\ncd 30 % ef', 'x.md');
      } catch (error) {
        return error instanceof BriefwrightError ? error.problems.map((p) => [p.code, p.line, p.column]) : error;
      }
    })();
    expect(positions).toEqual([['COMMENTARY_NUMERAL', 2, 4]]);
  });

  test('dates are read as the locale writes them', () => {
    expect(parseCommentary('Le 6 octobre 2026 et le 14 juillet.', 'x.md', 'fr-FR')).toHaveLength(1);
    expect(() => parseCommentary('Le 6 octobre.', 'x.md', 'en-GB')).toThrow(BriefwrightError);
  });
});
