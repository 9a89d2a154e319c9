// The first difference of two versions of a file, in words.
import { expect, test } from 'vitest';
import { describeDifference } from '../../src/pipeline/difference.ts';

const svg = (x: number, text: string, width = 9): string => `<svg><rect width="${width}"/><text transform="translate(1,1)">2025</text><text transform="translate(${x},4)">${text}</text></svg>`;

test.each([
  ['figures/a.svg', svg(1, 'Qwen'), svg(2, 'Qwen'), 'figure a: a label moved ("Qwen")'],
  ['figures/a.svg', svg(1, 'Qwen'), svg(2, 'Llama'), 'figure a: a label says "Llama" instead of "Qwen"'],
  ['figures/a.svg', svg(1, 'Qwen'), '<svg></svg>', 'figure a: there are 0 labels instead of 2'],
  ['figures/a.svg', svg(1, 'Qwen'), svg(1, 'Qwen', 8), 'figure a: a shape differs'],
  ['figures/a.png', 'x', 'y', 'figure a: the picture differs'],
  ['figures/a.csv', 'model,share\nQwen,1\nLlama,2\n', 'model,share\nQwen,1\nLlama,3\n', 'figure a: row 2, column share: "3" instead of "2"'],
  ['data.csv', 'a\n1\n2\n', 'a\n1\n', 'there are 1 rows instead of 2'],
  ['brief.json', '{"a":[{"b":1}]}', '{"a":[{"b":2}]}', 'a[0].b is 2 instead of 1'],
  ['brief.json', '{"a":[1]}', '{"a":[1,2]}', 'a has 2 entries instead of 1'],
  ['brief.json', '{"a":1}', '{"a":1,"b":2}', 'b is 2 instead of nothing'],
  ['brief.html', '<p>\none two</p>', '<p>\none three</p>', 'line 2: "one three</p>" instead of "one two</p>"'],
  ['brief.pdf', 'no', 'PDF', 'it is no PDF that can be read'],
])('%s: %s → %s', async (path, before, after, words) => {
  expect(await describeDifference(path, Buffer.from(before), Buffer.from(after), undefined)).toBe(words);
});
