// What is made again after a save, and what is not: the charts in view first, the others as they were until they are drawn.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../../src/pipeline/workshop.ts';
import { resolveProject } from '../../src/project.ts';
import { effects } from '../support/edition.ts';
import { copyProject, type TestProject } from './browser.ts';

const look = { variant: 'board' };
let project: TestProject;
let workshop: Workshop;
let late = Promise.withResolvers<void>();
beforeAll(async () => {
  project = await copyProject('open-models');
  workshop = openWorkshop({ project: await resolveProject({ project: project.root }, project.root), brief: 'open-models' }, effects, () => late.resolve());
}, 60_000);
afterAll(async () => {
  await workshop.close();
  await project.remove();
}, 60_000);

/** Writes a file of the project otherwise, and says so. */
async function save(path: string, change: (text: string) => string): Promise<void> {
  const file = join(project.root, path);
  await writeFile(file, change(await readFile(file, 'utf8')));
  workshop.forget([file]);
}

test('a template changes the page and nothing else; a colour of the brand changes every chart, those in view first', async () => {
  const first = await workshop.open(look);
  expect(await workshop.open(look)).toBe(first);
  await save('templates/partials/imprint.hbs', (text) => `<p>Anew</p>${text}`);
  const second = await workshop.open(look, []);
  expect([second.html.includes('<p>Anew</p>'), second.composed === first.composed, second.prepared.tables === first.prepared.tables, second.isLate]).toEqual([true, true, true, false]);

  const [inView = '', outOfView = ''] = first.composed.charts.keys();
  expect([inView, outOfView]).not.toContain('');
  const svg = (edition: typeof first, id: string): string => edition.composed.charts.get(id)?.svg ?? '';
  await save('templates/themes/default/brand.yaml', (text) => text.replace(/muted: "#......"/, 'muted: "#4f5a5e"'));
  const third = await workshop.open(look, [inView]);
  expect([third.isLate, svg(third, inView).includes('#4f5a5e'), svg(third, outOfView) === svg(first, outOfView)]).toEqual([true, true, true]);
  // The message is not looked at: its chart of the same figure waits too.
  const small = (edition: typeof first): string => [...edition.composed.mailCharts.values()].map((chart) => chart.svg).join('');
  expect(small(third)).toBe(small(first));
  await late.promise;
  const fourth = await workshop.open(look, [inView]);
  expect(small(fourth)).not.toBe(small(first));
  expect([fourth.isLate, svg(fourth, inView) === svg(third, inView), svg(fourth, outOfView).includes('#4f5a5e')]).toEqual([false, true, true]);
}, 180_000);

test('an edition of two pages is printed with less in it when it is too long, as a build prints it', async () => {
  const [most, less] = [await workshop.open(look), await workshop.open({ ...look, size: 1 })];
  expect(less.composed.charts.size).toBeLessThan(most.composed.charts.size);
  expect(Buffer.from(await workshop.print(look)).subarray(0, 5).toString()).toBe('%PDF-');
}, 180_000);

test('a chart out of view that cannot be drawn is said all the same, once', async () => {
  late = Promise.withResolvers<void>();
  const before = await workshop.open(look);
  const [inView = '', outOfView = ''] = before.composed.charts.keys();
  const chart = before.prepared.config.figures.get(outOfView)?.chart ?? '';
  await save(`templates/charts/${chart}.vl.json`, (text) => text.replaceAll('"rows"', '"rowz"'));
  const users = [...before.prepared.config.figures.values()].filter((figure) => figure.chart === chart).map((figure) => figure.id);
  expect(users).not.toContain(inView);
  expect((await workshop.open(look, [inView])).isLate).toBe(true);
  await late.promise;
  await expect(workshop.open(look, [inView])).rejects.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ file: `templates/charts/${chart}.vl.json` })]) as unknown });
  await save(`templates/charts/${chart}.vl.json`, (text) => text.replaceAll('"rowz"', '"rows"'));
  expect((await workshop.openWhole(look)).isLate).toBe(false);
}, 180_000);
