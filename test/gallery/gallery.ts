// `npm run gallery`: every type of figure with typical, extreme and broken data, as out/gallery/gallery.html and .pdf.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { readTheme } from '../../src/render/html/theme.ts';
import { printBriefing } from '../layout/print.ts';
import { launch } from '../render/browser/launch.ts';
import { composeGallery } from './briefing.ts';
import { galleryCases } from './cases.ts';
import { drawCases } from './drawing.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'out/gallery');

const theme = await readTheme([join(ROOT, 'templates')], 'default');
const renderer = createChartRenderer();
const browser = await launch();
try {
  const drawn = await drawCases(galleryCases(theme.chart), renderer);
  const charts = new Map(drawn.flatMap(({ chart }) => (chart === undefined ? [] : [[chart.id, chart] as const])));
  const { pdf, html } = await printBriefing(composeGallery(drawn), charts, browser);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, 'gallery.html'), html);
  writeFileSync(join(OUT, 'gallery.pdf'), pdf);
  process.stdout.write(`${join(OUT, 'gallery.html')}\n${join(OUT, 'gallery.pdf')}\n`);
} finally {
  await Promise.all([renderer.close(), browser.close()]);
}
