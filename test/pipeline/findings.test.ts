// What every edition finds, and what it makes of it: a compact golden file a month, and the promises that hold in each.
import { beforeAll, describe, expect, test } from 'vitest';
import { parseBrief } from '../../src/config/brief.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { evaluateBrief } from '../../src/document/evaluate.ts';
import { plain } from '../../src/document/messages.ts';
import { findingId } from '../../src/findings/finding.ts';
import { historyAt } from '../../src/history/history.ts';
import { addMonths, cutoffOf, lastDayOf } from '../../src/period.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { effects, project } from '../support/edition.ts';
import { expectGolden } from '../support/golden.ts';
import { observation, tables } from '../support/observations.ts';

const MONTHS = Array.from({ length: 11 }, (_, i) => addMonths('2025-11', i));
const editions = new Map<string, Briefing>();
const briefingOf = (month: string): Briefing => {
  const found = editions.get(month);
  if (found === undefined) throw new TypeError(month);
  return found;
};

beforeAll(async () => {
  for (const month of MONTHS) editions.set(month, (await composeDocument(await prepareEdition({ project: await project(), brief: 'open-models', month }, effects), false)).briefing);
}, 120_000);

const paragraphs = (b: Briefing): string[] => b.sections.flatMap((s) => s.blocks.flatMap((block) => (block.kind === 'paragraph' ? [plain(block.text)] : block.kind === 'list' && s.id === 'news' ? block.items.map(plain) : [])));
const figures = (b: Briefing) => [...b.lead, ...b.sections.flatMap((s) => s.blocks)].flatMap((block) => (block.kind === 'figure' ? [block] : []));

/** Findings with what they weigh and where they are said; then the sentences that they make. */
function summaryOf(b: Briefing): string {
  const weights = b.findings.map((f) => {
    const parts = Object.entries(f.weight).filter(([, part]) => part !== 0).map(([name, part]) => `${name} ${part}`).join(' + ');
    return `${String(f.importance).padStart(5)}  ${f.id}  ${f.direction}  ${f.confidence}  [${f.told.join(', ')}]  ${parts}`;
  });
  const section = b.sections.flatMap((s) => s.blocks.flatMap((block) => (block.kind === 'paragraph' ? [`${s.id}: ${plain(block.text)}`] : block.kind === 'list' && s.id === 'news' ? block.items.map((item) => `${s.id}: ${plain(item)}`) : [])));
  return [
    plain(b.headline), plain(b.bottomLine), '', ...b.takeaways.map((t) => `* ${plain(t.lead)} ${plain(t.text)} (${plain(t.basis)} ${t.direction}, ${t.confidence})`), '', ...weights, '',
    ...figures(b).map((f) => `${f.id}: ${plain(f.headline)}`), '', ...section.filter((line) => !/^(limits|method|capability: Said|exposure: Terms)/.test(line)), '',
  ].join('\n');
}

test.each(MONTHS)('%s finds what it found', (month) => expectGolden(summaryOf(briefingOf(month)), `findings/${month}.txt`));

describe('in every edition', () => {
  test('takeaways never tell one story twice, and the ranking is the sum of its parts', () => {
    for (const [month, b] of editions) {
      const stories = b.takeaways.map((t) => b.findings.find((f) => f.id === t.finding)?.story);
      expect([month, new Set(stories).size]).toEqual([month, b.takeaways.length]);
      expect(b.takeaways.length).toBeGreaterThanOrEqual(3);
      for (const f of b.findings) expect([month, f.id, f.importance]).toEqual([month, f.id, Math.max(0, Math.min(100, Math.round(10 * Object.values(f.weight).reduce((a, x) => a + x, 0)) / 10))]);
    }
  });
  test('each finding is listed once, whether it is said or not', () => {
    for (const b of editions.values()) expect(new Set(b.findings.map((f) => f.id)).size).toBe(b.findings.length);
  });
  test('nobody is said to have passed, gained or lost within rounding', () => {
    for (const b of editions.values()) {
      for (const f of b.findings.filter((x) => x.direction === 'flat')) expect(figures(b).filter((x) => x.id === f.figure).map((x) => plain(x.headline)).join()).not.toMatch(/ (gain|lose ground|rises|falls)/);
    }
  });
});

describe('November 2025', () => {
  test('Qwen ahead, as reported, with both readings of the share', () => {
    const b = briefingOf('2025-11');
    expect(plain(b.headline)).toBe('Qwen ahead of Llama on Hugging Face, as reported');
    expect(plain(b.bottomLine)).toMatch(/385\.3 million times against 346\.2 million as reported/);
    const text = paragraphs(b).join('\n');
    expect(text).toContain('Chinese-origin derivatives made up more than 40% of new language-model releases');
    expect(text).toContain('Trackers count the same thing as a share of new derivatives, not of new models, so both readings stand in the figure.');
    expect(b.numbers.filter((n) => n.where === 'derivatives-reported' && n.text === '>40%').map((n) => n.denominator).sort()).toEqual(['new language-model derivatives on Hugging Face', 'new language-model releases on Hugging Face']);
    expect(text).not.toContain('September 2025, by its own');
  });
});

test('editions from March 2026 on quote the month of the crossing that was published in April 2026', () => {
  const quoted = MONTHS.filter((month) => paragraphs(briefingOf(month)).some((p) => p.includes('dates the month in which Qwen passed Llama to September 2025')));
  expect(quoted).toEqual(MONTHS.filter((month) => month >= '2026-03'));
  for (const month of quoted) expect(JSON.stringify(briefingOf(month).sections.flatMap((s) => s.blocks).find((b) => b.kind === 'table' && b.id === 'restatements'))).toContain('September 2025');
});

test('April 2026 tells the promotion that lifts a share beside it', () => {
  expect(paragraphs(briefingOf('2026-03')).join('\n')).toMatch(/Variants offered free of charge carried 44\.\d% of the total, .* of what was paid for, 67\.6% went to Chinese labs\./);
  expect(briefingOf('2026-03').takeaways.map((t) => plain(t.basis)).join('\n')).toContain('Free variants carried 44.');
});

test('a month where nothing happened says so, and finds nothing that its predecessor did not, but a gap', () => {
  const [june, july] = [briefingOf('2026-06'), briefingOf('2026-07')];
  expect(paragraphs(july).join('\n')).toContain('No source behind this brief published a new figure since the last issue. The figures stand as they were.');
  expect(july.findings.filter((f) => !june.findings.some((other) => other.id === f.id)).map((f) => f.rule)).toEqual(['gap', 'gap']);
  for (const f of july.findings) expect([f.id, f.weight.fresh]).toEqual([f.id, 0]);
});

describe('a simulated history of monthly snapshots', () => {
  const BRIEF = `title: T
question: Who is ahead?
publisher: P
contact: desk@example.org
licence: CC BY 4.0
first: 2024-01
sections: [{ id: downloads, items: [{ figure: families }] }]
figures:
  families: { metric: reported, params: { series: downloads.snapshot, pick: all }, chart: line-blocs, findings: [crossing, record, lead] }
`;
  const config = parseBrief(BRIEF, 'data/briefs/t.yaml', 't', '/');
  const first = '2024-01';
  // Cumulative downloads, read on the last day of each month: level in the tenth month, Qwen ahead from the eleventh on.
  const observations = Array.from({ length: 24 }, (_, i) => addMonths(first, i)).flatMap((month, i) => [['Llama', 'united-states', 300 + 5 * i], ['Qwen', 'china', 255 + 10 * i]].map(([entity, bloc, value]) => observation({
    series: 'downloads.snapshot', entity: String(entity), bloc: bloc === 'china' ? 'china' : 'united-states', country: String(bloc), value: 1_000_000 * Number(value), unit: 'downloads', period: month, published: lastDayOf(month), denominator: 'downloads', window: 'since release', key: `data/snapshots/${month}/r1/observations.csv:${String(entity).length}`,
  })));
  const evaluate = (month: string) => evaluateBrief(config, historyAt(tables(observations), month, cutoffOf(month, 10)), cutoffOf(addMonths(month, -1), 10));
  test('finds its own crossing in the month in which it happens, and keeps its date', () => {
    const found = Array.from({ length: 24 }, (_, i) => addMonths(first, i)).map((month) => [month, evaluate(month).findings.find((f) => findingId(f) === 'families.crossing')?.measures['since']?.period.text]);
    expect(found.filter(([, since]) => since !== undefined).map(([month]) => month)[0]).toBe('2024-11');
    expect(new Set(found.filter(([month]) => (month ?? '') >= '2024-11').map(([, since]) => since))).toEqual(new Set(['2024-11']));
    expect(found.filter(([month]) => (month ?? '') < '2024-11').every(([, since]) => since === undefined)).toBe(true);
  });
  test('order and copies of the rows do not matter', () => {
    const shuffled = [...observations].reverse();
    expect(evaluateBrief(config, historyAt(tables(shuffled), '2025-06', '2025-07-10'), '2025-06-10').findings.map((f) => [findingId(f), f.importance])).toEqual(evaluate('2025-06').findings.map((f) => [findingId(f), f.importance]));
  });
});
