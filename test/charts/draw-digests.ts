// Prints a digest of every sample chart, drawn in this process and so in its time zone and locale. Run by `stability.test.ts`.
import { createHash } from 'node:crypto';
import { drawChart } from '../../src/charts/chart-drawing.ts';
import { createTextMeasure } from '../../src/charts/text-measure.ts';
import { request, SPEC_NAMES, THEME } from './sample.ts';
import { EVENTS, sampleRows } from './sample-rows.ts';

const measure = createTextMeasure(THEME.fonts);
const digests: Record<string, string> = {};
for (const name of SPEC_NAMES) {
  const chart = await drawChart(request(name, sampleRows(name), { events: EVENTS }), measure);
  digests[name] = createHash('sha256').update(chart.svg).update(chart.png).update(chart.vegaLite).digest('hex');
}
process.stdout.write(JSON.stringify({ offset: new Date('2025-01-15').getTimezoneOffset(), digests }));
