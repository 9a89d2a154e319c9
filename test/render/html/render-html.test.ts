// The page as one file: golden text, head, ids, links and what hostile words become.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Briefing, Run } from '../../../src/document/briefing.ts';
import { BriefwrightError } from '../../../src/errors.ts';
import { checkContentPolicy } from '../../../src/render/browser/content-policy.ts';
import { readTheme } from '../../../src/render/html/theme.ts';
import type { Theme } from '../../../src/render/html/theme.ts';
import { renderHtml } from '../../../src/render/html/render-html.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import type { TemplateSet } from '../../../src/render/templates/template-set.ts';
import { sampleBriefing } from '../sample/briefing.ts';
import { sampleCharts } from '../sample/charts.ts';

const FOLDERS = [join(import.meta.dirname, '../../../templates')];
const GOLDEN = join(import.meta.dirname, '../../output/brief.html');

let templates: TemplateSet;
let theme: Theme;

beforeAll(async () => {
  [templates, theme] = await Promise.all([readTemplates(FOLDERS), readTheme(FOLDERS, 'default')]);
});

function render(briefing: Briefing): string {
  return renderHtml(briefing, sampleCharts(briefing), templates, theme);
}

/** The bottom line with one run more. */
function withRun(run: Run): Briefing {
  const briefing = sampleBriefing();
  return { ...briefing, bottomLine: [...briefing.bottomLine, run] };
}

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems.map((p) => p.code);
    throw error;
  }
  return [];
}

describe('the whole page', () => {
  test('equals the golden page, without its fonts and styles', async () => {
    const body = render(sampleBriefing()).replace(/<style>[\s\S]*?<\/style>/, '<style></style>').replace(/<svg[\s\S]*?<\/svg>/g, '<svg></svg>');
    const golden = await readFile(GOLDEN, 'utf8').catch(() => undefined);
    if (golden === undefined && process.env['CI'] === undefined) await writeFile(GOLDEN, body);
    expect(body).toBe(golden ?? (process.env['CI'] === undefined ? body : 'the golden page is missing'));
  });

  test('the same twice', () => {
    expect(render(sampleBriefing())).toBe(render(sampleBriefing()));
  });

  test('the policy comes before anything that could load, and nothing is loaded', () => {
    const html = render(sampleBriefing());
    checkContentPolicy(html);
    expect(html.match(/(?:src|srcset)="(?!data:)|url\((?!data:)|@import|<script|<link|<iframe/gi)).toBeNull();
    expect(html).toContain('<html lang="en-GB" dir="ltr">');
    expect(html).toContain('<title>Open models monthly, September 2026</title>');
    expect(html).toMatch(/<meta name="author" content="Sample desk">/);
  });

  test('ids are unique and every link inside the page arrives', () => {
    const html = render(sampleBriefing());
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map((m) => m[1]);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(40);
  });

  test('headings go down one level at a time', () => {
    const levels = [...render(sampleBriefing()).matchAll(/<h([1-6])/g)].map((m) => Number(m[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('every figure is a group with a caption and one image, every table has a caption and scopes', () => {
    const html = render(sampleBriefing());
    const figures = [...html.matchAll(/<figure [\s\S]*?<\/figure>/g)].map((m) => m[0]);
    expect(figures).toHaveLength(10);
    for (const figure of figures) {
      expect(figure).toMatch(/^<figure class="figure/);
      expect(figure.match(/role="img"/g)).toHaveLength(1);
      expect(figure.match(/<figcaption/g)).toHaveLength(1);
    }
    for (const [table] of html.matchAll(/<table>[\s\S]*?<\/table>/g)) {
      expect(table).toMatch(/^<table>\s*<caption>/);
      expect(table.match(/<th(?! scope="(?:col|row)")[ >]/)).toBeNull();
    }
  });

  test('the contents list appears for long documents only, with a place for every page number', () => {
    const briefing = sampleBriefing();
    const [long, short] = [true, false].map((contents) => renderHtml(briefing, sampleCharts(briefing), templates, theme, { contents }));
    expect(short).not.toContain('data-page-of');
    expect(long?.match(/data-page-of="/g)).toHaveLength(briefing.sections.length + 2);
  });

  test('a draft is marked on every page, and the mark cannot break out of the style', () => {
    const briefing = sampleBriefing();
    const draft = { ...briefing, edition: { ...briefing.edition, status: 'draft' as const, statusLabel: 'Draft"; } </style><script>x' } };
    const html = render(draft);
    expect(html).toMatch(/@top-center \{ content: "DRAFT\\22 ; \} \\3c \/STYLE\\3e /);
    expect(html).not.toContain('<script');
  });
});

const HOSTILE: readonly (readonly [string, Run, readonly string[]])[] = [
  ['javascript link', { href: 'javascript:alert(1)', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['javascript link in capitals with a tab', { href: 'Java\tScript:alert(1)', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['data link', { href: 'data:text/html,x', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['file link', { href: 'file:///etc/passwd', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['plain http link', { href: 'http://example.org/', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['relative link', { href: '//example.org/', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['link with a password', { href: 'https://a:b@example.org/', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['link without host', { href: 'https:example.org', text: 'x' }, ['RENDER_UNSAFE_LINK']],
  ['reference to nothing', { to: 'nowhere', text: 'x' }, ['RENDER_DANGLING_LINK']],
  ['note that is not there', { note: 99, ref: 'r' }, ['RENDER_DANGLING_LINK']],
  ['repeated reference id', { note: 1, ref: 'ref-1-a' }, ['RENDER_DUPLICATE_ID']],
  ['id that breaks out of its attribute', { note: 1, ref: 'a" onclick="x' }, ['RENDER_ID']],
  ['a good link', { href: 'https://example.org/?a=1&b="2"', text: '<b>' }, []],
  ['a mail link', { href: 'mailto:a@example.org', text: 'a' }, []],
];

describe('hostile words', () => {
  test.each(HOSTILE)('%s', (_name, run, codes) => {
    expect(problemsOf(() => render(withRun(run)))).toEqual(codes);
  });

  test('all problems of a briefing come together', () => {
    const briefing = sampleBriefing();
    const bad = { ...briefing, headline: [{ href: 'javascript:1', text: 'x' }], bottomLine: [{ to: 'nowhere', text: 'y' }], notes: briefing.notes.map((n, i) => (i === 0 ? { ...n, url: 'ftp://x' } : n)) };
    expect(problemsOf(() => render(bad)).toSorted()).toEqual(['RENDER_DANGLING_LINK', 'RENDER_UNSAFE_LINK', 'RENDER_UNSAFE_LINK']);
  });

  test('markup in any text is printed as text', () => {
    const attack = `</style><script>alert(1)</script><img src=x onerror="alert(1)">'"`;
    const hostile = JSON.parse(JSON.stringify(sampleBriefing()), (key: string, value: unknown) => (typeof value === 'string' && ['title', 'text', 'publisher', 'author', 'caption', 'label', 'who', 'question', 'name', 'description', 'statusLabel', 'shortTitle', 'attribution', 'evidenceLabel', 'lang'].includes(key) ? value + attack : value)) as Briefing;
    const html = render(hostile);
    expect(html).not.toMatch(/<script|<img|onerror="/);
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });

  test('two references in a row are told apart', () => {
    expect(render(withRun('')).match(/<\/a><sup class="sep">,<\/sup><a class="ref"/g)).not.toBeNull();
  });

  test('a chart that is not there names the template that asked for it', () => {
    const briefing = sampleBriefing();
    const charts = new Map([...sampleCharts(briefing)].filter(([id]) => id !== 'prices'));
    expect(() => renderHtml(briefing, charts, templates, theme)).toThrow(expect.objectContaining({
      problems: [expect.objectContaining({ code: 'RENDER_MISSING_CHART', file: 'templates/partials/figure.hbs', line: 3, column: 65 })],
    }));
  });
});
