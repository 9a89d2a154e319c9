// The helpers' examples in templates/README.md, and arguments that they refuse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BriefwrightError } from '../../../src/errors.ts';
import { briefHelpers } from '../../../src/render/html/helpers.ts';
import { briefingShape } from '../../../src/render/templates/briefing-shape.ts';
import { checkTemplates, renderTemplate } from '../../../src/render/templates/environment.ts';
import { sampleBriefing } from '../sample/briefing.ts';
import { setOf } from '../templates/set.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../templates/README.md'), 'utf8');
const examples = [...readme.matchAll(/^(\{\{.*\}\}) → (.*)$/gm)].map((m): [string, string] => [m[1] ?? '', m[2] ?? '']);
const data = (locale = 'en-GB') => ({ ...sampleBriefing(), edition: { ...sampleBriefing().edition, locale } });

function print(template: string, locale?: string): string {
  const briefing = data(locale);
  const helpers = briefHelpers({ briefing, charts: new Map(), assets: new Map([['logo.svg', 'data:image/svg+xml;base64,AA==']]), contents: false });
  const set = setOf({ 'brief.hbs': template.startsWith('{{asset') ? `<img src="${template}" alt="">` : template });
  expect(checkTemplates(set, [{ path: 'brief.hbs', shape: briefingShape }], helpers)).toEqual([]);
  return renderTemplate(set, 'brief.hbs', briefing, helpers).replaceAll('&#x3D;', '=').replace(/^<img src="(.*)" alt="">$/, '$1');
}

test('the README has an example of every helper that formats or fetches', () => {
  const shown = new Set(examples.flatMap(([template]) => [...template.matchAll(/[({]([a-z]+) /g)].map((m) => m[1])));
  for (const name of ['number', 'percent', 'delta', 'range', 'date', 'list', 'plural', 'figure', 'table', 'cite', 'crossref', 'trace', 'markdown', 'compare', 'asset']) expect(shown).toContain(name);
});

test.each(examples)('%s', (template, printed) => {
  expect(print(template)).toBe(printed);
});

test('values follow the edition\'s language; 0 and negative numbers are values', () => {
  expect(print('{{number 1234.5 1}} {{percent 64.06 1}} {{date edition.published}}', 'de-DE')).toBe('1.234,5 64,1\u00a0% 14. Oktober 2026');
  expect(print('{{number 0 0}} {{percent 0 1}} {{delta 3 3 0}} {{delta 5 3 0}}')).toBe('0 0.0% 0 +2');
});

describe('refused at run time, with the place', () => {
  test.each([['{{number 1 7}}', 'count of digits'], ['{{number 1 1.5}}', 'count of digits'], ['{{date "yesterday"}}', 'not a day'], ['{{date "2026-13-40"}}', 'not a day'], ['{{markdown "<script>alert(1)</script>"}}', 'HTML'], ['{{markdown "[a](javascript:alert)"}}', 'link']])('%s', (template, says) => {
    const error = (() => {
      try {
        return print(`\n  ${template}`);
      } catch (e) {
        return e;
      }
    })();
    if (!(error instanceof BriefwrightError)) throw new Error(`printed ${String(error)}`);
    expect(error.problems[0]).toMatchObject({ file: 'templates/brief.hbs', line: 2, column: 3, message: expect.stringContaining(says) as string });
  });
});

test.each([['{{number title 0}}', 'TEMPLATE_TYPE'], ['{{figure "opn-share"}}', 'TEMPLATE_UNKNOWN_NAME'], ['{{crossref "nowhere"}}', 'TEMPLATE_UNKNOWN_NAME'], ['{{trace "n999"}}', 'TEMPLATE_UNKNOWN_NAME'], ['{{cite "note-99"}}', 'TEMPLATE_UNKNOWN_NAME'], ['{{percent 1}}', 'TEMPLATE_HELPER_ARGUMENT'], ['{{figure "router-share"}}', 'TEMPLATE_TYPE']])('%s is found before anything is rendered', (template, code) => {
  const helpers = briefHelpers({ briefing: sampleBriefing(), charts: new Map(), assets: new Map(), contents: false });
  expect(checkTemplates(setOf({ 'brief.hbs': template }), [{ path: 'brief.hbs', shape: briefingShape }], helpers).map((p) => p.code)).toEqual([code]);
});
