// Rendering: escaping, values that count as present, and failures with the place of the template that failed.
import { expect, test } from 'vitest';
import { BriefwrightError } from '../../../src/errors.ts';
import { renderTemplate } from '../../../src/render/templates/environment.ts';
import type { Helpers } from '../../../src/render/templates/helper.ts';
import { string } from '../../../src/render/templates/shape.ts';
import { setOf } from './set.ts';

const FAILING: Helpers = new Map([['boom', { params: [{ name: 'x', kinds: [] }], gives: () => string, run: () => { throw new Error('It broke.'); } }]]);

function render(text: string, data: unknown, files: Record<string, string> = {}, helpers: Helpers = new Map()): string {
  return renderTemplate(setOf({ 'brief.hbs': text, ...files }), 'brief.hbs', data, helpers);
}

function failureOf(action: () => unknown): BriefwrightError {
  try {
    action();
  } catch (error) {
    if (error instanceof BriefwrightError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('0 and empty text are values, false, null and an empty list are not', () => {
  const data = { zero: 0, empty: '', no: false, nothing: null, none: [], some: [0] };
  expect(render('{{#if zero}}a{{/if}}{{#if empty}}b{{/if}}{{#if no}}c{{/if}}{{#if nothing}}d{{/if}}{{#if none}}e{{/if}}{{#if some}}f{{/if}}', data)).toBe('abf');
  expect(render('{{#unless zero}}a{{else}}b{{/unless}}{{#each some}}[{{this}}]{{/each}}{{#each none}}x{{else}}empty{{/each}}{{#with zero}}{{this}}{{/with}}', data)).toBe('b[0]empty0');
  expect(render('{{zero}}|{{empty}}|', data)).toBe('0||');
});

test('text is escaped in text and in attributes', () => {
  const hostile = `<script>alert(1)</script>"'&\`=`;
  expect(render('<p title="{{a}}">{{a}}</p>', { a: hostile })).not.toMatch(/<script|"'|'&[^a-z#]/);
});

test('loop variables, parents and block parameters', () => {
  expect(render('{{#each rows as |row i|}}{{i}}{{@index}}{{#if @first}}f{{/if}}{{#if @last}}l{{/if}}{{row.a}}{{../x}}{{@root.x}} {{/each}}', { rows: [{ a: 1 }, { a: 2 }], x: 'X' })).toBe('00f1XX 11l2XX ');
});

test('a name that is not there at run time names its template, line and column, also inside a partial', () => {
  const [problem] = failureOf(() => render('a\n{{> part}}', {}, { 'partials/part.hbs': '<b>\n  {{nope}}</b>' })).problems;
  expect(problem).toMatchObject({ code: 'TEMPLATE_FAILED', file: 'templates/partials/part.hbs', line: 2, column: 5 });
});

test('a helper that throws names its template, line and column, also inside #each inside a partial', () => {
  const [problem] = failureOf(() => render('{{> part}}', { rows: [1] }, { 'partials/part.hbs': '{{#each rows}}\n   {{boom this}}\n{{/each}}' }, FAILING)).problems;
  expect(problem).toMatchObject({ code: 'TEMPLATE_FAILED', message: 'It broke.', file: 'templates/partials/part.hbs', line: 2, column: 4 });
});

test('an unknown helper and a missing partial fail at run time too', () => {
  expect(() => render('{{lookup a "b"}}', { a: { b: 1 } })).toThrow(BriefwrightError);
  expect(() => render('{{> nope}}', {})).toThrow(BriefwrightError);
});

test('prototypes, functions and toHTML of the data are not reached', () => {
  for (const path of ['a.constructor', 'a.__proto__', 'toString']) {
    expect(render(`{{#if ${path}}}reached{{/if}}`, { a: {} })).toBe('');
  }
  expect(render('{{a.constructor}}{{a.__proto__}}{{toString}}', { a: {} })).toBe('');
  expect(() => render('{{f}}', { f: () => 'called' })).toThrow(BriefwrightError);
  expect(render('{{a.x}}', { a: { x: 1, toHTML: () => '<b>' } })).toBe('1');
  const polluted = JSON.parse('{"__proto__": {"polluted": "yes"}, "x": 1}') as unknown;
  expect(() => render('{{polluted}}', polluted)).toThrow(BriefwrightError);
});

test('a syntax tree is not a template', () => {
  const tree: unknown = { type: 'Program', body: [{ type: 'MustacheStatement' }] };
  expect(failureOf(() => render(tree as string, {})).problems[0]?.code).toBe('TEMPLATE_NOT_TEXT');
});

test('the data is not changed and not shared', () => {
  const data = Object.freeze({ rows: Object.freeze([Object.freeze({ a: 1 })]) });
  expect(render('{{#each rows}}{{a}}{{/each}}', data)).toBe('1');
});
