// Golden documents: what the reader sees, as data and as HTML, for months that knew much, little and nothing.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Briefing, Text } from '../../src/document/briefing.ts';
import { plain } from '../../src/document/messages.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { renderInput } from '../../src/pipeline/edition.ts';
import { renderHtml } from '../../src/render/html/render-html.ts';
import { compose } from '../support/edition.ts';
import { expectGolden } from '../support/golden.ts';

const SMALL = join(import.meta.dirname, '..', 'input', 'projects', 'small');

async function documents(request: Parameters<typeof compose>[0]): Promise<{ briefing: Briefing; json: string; html: string }> {
  const { prepared, composed } = await compose(request);
  const { briefing, charts, templates, theme } = renderInput(prepared, composed);
  // Faces are long and pinned by the lockfile; the rest of the page is the golden text.
  const html = renderHtml(briefing, charts, templates, theme).replaceAll(/url\("?data:font[^)]*\)/g, 'url(data:)');
  return { briefing, json: `${JSON.stringify(briefing, null, 1)}\n`, html };
}

function figures(briefing: Briefing): string[] {
  return [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b.id] : []));
}

describe('November 2025', () => {
  test('carries the story as reported, on the figures that were known by its cut-off', async () => {
    const { briefing, json, html } = await documents({ month: '2025-11' });
    expect(plain(briefing.headline)).toBe('Qwen ahead of Llama on Hugging Face, as reported');
    expect(plain(briefing.bottomLine)).toContain('385.3 million times against 346.2 million');
    const text = JSON.stringify(briefing);
    for (const figure of ['more than 40%', 'about 15%']) expect(text).toContain(figure);
    expect(briefing.edition).toMatchObject({ issue: 1, asOf: '2025-12-10', published: '2025-12-14' });
    expect(figures(briefing).length).toBeGreaterThanOrEqual(4);
    expect(figures(briefing)).not.toContain('router-open-share');
    expectGolden(json, 'editions/2025-11.json');
    expectGolden(html, 'editions/2025-11.html');
  });
});

describe('the newest month', () => {
  test('is September 2026, because the monthly router series ends there', async () => {
    const { briefing, json, html } = await documents({});
    expect(briefing.edition).toMatchObject({ month: '2026-09', issue: 11 });
    expect(figures(briefing).length).toBeGreaterThanOrEqual(8);
    const earlier = briefing.sections.flatMap((s) => s.blocks).find((b) => b.kind === 'table' && b.id === 'restatements');
    expect(earlier?.kind === 'table' ? earlier.rows.length : 0).toBeGreaterThanOrEqual(4);
    expectGolden(json, 'editions/newest.json');
    expectGolden(html, 'editions/newest.html');
  });
});

test('every month between builds its document', async () => {
  for (const month of ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08']) {
    const { briefing } = await documents({ month });
    expect(figures(briefing).length, month).toBeGreaterThanOrEqual(4);
  }
}, 240_000);

describe('nothing is known early', () => {
  test.each(['2025-11', '2026-03', '2026-09'])('in %s every observation behind a printed number was published by the cut-off', async (month) => {
    const { prepared, composed } = await compose({ month });
    const published = new Map(prepared.tables.observations.map((o) => [o.key, o.published]));
    const keys = composed.briefing.numbers.flatMap((n) => n.observations);
    expect(keys.length).toBeGreaterThan(50);
    for (const key of keys) expect([key, (published.get(key) ?? '9999') <= composed.briefing.edition.asOf]).toEqual([key, true]);
  });
});

describe('every number has its way back', () => {
  const runs = (briefing: Briefing): Text => collect(briefing);
  test('each number run is registered, each registered number is printed, and none is without observations', async () => {
    const { briefing } = await documents({ month: '2026-09' });
    const registered = new Map(briefing.numbers.map((n) => [n.id, n.text]));
    const printed = runs(briefing).flatMap((run) => (typeof run === 'object' && 'n' in run ? [run] : []));
    for (const run of printed) expect(registered.get(run.n)).toBe(run.text);
    expect(new Set(printed.map((run) => run.n))).toEqual(new Set(registered.keys()));
    for (const n of briefing.numbers) expect([n.id, n.observations.length > 0, n.sources.length > 0, n.formula !== '']).toEqual([n.id, true, true, true]);
  });
  test('no share without denominator and window', async () => {
    const { briefing } = await documents({ month: '2026-09' });
    for (const n of briefing.numbers.filter((x) => x.unit === 'percent')) expect([n.id, n.denominator !== '', n.window !== '']).toEqual([n.id, true, true]);
  });
  test('headlines are ten words or fewer', async () => {
    for (const month of ['2025-11', '2026-09']) {
      const { briefing } = await documents({ month });
      const headlines = [briefing.headline, ...[...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b.headline] : []))];
      for (const headline of headlines) expect([plain(headline), plain(headline).split(/\s+/).length <= 10]).toEqual([plain(headline), true]);
    }
  });
});

describe('a small project of its own', () => {
  test('its first month says that there is none before, and that an optional figure is not available', async () => {
    const { briefing, json, html } = await documents({ folder: SMALL, brief: 'small', month: '2026-02' });
    expect(briefing.edition.issue).toBe(1);
    expect(briefing.sections.flatMap((s) => s.blocks).find((b) => b.kind === 'missing')).toMatchObject({ id: 'list-price' });
    expect(json).not.toContain('通义千问');
    expect(json).not.toContain('it meant a test');
    expect(html).not.toContain('<script>');
    expectGolden(json, 'editions/small-first.json');
    expectGolden(html, 'editions/small-first.html');
  });
  test('a month later it knows what was published since', async () => {
    const { json } = await documents({ folder: SMALL, brief: 'small', month: '2026-03' });
    expect(json).toContain('通义千问');
    expect(json).toContain('it meant a test');
  });
});

describe('refused', () => {
  const codes = (promise: Promise<unknown>) => promise.then(() => [], (error: unknown) => (error instanceof BriefwrightError ? [error.status, ...error.problems.map((p) => [p.code, p.line])] : error));
  test('a month without its required figure names the figure and its line', async () => {
    expect(await codes(compose({ month: '2026-10' }))).toEqual([2, ['REQUIRED_FIGURE_MISSING', expect.any(Number)]]);
  });
  test('a month before the first issue', async () => {
    expect(await codes(compose({ month: '2025-10' }))).toEqual([2, ['MONTH_BEFORE_FIRST_ISSUE', expect.any(Number)]]);
  });
  test('a month that is none', async () => {
    expect(await codes(compose({ month: '2026-13' }))).toEqual([2, ['USAGE_BAD_MONTH', undefined]]);
  });
});

/** Every run of the briefing, wherever it stands. */
function collect(value: unknown): Text {
  if (Array.isArray(value)) return value.flatMap((item): Text => collect(item));
  if (typeof value !== 'object' || value === null) return [];
  if ('n' in value && 'text' in value && Object.keys(value).length === 2) return [value as { n: string; text: string }];
  return Object.entries(value).flatMap(([key, item]) => (key === 'numbers' ? [] : collect(item)));
}
