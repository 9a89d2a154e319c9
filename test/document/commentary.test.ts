import { describe, expect, test } from 'vitest';
import { parseCommentary } from '../../src/document/commentary.ts';
import { findAskProblems } from '../../src/document/commentary-number.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { effects, project } from '../support/edition.ts';

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

describe('numbers of the edition in a commentary', () => {
  test('are asked for by name, wherever text may stand, and their digits are not typed ones', () => {
    expect(problems('Of **{{number "a-figure" "Qwen/atom" "2026-02"}} of** it, `{{number "x"}}` as *{{ number "a.change" "latest" }}*.')).toEqual([
      ['Of ', { ask: { names: ['a-figure', 'Qwen/atom', '2026-02'], line: 1, column: 6 } }, { text: ' of', strong: true }, ' it, ', '{{number "x"}}', ' as ', { ask: { names: ['a.change', 'latest'], line: 1, column: 80 } }, '.'],
    ]);
  });
  test.each([
    ['A\nb {{numbr "a"}}.', ':2 Only numbers of the edition can be named in a commentary.'], ['{{number a}}', ':1 Only numbers of the edition can be named in a commentary.'], ['{{text title}}', ':1 Only numbers of the edition can be named in a commentary.'],
    ['[{{number "a"}}](https://example.org)', ':1 A commentary cannot hold a number of the edition inside a link.'],
  ])('%j is refused with its place', (text, said) => expect(problems(text)).toEqual([`data/commentary/2026-09.md${said}`]));

  const prepared = async () => prepareEdition({ project: await project(), brief: 'open-models', month: '2026-09' }, effects);
  const withCommentary = async (text: string): Promise<Briefing> => {
    const own = await prepared();
    return (await composeDocument({ ...own, commentary: { paragraphs: parseCommentary(text, 'data/commentary/2026-09.md') } }, false)).briefing;
  };

  test('are printed with their trace and their endnote, as the figure prints them, and are not said to be the analyst’s own', async () => {
    const briefing = await withCommentary('Of tokens {{number "router-open-share" "open-weights" "2026-02"}} went to open weights, by now {{number "router-open-share"}}.\n\nThe lead: {{number "router-country-share.crossing" "leader"}}.\n');
    const box = briefing.sections[0]?.blocks.at(-1);
    const paragraphs = box?.kind === 'callout' ? box.paragraphs : [];
    expect(paragraphs).toHaveLength(2);
    const runs = paragraphs.flat().flatMap((run) => (typeof run === 'object' && 'n' in run ? [run] : []));
    const rows = runs.map((run) => briefing.numbers.find((n) => n.id === run.n));
    expect(rows.map((n) => [n?.text, n?.where, n?.period])).toEqual([['46–51%', 'commentary', '2026-02'], ['64–75%', 'commentary', '2026-09'], ['56.5–75.4%', 'commentary', '2026-10-03/2026-10-09']]);
    for (const row of rows) expect([row?.observations.length === 0, row?.sources.length === 0]).toEqual([false, false]);
    expect(paragraphs.flat().filter((run) => typeof run === 'object' && 'note' in run)).toHaveLength(3);
    const own = await withCommentary('We asked [12](own "our own calls, May 2026") ministries.');
    const marked = own.sections[0]?.blocks.at(-1);
    expect(marked?.kind === 'callout' ? marked.paragraphs.length : 0).toBe(2);
  }, 120_000);

  test('what the edition does not have is an error with its line and what there is', async () => {
    const { evaluated } = await prepared();
    const text = 'A {{number "router-open-shar"}} and\n{{number "router-country-share" "chyna"}}, {{number "router-country-share"}},\n{{number "router-open-share" "open-weights" "2031-01"}} {{number "router-country-share.crossing" "nobody"}}.';
    const found = findAskProblems(parseCommentary(text, 'c.md'), evaluated, 'c.md', text).map(({ code, file, line, column, message, hint }) => [code, `${file}:${line}:${column}`, message, hint?.slice(0, 40)]);
    expect(found).toEqual([
      ['COMMENTARY_UNKNOWN_NUMBER', 'c.md:1:3', 'This edition has no figure or finding "router-open-shar".', 'Try "router-open-share".'],
      ['COMMENTARY_UNKNOWN_NUMBER', 'c.md:2:1', 'The figure "router-country-share" has no row "chyna".', 'It has "china", "united-states", "europe'],
      ['COMMENTARY_UNKNOWN_NUMBER', 'c.md:2:44', 'The figure "router-country-share" has several rows.', 'It has "china", "united-states", "europe'],
      ['COMMENTARY_UNKNOWN_NUMBER', 'c.md:3:1', 'The figure "router-open-share" has nothing of 2031-01 in that row.', expect.stringContaining('"2026-09"')],
      ['COMMENTARY_UNKNOWN_NUMBER', 'c.md:3:57', 'The finding "router-country-share.crossing" has no number "nobody".', expect.stringContaining('"leader"')],
    ].map((row) => row.map((cell, i) => (i === 3 && typeof cell !== 'string' ? expect.any(String) : cell))));
  }, 60_000);
});
