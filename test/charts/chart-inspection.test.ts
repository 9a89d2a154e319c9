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
