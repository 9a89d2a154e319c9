// A numeral that somebody typed into a template has no trace: refused with its place, unless it is marked with whose it is.
import { expect, test } from 'vitest';
import type { Helpers } from '../../../src/render/templates/helper.ts';
import { checkHtmlContext } from '../../../src/render/templates/html-context.ts';
import { parseTemplate } from '../../../src/render/templates/syntax.ts';

const helpers: Helpers = new Map();
const found = (text: string) => {
  const template = { path: 'brief.hbs', file: 'templates/brief.hbs', origin: 'project' as const, text };
  return checkHtmlContext(template, parseTemplate(template), helpers).map((p) => [p.code, p.line, p.column, /"(.*?)"/.exec(p.message)?.[1]]);
};

test.each<[string, unknown[]]>([
  ['<p>About 40 % of them</p>', [['TEMPLATE_NUMERAL', 1, 10, '40']]],
  ['<p>One</p>\n  <p>{{a}} of 1,234.5 and\n7</p>', [['TEMPLATE_NUMERAL', 2, 15, '1,234.5'], ['TEMPLATE_NUMERAL', 3, 1, '7']]],
  ['{{#if a}}{{b}}<em>3</em>{{/if}}', [['TEMPLATE_NUMERAL', 1, 19, '3']]],
  ['<img alt="The 3 best" src="#1">', [['TEMPLATE_NUMERAL', 1, 15, '3']]],
  ['<p class="col-2" id="x1">H100, GPT-4 and Qwen3 &#8211; {{own "12 of 40" "our own calls"}}</p><!-- 5 -->', []],
  ['<table><col span="2"></table>{{eq a 1}}', []],
])('%s', (text, problems) => expect(found(text)).toEqual(problems));
