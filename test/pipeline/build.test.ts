// Whole builds with the real browser, and the PDF read back.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Briefing } from '../../src/document/briefing.ts';
import { plain } from '../../src/document/messages.ts';
import { sha256 } from '../../src/files.ts';
import { buildEdition, type EditionResult } from '../../src/pipeline.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { findHeadings, flattenStructure } from '../../src/render/pdf/read-structure.ts';
import type { PdfReport } from '../../src/render/pdf/report.ts';
import { effects, project, ROOT } from '../support/edition.ts';
import { findTextOutside } from '../render/pdf/positions.ts';

const out = mkdtempSync(join(tmpdir(), 'briefwright-build-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function build(month: string | undefined, variant?: string): Promise<EditionResult> {
  return buildEdition({
    project: await project(ROOT, out), brief: 'open-models', strict: false, ...(month === undefined ? {} : { month }), ...(variant === undefined ? {} : { variant }),
  }, effects);
}

describe.each([['2025-11', undefined, [595, 842]], [undefined, undefined, [595, 842]], [undefined, 'letter', [612, 792]]] as const)('edition of %s, variant %s', (month, variant, paper) => {
  let result: EditionResult;
  let pdf: Uint8Array;
  let report: PdfReport;
  let briefing: Briefing;
  beforeAll(async () => {
    result = await build(month, variant);
    pdf = readFileSync(result.pdf);
    report = await inspectPdf(pdf);
    briefing = JSON.parse(readFileSync(join(result.folder, 'brief.json'), 'utf8')) as Briefing;
  }, 120_000);

  test('has the title, the language and the paper of the edition', () => {
    expect(report.title).toBe(`Open Models Monthly, ${briefing.edition.monthLabel}`);
    expect(report.language).toBe('en-GB');
    for (const page of report.pages) expect([Math.round(page.width), Math.round(page.height)]).toEqual(paper);
  });
  test('has a bookmark for every heading, in the order of the document, without jumps', () => {
    const headings = findHeadings(report.structure);
    expect(headings[0]?.level).toBe(1);
    for (const [i, heading] of headings.entries()) expect(heading.level - (headings[i - 1]?.level ?? 0)).toBeLessThanOrEqual(1);
    const titles = briefing.sections.map((s) => s.title);
    const texts = headings.map((h) => h.text.replaceAll(/\s+/g, ''));
    expect(texts.filter((t) => titles.some((title) => title.replaceAll(/\s+/g, '') === t))).toEqual(titles.map((t) => t.replaceAll(/\s+/g, '')));
    expect(report.outline.length).toBeGreaterThan(0);
  });
  test('has one alternative text for each chart, with the extremes', () => {
    const figures = flattenStructure(report.structure).filter((n) => n.type === 'Figure');
    const blocks = [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b] : []));
    expect(figures.map((f) => f.alt)).toEqual(blocks.map((b) => b.alt));
    expect(new Set(figures.map((f) => f.alt)).size).toBe(blocks.length);
  });
  test('has the embedded, mapped fonts of the theme and no other', () => {
    expect(report.fonts.length).toBeGreaterThan(0);
    for (const font of report.fonts) expect([font.name, font.embedded, font.subset, font.toUnicode]).toEqual([font.name, true, true, true]);
  });
  test('has no text outside its page', async () => {
    expect(await findTextOutside(pdf)).toEqual([]);
  });
  test('carries its data as attachments', () => {
    expect(report.attachments.map((a) => a.name).sort()).toEqual(briefing.attachments.map((a) => a.name).sort());
    const text = report.pages.map((p) => p.text).join('').replaceAll(/\s+/g, '');
    for (const { name, description, relationship, bytes } of report.attachments) {
      expect([name, relationship, description]).toEqual([name, 'Data', briefing.attachments.find((a) => a.name === name)?.description]);
      // Listed in the annex, and what lies beside the PDF: nothing that is not published.
      expect(text).toContain(name);
      expect(Buffer.compare(bytes, readFileSync(join(result.folder, /\.json$|^data\.csv$/.test(name) ? name : `figures/${name}`)))).toBe(0);
    }
    expect(pdf.length).toBeLessThan(1_000_000);
    expect(report.xmp).toMatch(/<dc:rights>.*CC BY 4\.0/);
    expect([report.author, report.subject, report.keywords, report.created]).toEqual([briefing.brief.author, briefing.brief.question, briefing.brief.keywords.join(', '), `${briefing.edition.published}T00:00:00.000Z`]);
  });
  test('describes its tables as they are', () => {
    const read = (path: string) => readFileSync(join(result.folder, path), 'utf8');
    const pack = JSON.parse(read('datapackage.json')) as { resources: { path: string; schema: { fields: { name: string; type: string }[] } }[] };
    expect(pack.resources.map((r) => r.path).sort()).toEqual(result.files.filter((f) => f.endsWith('.csv')).sort());
    for (const { path, schema } of pack.resources) {
      const [head = [], ...rows] = parseCsv(read(path)) as string[][];
      expect([path, ...schema.fields.map((f) => f.name)]).toEqual([path, ...head]);
      schema.fields.forEach((field, i) => { if (field.type === 'number') expect(rows.filter((row) => row[i] !== '' && !Number.isFinite(Number(row[i])))).toEqual([]); });
    }
  });
  test('has a manifest that its files agree with', () => {
    const manifest = JSON.parse(readFileSync(join(result.folder, 'manifest.json'), 'utf8')) as { outputs: Record<string, { sha256: string; bytes: number }>; inputs: Record<string, unknown> };
    expect(Object.keys(manifest.outputs).sort()).toEqual(result.files.filter((f) => f !== 'manifest.json').sort());
    for (const [path, { sha256: hash, bytes }] of Object.entries(manifest.outputs)) {
      const content = readFileSync(join(result.folder, path));
      expect([path, sha256(content), content.length]).toEqual([path, hash, bytes]);
    }
    expect(Object.keys(manifest.inputs)).toContain('data/observations/router.csv');
  });
  test('is plain about what is on the page: every caption is in the text', () => {
    const text = report.pages.map((p) => p.text).join('').replaceAll(/\s+/g, '');
    for (const block of briefing.sections.flatMap((s) => s.blocks)) if (block.kind === 'figure') expect(text).toContain(plain(block.headline).replaceAll(/\s+/g, ''));
  });
});

test('the same inputs give the same bytes', async () => {
  const first = await build('2025-11');
  const hashes = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => [e.name, sha256(readFileSync(join(e.parentPath, e.name)))]).sort();
  const before = hashes(first.folder);
  const again = await build('2025-11');
  expect(hashes(again.folder)).toEqual(before);
}, 120_000);

describe('the command', () => {
  const cli = ['--disable-warning=ExperimentalWarning', join(ROOT, 'src', 'cli.ts')];
  const canUnshare = spawnSync('unshare', ['-n', 'true']).status === 0;

  test.skipIf(!canUnshare)('builds with the network cut off (needs unshare -n)', () => {
    const folder = join(out, 'cut-off');
    const stdout = execFileSync('unshare', ['-n', process.execPath, ...cli, 'build', '--month', '2025-11', '--out', folder], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(stdout.trim()).toBe(join(folder, '2025-11', 'open-models', 'brief.pdf'));
    expect(existsSync(stdout.trim())).toBe(true);
  }, 120_000);

  test('a refused month leaves the folder as it was and exits with 2', () => {
    const folder = join(out, 'refused');
    const run = spawnSync(process.execPath, [...cli, 'build', '--month', '2026-10', '--out', folder], { cwd: ROOT, encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain('REQUIRED_FIGURE_MISSING');
    expect(existsSync(folder)).toBe(false);
  }, 60_000);

  test('data gaps are exit status 3 under --strict', () => {
    const run = spawnSync(process.execPath, [...cli, 'build', '--month', '2025-11', '--strict', '--json', '--out', join(out, 'strict')], { cwd: ROOT, encoding: 'utf8' });
    expect(run.status).toBe(3);
    expect((JSON.parse(run.stdout) as { gaps: { figure: string }[] }).gaps.map((g) => g.figure)).toContain('router-open-share');
  }, 120_000);
});
