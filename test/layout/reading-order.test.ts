// What a screen reader says first and last: the words of the composed document stand in its order in the PDF's structure tree, none lost.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Block, Briefing, Text } from '../../src/document/briefing.ts';
import { buildEdition } from '../../src/pipeline.ts';
import { effects, project, ROOT } from '../support/edition.ts';
import { flatten, readPlacedDocument } from './placed-structure.ts';

const out = mkdtempSync(join(tmpdir(), 'briefwright-order-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** No spaces, soft hyphens and capitals: where a line ends and how a label is set is not the reader's matter. */
const squeeze = (text: string): string => text.normalize('NFKC').replace(/[\s\u00ad]+/g, '').toLowerCase();

/** The words of running text as printed, in pieces between notes. */
function pieces(text: Text): string[] {
  const out: string[] = [''];
  for (const run of text) {
    if (typeof run === 'string') out[out.length - 1] += run;
    else if ('note' in run) out.push('');
    else if ('text' in run) out[out.length - 1] += run.text;
  }
  return out.map(squeeze).filter((piece) => piece.length > 2);
}

function wordsOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph': return pieces(block.text);
    case 'callout': return [squeeze(block.title), ...block.paragraphs.flatMap(pieces)];
    case 'list': return block.items.flatMap(pieces);
    case 'table': return [...pieces(block.caption), ...block.columns.map((c) => squeeze(c.label)), ...block.rows.flatMap((row) => row.flatMap((cell) => pieces(cell.text)))].filter((t) => t !== '');
    case 'figure': return [squeeze(block.label), ...pieces(block.headline), ...pieces(block.subtitle), ...pieces(block.source)];
    case 'missing': return [squeeze(block.title), ...pieces(block.text)];
    case 'register': return block.entries.flatMap((e) => [squeeze(e.who), ...pieces(e.text), ...e.later.flatMap((l) => pieces(l.text))]);
    case 'questions': return block.items.flatMap((q) => [squeeze(q.question), ...pieces(q.answer)]);
  }
}

function wordsInOrder(b: Briefing): string[] {
  return [
    squeeze(b.brief.title), squeeze(b.brief.question), ...pieces(b.headline), ...pieces(b.bottomLine), ...b.takeaways.flatMap((t) => [...pieces(t.lead), ...pieces(t.text), ...pieces(t.basis), squeeze(t.confidenceLabel)]),
    ...b.lead.flatMap(wordsOf), ...b.sections.flatMap((s) => [squeeze(s.title), ...s.blocks.flatMap(wordsOf)]), ...b.notes.flatMap((n) => pieces(n.text)), ...b.annex.flatMap(wordsOf), ...b.attachments.map((a) => squeeze(a.name)),
  ];
}

/** The first words that do not follow those before them. */
function findDisorder(words: readonly string[], said: string): string | undefined {
  let at = 0;
  for (const [i, word] of words.entries()) {
    const found = said.indexOf(word, at);
    if (found < 0) return `${word.slice(0, 60)} after ${words[i - 1]?.slice(0, 60) ?? 'the beginning'}${said.includes(word) ? ' (it stands earlier)' : ' (it is not there)'}`;
    at = found + word.length;
  }
  return undefined;
}

test.each([['2025-11', undefined], ['2026-09', undefined], ['2026-09', 'fr']] as const)('edition of %s, locale %s', async (month, locale) => {
  const { pdf, folder } = await buildEdition({ project: await project(ROOT, out), brief: 'open-models', strict: false, month, ...(locale === undefined ? {} : { locale }) }, effects);
  const words = wordsInOrder(JSON.parse(readFileSync(join(folder, 'brief.json'), 'utf8')) as Briefing);
  const { nodes } = await readPlacedDocument(readFileSync(pdf));
  const said = squeeze(nodes.map((node) => node.text).join(' '));
  expect(words.length).toBeGreaterThan(200);
  expect(findDisorder(words, said)).toBeUndefined();
  // The search is not a matter of luck: two long pieces in the other order are seen.
  const long = words.map((word, i) => [word, i] as const).filter(([word]) => word.length > 40);
  const [[, first], [, second]] = [long[3] ?? ['', 0], long[9] ?? ['', 0]];
  expect(findDisorder(words.with(first, words[second] ?? '').with(second, words[first] ?? ''), said)).toBeDefined();
  expect(flatten(nodes).length).toBeGreaterThan(500);
}, 120_000);
