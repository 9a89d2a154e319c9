// What is found on a drawn chart, one fault at a time, on marks and words set by hand.
import { expect, test } from 'vitest';
import { inspectChart } from '../../src/charts/chart-inspection.ts';
import type { SceneItem } from '../../src/charts/scene.ts';
import { row } from './sample.ts';

const VIEW = { x1: -20, y1: -10, x2: 300, y2: 150 };

function item(over: Partial<SceneItem>): SceneItem {
  return {
    type: 'text', role: 'axis-label', name: '', mark: 0, originX: 0, originY: 0, panelWidth: 280, panelHeight: 120, x: 10, y: 10, y2: 10,
    box: { x1: 10, y1: 4, x2: 60, y2: 16 }, width: 0, height: 0, size: 0, defined: true, visible: true, fill: undefined, text: 'Label', datum: {}, ...over,
  };
}

const dot = item({ type: 'symbol', role: 'mark', name: 'dots_marks', x: 100, y: 60, y2: 60, box: { x1: 97, y1: 57, x2: 103, y2: 63 }, size: 28, text: '', datum: { row: 0 } });

function inspect(items: readonly SceneItem[]): { code: string; message: string }[] {
  const rows = [{ ...row({ label: 'Qwen', value: 3 }), row: 0, blocOrder: 0, labelLines: 'Qwen', groupLines: '', lowText: '', highText: '' }];
  return inspectChart({ id: 'example', specFile: 'templates/charts/mine.vl.json', rows, allRows: true, valueAxis: 'y', items, view: VIEW }).map(({ code, message }) => ({ code, message }));
}

test('a good chart has no fault', () => {
  expect(inspect([dot, item({})])).toEqual([]);
});

test.each([
  ['left', { x1: -22, y1: 4, x2: 40, y2: 16 }], ['right', { x1: 260, y1: 4, x2: 302, y2: 16 }], ['top', { x1: 10, y1: -12, x2: 60, y2: 2 }], ['bottom', { x1: 10, y1: 140, x2: 60, y2: 152 }],
])('a label that the %s edge cuts off is named with its figure', (_, box) => {
  expect(inspect([dot, item({ box, text: 'Mistral AI' })])).toEqual([{ code: 'CHART_LABEL_CLIPPED', message: 'Figure "example": the label "Mistral AI" is cut off by the edge.' }]);
});

test('half a pixel is rounding, and hidden or empty words are none', () => {
  const box = { x1: 260, y1: 4, x2: 300.6, y2: 16 };
  expect(inspect([dot, item({ box }), item({ box: { ...box, x2: 400 }, visible: false }), item({ box: { ...box, x2: 400 }, text: ' ' })])).toEqual([]);
});

test('two labels on one spot are both named', () => {
  expect(inspect([dot, item({ text: 'Qwen' }), item({ text: 'Llama', box: { x1: 30, y1: 8, x2: 80, y2: 20 } })])).toEqual([{ code: 'CHART_LABEL_OVERLAP', message: 'Figure "example": the labels "Qwen" and "Llama" overlap.' }]);
});

test.each([['nothing', []], ['words alone', [item({ role: 'mark', datum: { row: 0 } })]], ['a bar without length', [{ ...dot, type: 'rect', width: 0, height: 10 }]]])('a chart of %s is empty', (_, items) => {
  expect(inspect(items)).toEqual([{ code: 'CHART_EMPTY', message: 'Figure "example" has 1 rows and no mark.' }]);
});

test.each([
  ['a point above', { y: -20, y2: -20 }], ['a point to the right', { x: 290 }], ['a bar that is longer', { type: 'rect', x: 0, y: 50, y2: 60, width: 300, height: 10, box: { x1: 0, y1: 50, x2: 300, y2: 60 } }], ['the far end of a rule', { type: 'rule', y: 60, y2: 140 }],
])('%s lies outside the plot, and its row is named', (_, over) => {
  expect(inspect([{ ...dot, ...over }])).toEqual([{ code: 'CHART_MARK_OUTSIDE', message: expect.stringMatching(/^Figure "example" draws 1 rows outside its plot: Qwen, ./) as unknown }]);
});

test('a mark on the edge of the plot is inside, and one of another panel is measured in its own', () => {
  expect(inspect([{ ...dot, x: 280, y: 120, y2: 120 }])).toEqual([]);
  expect(inspect([{ ...dot, x: 400, originX: 300, box: { x1: 397, y1: 57, x2: 403, y2: 63 } }])).toEqual([]);
});

test('a row that drew nothing is named', () => {
  expect(inspect([{ ...dot, datum: {} }, item({})])).toMatchObject([{ code: 'CHART_EMPTY' }]);
  const two = [0, 1].map((n) => ({ ...row({ label: n === 0 ? 'Qwen' : 'Llama', value: 3 + n }), row: n, blocOrder: 0, labelLines: '', groupLines: '', lowText: '', highText: '' }));
  const found = inspectChart({ id: 'example', specFile: 'x', rows: two, allRows: true, valueAxis: 'y', items: [dot], view: VIEW });
  expect(found).toMatchObject([{ code: 'CHART_ROW_LOST', message: expect.stringContaining('Llama') as unknown }]);
  const onOneSpot = inspectChart({ id: 'example', specFile: 'x', rows: two, allRows: true, valueAxis: 'y', items: [dot, { ...dot, x: 150, datum: { row: 1 } }], view: VIEW });
  expect(onOneSpot).toMatchObject([{ code: 'CHART_SCALE' }]);
});

test('a label over the mark of another row is named with that row', () => {
  const two = [0, 1].map((n) => ({ ...row({ label: n === 0 ? 'Qwen' : 'Llama', value: 3 + n }), row: n, blocOrder: 0, labelLines: '', groupLines: '', lowText: '', highText: '' }));
  const label = item({ role: 'mark', name: 'overlay_0_marks', text: 'Qwen', datum: { row: 0 }, box: { x1: 90, y1: 30, x2: 130, y2: 44 } });
  const found = inspectChart({ id: 'example', specFile: 'x', rows: two, allRows: true, valueAxis: 'y', items: [dot, { ...dot, y: 36, y2: 36, box: { x1: 97, y1: 33, x2: 103, y2: 39 }, datum: { row: 1 } }, label], view: VIEW });
  expect(found).toMatchObject([{ code: 'CHART_LABEL_OVERLAP', message: expect.stringContaining('covers the mark of Llama') as unknown }]);
});
