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
});
