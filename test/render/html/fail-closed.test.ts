// Nothing blank, cut or misplaced is published: one fault for each line, through all that a build does with a finished briefing.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chart } from '../../../src/charts/chart.ts';
import { startDeadline } from '../../../src/deadline.ts';
import type { Block, Briefing, Table } from '../../../src/document/briefing.ts';
import { BriefwrightError, type Problem } from '../../../src/errors.ts';
import type { PrintBrowser } from '../../../src/render/browser/browser.ts';
import { renderEdition } from '../../../src/render/edition-files.ts';
import { readTheme, type Theme } from '../../../src/render/html/theme.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import type { TemplateSet } from '../../../src/render/templates/template-set.ts';
import { launch } from '../browser/launch.ts';
import { sampleBriefing } from '../sample/briefing.ts';
import { NO_TRACES } from '../../support/traces.ts';
import { sampleCharts } from '../sample/charts.ts';

const FOLDERS = [join(import.meta.dirname, '../../../templates')];

let browser: PrintBrowser;
let theme: Theme;
let templates: TemplateSet;
beforeAll(async () => {
  [browser, theme, templates] = await Promise.all([launch(), readTheme(FOLDERS, 'default'), readTemplates(FOLDERS)]);
});
afterAll(() => browser.close());

interface World {
  readonly briefing?: Briefing;
  readonly theme?: Theme;
  readonly pages?: { readonly min: number; readonly max: number };
  readonly charts?: (charts: Map<string, Chart>) => void;
}

async function problemsOf(world: World): Promise<readonly Problem[]> {
  const briefing = world.briefing ?? sampleBriefing();
  const charts = sampleCharts(briefing);
  world.charts?.(charts);
  const { signal } = new AbortController();
  try {
    await renderEdition(
      { briefing, charts, figures: [], traces: NO_TRACES, templates, theme: world.theme ?? theme, pages: world.pages ?? { min: 3, max: 12 }, browserPath: undefined, inputs: new Map(), version: '0' },
      { env: process.env, deadline: startDeadline(60_000, signal), signal, sample: async () => new Uint8Array(), browser: Promise.resolve(browser) },
    );
    return [];
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
}

function withBlock(block: Block): Briefing {
  const sample = sampleBriefing();
  return { ...sample, sections: sample.sections.map((section, i) => (i === 1 ? { ...section, blocks: [...section.blocks, block] } : section)) };
}

const codes = (problems: readonly Problem[]): string[] => [...new Set(problems.map((p) => p.code))];

test('the sample itself has no fault', async () => {
  expect(await problemsOf({})).toEqual([]);
});

describe('fonts', () => {
  test('a font that does not load is named with its weight', async () => {
    const broken = { ...theme, faces: theme.faces.map((face) => (face.family === 'Source Sans 3' && face.weight === 600 && face.subset === 'latin' ? { ...face, bytes: Buffer.from('no font') } : face)) };
    expect(await problemsOf({ theme: broken })).toEqual([expect.objectContaining({ code: 'FONT_NOT_LOADED', message: expect.stringContaining('Source Sans 3, weight 600') as unknown })]);
  });

  test('a sign that no face has is named with its page and what stands before it', async () => {
    const problems = await problemsOf({ briefing: withBlock({ kind: 'paragraph', text: ['A sign from Linear A: \u{10600} and a tablet.'] }) });
    expect(codes(problems).some((code) => ['PDF_GLYPH_MISSING', 'PDF_FONT_UNEXPECTED', 'UA_31_028'].includes(code) || code.startsWith('PDF_'))).toBe(true);
    expect(problems.map((p) => p.message).join('\n')).toMatch(/Page 2|Linear A/);
  });
});

describe('the page', () => {
  test('a picture from elsewhere is a blocked request, and named', async () => {
    const problems = await problemsOf({ charts: (charts) => {
      const [id, chart] = [...charts][0] ?? [];
      if (id !== undefined && chart !== undefined) charts.set(id, { ...chart, svg: chart.svg.replace('</svg>', '<image href="https://example.org/x.png" width="9" height="9"/></svg>') });
    } });
    expect(codes(problems)).toContain('PAGE_BLOCKED_REQUEST');
    expect(problems.map((p) => p.message).join('\n')).toContain('https://example.org/x.png');
  });

  test('what the browser complains about is printed', async () => {
    const problems = await problemsOf({ charts: (charts) => {
      const [id, chart] = [...charts][0] ?? [];
      if (id !== undefined && chart !== undefined) charts.set(id, { ...chart, svg: chart.svg.replace('</svg>', '<path d="M0 oops"/></svg>') });
    } });
    expect(codes(problems)).toContain('PAGE_CONSOLE_ERROR');
  });

  test.each([[{ min: 1, max: 2 }, /has \d+ pages; 1 to 2 are expected/], [{ min: 30, max: 40 }, /30 to 40 are expected/]] as const)('a number of pages outside %j', async (pages, message) => {
    expect(await problemsOf({ pages })).toEqual([expect.objectContaining({ code: 'PDF_PAGE_COUNT', message: expect.stringMatching(message) as unknown })]);
  });

  test('a cell that no page can hold is cut off, and named with its page', async () => {
    const wide: Table = { kind: 'table', id: 'wide-table', caption: ['Wide'], columns: ['Name', 'A', 'B'].map((label, i) => ({ label, align: i === 0 ? 'start' as const : 'end' as const })), rows: [['x', '1234567890'.repeat(20), 'after']].map((row) => row.map((text, i) => ({ text: [text], align: i === 0 ? 'start' as const : 'end' as const }))), note: [] };
    const problems = await problemsOf({ briefing: withBlock(wide) });
    expect(codes(problems)).toEqual(['PAGE_ELEMENT_OUTSIDE']);
    expect(problems.map((p) => p.message).join('\n')).toMatch(/Page 2: "1234567890.*in #wide-table reaches \d+ pixels beyond the right edge/);
  });

  test('a block that a template pulls out of its column is named', async () => {
    const problems = await problemsOf({ theme: { ...theme, css: `${theme.css}\n.callout { margin-left: -90mm; }` } });
    expect(codes(problems)).toEqual(['PAGE_ELEMENT_OUTSIDE']);
    expect(problems.map((p) => p.message).join('\n')).toMatch(/"Analyst’s view" reaches \d+ pixels beyond the left edge of its column/);
  });

  test('a figure without its drawing, and one that is not there', async () => {
    const empty = await problemsOf({ charts: (charts) => {
      const [id, chart] = [...charts][0] ?? [];
      if (id !== undefined && chart !== undefined) charts.set(id, { ...chart, svg: '' });
    } });
    expect(codes(empty)).toContain('PDF_FIGURE_COUNT');
    const missing = await problemsOf({ charts: (charts) => void charts.delete([...charts.keys()][0] ?? '') });
    expect(codes(missing)).toEqual(['RENDER_MISSING_CHART']);
  });

});
