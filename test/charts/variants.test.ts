import { afterAll, describe, expect, test } from 'vitest';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { FULL, HALF, request, SPEC_NAMES } from './sample.ts';
import { VARIANTS } from './sample-variants.ts';

const renderer = createChartRenderer();
afterAll(() => renderer.close());

/** What cannot be drawn without cutting or covering words, and why. Everything else has to be drawn. */
const REFUSED: Readonly<Record<string, string>> = {
  'long names line-blocs 318': 'CHART_LABEL_OVERLAP',
  'long names slope 318': 'CHART_LABEL_OVERLAP',
  'long names stacked-area 318': 'CHART_LABEL_OVERLAP',
  'long names timeline 660': 'CHART_LABEL_OVERLAP',
  'long names timeline 318': 'CHART_LABEL_OVERLAP',
  'negative stacked-area 660': 'CHART_EMPTY',
  'negative stacked-area 318': 'CHART_EMPTY',
  'zero stacked-area 660': 'CHART_EMPTY',
  'zero stacked-area 318': 'CHART_EMPTY',
  'negative stacked-share 660': 'CHART_EMPTY',
  'negative stacked-share 318': 'CHART_EMPTY',
  'zero stacked-share 660': 'CHART_EMPTY',
  'zero stacked-share 318': 'CHART_EMPTY',
  'zero stacked-columns 660': 'CHART_EMPTY',
  'zero stacked-columns 318': 'CHART_EMPTY',
  'zero dot-log 660': 'CHART_SPEC',
  'zero dot-log 318': 'CHART_SPEC',
};

describe.each(Object.entries(VARIANTS))('%s', (variant, make) => {
  test.each(SPEC_NAMES.flatMap((name) => [FULL, HALF].map((width) => [name, width] as const)))('%s at %i', async (name, width) => {
    const expected = REFUSED[`${variant} ${name} ${width}`];
    const result = await renderer.renderChart(request(name, make(name), { width })).catch((error: unknown) => error);
    if (expected === undefined) {
      expect(result).toMatchObject({ id: name, width });
      return;
    }
    expect(result).toBeInstanceOf(BriefwrightError);
    expect(result).toMatchObject({ problems: [{ code: expected, file: `templates/charts/${name}.vl.json` }] });
  });
});

test('no value at all is an error, not an empty picture', async () => {
  const rows = VARIANTS.one('line-blocs').map((row) => ({ ...row, value: null }));
  await expect(renderer.renderChart(request('line-blocs', rows))).rejects.toMatchObject({ problems: [{ code: 'CHART_EMPTY' }] });
  await expect(renderer.renderChart(request('line-blocs', []))).rejects.toMatchObject({ problems: [{ code: 'CHART_EMPTY' }] });
});
