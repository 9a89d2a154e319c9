// The shape that templates are checked against is the shape that a briefing has.
import { expect, test } from 'vitest';
import { briefingShape } from '../../../src/render/templates/briefing-shape.ts';
import type { Shape } from '../../../src/render/templates/shape.ts';
import { sampleBriefing } from '../sample/briefing.ts';

/** Where `value` and `shape` differ, as paths. */
function differences(value: unknown, shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case 'string': case 'number': case 'boolean': return typeof value === shape.kind ? [] : [`${path}: ${typeof value} instead of ${shape.kind}`];
    case 'runs': return Array.isArray(value) ? [] : [`${path}: not running text`];
    case 'optional': return value === undefined ? [] : differences(value, shape.of, path);
    case 'list': return Array.isArray(value) ? value.flatMap((item, i) => differences(item, shape.of, `${path}[${i}]`)) : [`${path}: not a list`];
    case 'map': return Object.entries(value as object).flatMap(([key, item]) => differences(item, shape.of, `${path}.${key}`));
    case 'union': {
      const kind = String((value as Record<string, unknown>)[shape.by]);
      const variant = shape.of[kind];
      return variant === undefined ? [`${path}: no ${kind}`] : differences(value, variant, `${path}<${kind}>`);
    }
    case 'record': {
      const object = value as Record<string, unknown>;
      const unknown = Object.keys(object).filter((key) => !Object.hasOwn(shape.fields, key)).map((key) => `${path}.${key}: not in the shape`);
      return [...unknown, ...Object.entries(shape.fields).flatMap(([key, field]) => differences(object[key], field, `${path}.${key}`))];
    }
    case 'safe': return [`${path}: markup in the data`];
  }
}

test('the sample has every field of the shape, and no other', () => {
  expect(differences(JSON.parse(JSON.stringify(sampleBriefing())), briefingShape, 'briefing')).toEqual([]);
});

test('the sample has every kind of block, so that the comparison covers them', () => {
  const kinds = new Set(sampleBriefing().sections.flatMap((s) => s.blocks.map((b) => b.kind)));
  expect([...kinds].sort()).toEqual(['callout', 'figure', 'list', 'missing', 'paragraph', 'questions', 'register', 'table']);
});
