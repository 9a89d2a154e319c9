// Variants of the shipped brief and of a brief of one's own: what each has, in what order, and what it says of a bloc.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Block, Briefing } from '../../src/document/briefing.ts';
import { plain } from '../../src/document/messages.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { printFitting } from '../../src/pipeline/short-fit.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { effects, project, ROOT } from '../support/edition.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variants-'));
  await cp(join(ROOT, 'data'), join(folder, 'data'), { recursive: true, filter: (path) => !/private|snapshots/.test(path) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function document(variant: string | undefined, extra = '', size?: number): Promise<Briefing> {
  const text = await readFile(join(ROOT, 'data/briefs/open-models.yaml'), 'utf8');
  await writeFile(join(folder, 'data/briefs/open-models.yaml'), text.replace('variants:\n', `variants:\n${extra}`));
  const prepared = await prepareEdition({ project: await project(folder), brief: 'open-models', month: '2026-09', ...(variant === undefined ? {} : { variant }) }, effects);
  return (await composeDocument(prepared, false, [], size)).briefing;
}

const blocksOf = (b: Briefing): Block[] => [...b.lead, ...b.sections.flatMap((s) => s.blocks)];
const figuresOf = (b: Briefing): string[] => blocksOf(b).flatMap((block) => (block.kind === 'figure' ? [block.id] : []));
const sectionsOf = (b: Briefing): string[] => b.sections.map((s) => s.id);

async function problemsOf(extra: string, variant = 'own'): Promise<string[]> {
  const error = await document(variant, extra).then(() => undefined, (e: unknown) => e);
  if (!(error instanceof BriefwrightError)) throw new Error('it was accepted');
  return error.problems.map((p) => `${p.line}:${p.column} ${p.code} ${p.message}`);
}

describe('length: short', () => {
  test('has the opening, what is not shown, and the figures of the most important findings; no annex, the data stay', async () => {
    const short = await document('board');
    expect(sectionsOf(short)).toEqual(['limits', 'short']);
    expect(short.takeaways).toHaveLength(3);
    expect(short.annex).toEqual([]);
    const figures = figuresOf(short);
    expect(figures.length).toBeGreaterThanOrEqual(3);
    expect(figures.length).toBeLessThanOrEqual(6);
    expect(short.attachments.map((a) => a.name)).toEqual(['brief.json', 'data.csv', 'datapackage.json', ...figures.map((f) => `${f}.csv`)]);
    const cited = new Set(short.notes.flatMap((n) => n.backlinks));
    expect(new Set(JSON.stringify([short.headline, short.bottomLine, short.takeaways, short.lead, short.sections]).match(/ref-\d+-\d+/g))).toEqual(cited);
  });

  test('gets less when it does not fit: fewer figures, then no words', async () => {
    const sizes: Briefing[] = [];
    for (const size of [0, 1, 2, 3, 4, 5]) sizes.push(await document('board', '', size));
    expect(sizes.map((b) => sectionsOf(b).length)).toEqual([2, 2, 2, 1, 1, 1]);
    const counts = sizes.map((b) => figuresOf(b).length);
    expect(counts[1]).toBeLessThan(counts[0] ?? 0);
    expect(counts[2]).toBeLessThan(counts[1] ?? 0);
    expect(counts[5]).toBeLessThan(counts[4] ?? 0);
  });

  test('is printed again, smaller, only when it is too long, and at most to the least size', async () => {
    const prepared = await prepareEdition({ project: await project(), brief: 'open-models', variant: 'board', month: '2026-09' }, effects);
    const tooLong = new BriefwrightError([{ code: 'PDF_PAGE_COUNT', message: 'too long' }], 1);
    const tried: number[] = [];
    const fit = (fits: (size: number) => boolean, error: Error = tooLong) => printFitting({
      config: prepared.config, composed: 0, compose: (size) => Promise.resolve(size),
      print: (size) => {
        tried.push(size);
        return fits(size) ? Promise.resolve({ ok: true }) : Promise.reject(error);
      },
    });
    expect(await fit((size) => size === 2)).toEqual({ ok: true, composed: 2 });
    expect(tried.splice(0)).toEqual([0, 1, 2]);
    await expect(fit(() => false)).rejects.toBe(tooLong);
    expect(tried.splice(0)).toEqual([0, 1, 2, 3, 4, 5]);
    const other = new BriefwrightError([{ code: 'PDF_PAGE_COUNT', message: 'too long' }, { code: 'PDF_FONT', message: 'and more' }], 1);
    await expect(fit(() => false, other)).rejects.toBe(other);
    expect(tried).toEqual([0]);
  });

  test('sections that the variant names are its own choice', async () => {
    const own = await document('own', '  - { name: own, length: short, sections: [use] }\n');
    expect(sectionsOf(own)).toEqual(['use']);
    expect(blocksOf(own).some((b) => b.kind === 'paragraph')).toBe(true);
  });
});

describe('focus', () => {
  test('a table of what the figures say of the bloc comes first, every number traced', async () => {
    const europe = await document('europe');
    expect(europe.brief.question).toMatch(/Seen from Europe\.$/);
    const [first] = europe.sections;
    expect(first?.id).toBe('focus');
    const table = first?.blocks[0];
    if (table?.kind !== 'table') throw new Error('no table');
    expect(plain(table.caption)).toContain('Europe');
    expect(table.rows.length).toBeGreaterThanOrEqual(3);
    const hardware = table.rows.find((row) => plain(row[0]?.text ?? []).includes('NVIDIA'));
    expect(hardware?.slice(1).map((cell) => plain(cell.text))).toEqual(['55%', 'China 93%', '1 Jan 2023 – 13 Nov 2025']);
    const ids = new Set(europe.numbers.map((n) => n.id));
    for (const run of table.rows.flat().flatMap((c) => c.text)) if (typeof run === 'object' && 'n' in run) expect(ids.has(run.n)).toBe(true);
    expect(europe.numbers.filter((n) => n.where === 'table-focus').every((n) => n.observations.length > 0)).toBe(true);
  });

  test('figures that do not single it out are left out, and named', async () => {
    const [all, europe] = [await document(undefined), await document('europe')];
    expect(figuresOf(all)).toContain('downloads-reported');
    expect(figuresOf(europe)).not.toContain('downloads-reported');
    expect(figuresOf(europe)).toContain('router-open-share');
    expect(JSON.stringify(europe.sections[0])).toContain('Reported downloads of Qwen and Llama');
    expect(europe.sections.every((s) => s.blocks.length > 0)).toBe(true);
  });

  test('the bottom line begins with the bloc, beside the largest, where what it tells is of others', async () => {
    const europe = await document('europe');
    expect(plain(europe.bottomLine)).toMatch(/^Of the routed tokens, [\d.–~<>]+% went to European labs\. In the week of \S/);
    const numbers = europe.bottomLine.flatMap((run) => (typeof run === 'object' && 'n' in run ? [run.n] : []));
    expect(numbers.slice(0, 1).map((id) => europe.numbers.find((n) => n.id === id)?.where)).toEqual(['page-1']);
    // Where the figure that the bottom line tells of does not count the bloc, another one does.
    const other = await document('own', '  - { name: own, focus: EU, figures: { router-country-share: { findings: [] } } }\n');
    expect(plain(other.bottomLine)).toMatch(/^(In “[^”]+”, Europe stands at |In “[^”]+” \([^)]+\), Europe stands at [^,]+, against [^,]+ for (China|the United States), the largest\. )\S/);
    // The bottom line of China's edition is about China by itself.
    expect(plain((await document('own', '  - { name: own, focus: CN }\n')).bottomLine)).not.toMatch(/^Of the routed tokens|stands at|is the largest, with/);
    expect(plain((await document(undefined)).bottomLine)).not.toMatch(/stands at/);
  });

  test('findings that speak of the bloc are told first', async () => {
    const china = await document('own', '  - { name: own, focus: CN }\n');
    const us = await document('own', '  - { name: own, focus: US }\n');
    expect(china.takeaways.map((t) => t.finding)).not.toEqual(us.takeaways.map((t) => t.finding));
    expect(plain(china.takeaways[0]?.text ?? [])).toMatch(/Chin/);
  });
});

describe('sections and figures of a variant', () => {
  test('reordered, dropped, changed, added, with other parameters', async () => {
    const b = await document('own', `  - name: own
    sections:
      - method
      - { id: downloads, without: [downloads-reported, origin-readings] }
      - { id: capability, items: [{ text: hardware-note }, { figure: training-hardware }] }
    figures:
      downloads-by-bloc: { params: { blocs: [china] }, width: full }
`);
    expect(sectionsOf(b)).toEqual(['method', 'downloads', 'capability']);
    expect(figuresOf(b).filter((f) => f !== 'router-open-share')).toEqual(['downloads-by-bloc', 'downloads-new-share', 'training-hardware']);
    const figure = blocksOf(b).find((block) => block.kind === 'figure' && block.id === 'downloads-by-bloc');
    expect(figure).toMatchObject({ width: 'full' });
    const twin = b.annex.find((t) => t.id === 'table-downloads-by-bloc');
    expect(twin?.rows.every((row) => row[0]?.bloc === 'china')).toBe(true);
    const base = await document(undefined);
    expect(base.annex.find((t) => t.id === 'table-downloads-by-bloc')?.rows.some((row) => row[0]?.bloc === 'united-states')).toBe(true);
  });

  test.each([
    ['{ name: own, sections: [{ id: nowhere }] }', 'nowhere', 'CONFIG_UNKNOWN_NAME There is no section'],
    ['{ name: own, sections: [{ id: use, without: [list-price] }] }', 'list-price', 'CONFIG_UNKNOWN_NAME There is no item'],
    ['{ name: own, sections: [{ id: new, items: [{ figure: nope }] }] }', 'nope', 'CONFIG_UNKNOWN_NAME There is no figure'],
    ['{ name: own, figures: { nope: { width: half } } }', '{ width', 'CONFIG_UNKNOWN_NAME There is no figure'],
    ['{ name: own, focus: EUR }', 'EUR', 'CONFIG_BAD_VALUE'],
    ['{ name: own, figures: { list-price: { chart: dot-lg } } }', 'dot-lg', 'CONFIG_UNKNOWN_NAME There is no chart'],
    ['{ name: own, sections: [{ id: use, without: [router-open-share] }, { id: capability, items: [{ table: nope }] }] }', 'nope', 'CONFIG_UNKNOWN_NAME There is no table'],
  ])('a wrong name has its place in the variant: %s', async (variant, at, says) => {
    const line = (await readFile(join(ROOT, 'data/briefs/open-models.yaml'), 'utf8')).split('\n').indexOf('variants:') + 2;
    const place = `${line}:${`  - ${variant}`.indexOf(at) + 1}`;
    expect(await problemsOf(`  - ${variant}\n`)).toEqual([expect.stringContaining(`${place} ${says}`) as string]);
  });
});
