// Mistakes in templates are found before anything is rendered, each with its exact place.
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/errors.ts';
import { expectGolden } from '../../support/golden.ts';
import { check, places } from './set.ts';

interface Mistake {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly found: readonly string[];
  readonly says?: RegExp;
}

function brief(text: string): Readonly<Record<string, string>> {
  return { 'brief.hbs': text };
}

const MISTAKES: readonly Mistake[] = [
  { name: 'unknown name', files: brief('<p>\n  {{edition.mont}}</p>'), found: ['templates/brief.hbs:2:5 TEMPLATE_UNKNOWN_NAME'], says: /Try "month"/ },
  { name: 'unknown name inside #if, which Handlebars takes for absent', files: brief('{{#if takeaway}}x{{/if}}'), found: ['templates/brief.hbs:1:7 TEMPLATE_UNKNOWN_NAME'], says: /Try "takeaways"/ },
  { name: 'unknown name inside #each', files: brief('{{#each\n  sectoins}}x{{/each}}'), found: ['templates/brief.hbs:2:3 TEMPLATE_UNKNOWN_NAME'], says: /Try "sections"/ },
  { name: 'unknown name inside #with', files: brief('{{#with editon}}x{{/with}}'), found: ['templates/brief.hbs:1:9 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'wrong path in a branch that never runs', files: brief('{{#if (eq edition.status "nonesuch")}}\n{{edition.colour}}{{/if}}'), found: ['templates/brief.hbs:2:3 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'wrong path in an else branch', files: brief('{{#if notes}}{{else}}{{nope}}{{/if}}'), found: ['templates/brief.hbs:1:24 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'wrong path inside #each', files: brief('{{#each notes}}\n {{nummer}}{{/each}}'), found: ['templates/brief.hbs:2:4 TEMPLATE_UNKNOWN_NAME'], says: /Try "number"/ },
  { name: 'wrong path as a helper’s argument', files: brief('{{text hedline}}'), found: ['templates/brief.hbs:1:8 TEMPLATE_UNKNOWN_NAME'], says: /Try "headline"/ },
  { name: 'wrong path in a sub-expression', files: brief('{{#if (eq edition.state "new")}}x{{/if}}'), found: ['templates/brief.hbs:1:11 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'wrong path in a partial', files: { 'brief.hbs': '{{#each notes}}{{> note}}{{/each}}', 'partials/note.hbs': '<p>\n\n  {{txt}}</p>' }, found: ['templates/partials/note.hbs:3:5 TEMPLATE_UNKNOWN_NAME'], says: /Try "text"/ },
  { name: 'wrong path in a value given to a partial', files: { 'brief.hbs': '{{> note size=nope}}', 'partials/note.hbs': '{{size}}' }, found: ['templates/brief.hbs:1:15 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'missing partial', files: { 'brief.hbs': 'a\n b {{> noet}}', 'partials/note.hbs': '' }, found: ['templates/brief.hbs:2:4 TEMPLATE_MISSING_PARTIAL', 'templates/partials/note.hbs:1:1 TEMPLATE_UNUSED'], says: /Try "note"/ },
  { name: 'partial that climbs out', files: brief('{{> "../../etc/passwd"}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_PARTIAL_NAME'] },
  { name: 'absolute partial', files: brief('{{> "/etc/passwd"}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_PARTIAL_NAME'] },
  { name: 'partial chosen by data', files: brief('{{> (word "issue")}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_DYNAMIC_PARTIAL'] },
  { name: 'partial that calls itself', files: { 'brief.hbs': '{{> a}}', 'partials/a.hbs': 'x\n{{> b}}', 'partials/b.hbs': ' {{> a}}' }, found: ['templates/partials/b.hbs:1:2 TEMPLATE_CYCLE'], says: /a\.hbs → partials\/b\.hbs → partials\/a\.hbs/ },
  { name: 'unknown helper', files: brief('<b>{{txet headline}}</b>'), found: ['templates/brief.hbs:1:6 TEMPLATE_UNKNOWN_HELPER'], says: /Try "text"/ },
  { name: 'helper of Handlebars that is not ours', files: brief('{{lookup notes 0}}{{log "x"}}'), found: ['templates/brief.hbs:1:3 TEMPLATE_UNKNOWN_HELPER', 'templates/brief.hbs:1:21 TEMPLATE_UNKNOWN_HELPER'] },
  { name: 'unknown block helper', files: brief('{{#unles notes}}x{{/unles}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_UNKNOWN_HELPER'], says: /Try "unless"/ },
  { name: 'bare block, which hides a typing mistake', files: brief('{{#notes}}x{{/notes}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_UNKNOWN_HELPER'], says: /\{\{#each notes\}\}/ },
  { name: 'too few arguments', files: brief('{{text}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_HELPER_ARGUMENT'] },
  { name: 'plain text given to the text helper', files: brief('{{text edition.month}}'), found: ['templates/brief.hbs:1:8 TEMPLATE_TYPE'] },
  { name: 'running text without its helper', files: brief('{{headline}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_TYPE'], says: /\{\{text headline\}\}/ },
  { name: 'a record printed', files: brief('{{edition}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_TYPE'] },
  { name: 'each over something that is no list', files: brief('{{#each edition}}x{{/each}}'), found: ['templates/brief.hbs:1:9 TEMPLATE_TYPE'] },
  { name: 'optional value printed as if it were always there', files: brief('{{#each numbers}}{{value}}{{/each}}'), found: ['templates/brief.hbs:1:18 TEMPLATE_OPTIONAL'], says: /\{\{#if value\}\}/ },
  { name: 'field of one kind of block', files: brief('{{#each sections}}{{#each blocks}}{{caption}}{{/each}}{{/each}}'), found: ['templates/brief.hbs:1:37 TEMPLATE_UNKNOWN_NAME'], says: /eq kind "table"/ },
  { name: 'a kind of block that there is not', files: brief('{{#each sections}}{{#each blocks}}{{#if (eq kind "figre")}}x{{/if}}{{/each}}{{/each}}'), found: ['templates/brief.hbs:1:50 TEMPLATE_UNKNOWN_NAME'], says: /Try "figure"/ },
  { name: 'unknown word', files: brief('{{word "bottom_lin"}}'), found: ['templates/brief.hbs:1:8 TEMPLATE_UNKNOWN_NAME'], says: /Try "bottom_line"/ },
  { name: 'unknown asset, one that climbs out', files: brief('<img src="{{asset "../logo.svg"}}" alt="">'), found: ['templates/brief.hbs:1:19 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'prototype paths', files: brief('{{constructor}}{{edition.__proto__}}{{words.length.constructor}}{{toString}}'), found: ['templates/brief.hbs:1:3 TEMPLATE_UNKNOWN_NAME', 'templates/brief.hbs:1:18 TEMPLATE_UNKNOWN_NAME', 'templates/brief.hbs:1:39 TEMPLATE_UNKNOWN_NAME', 'templates/brief.hbs:1:67 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'unescaped output', files: brief('<p>{{{title}}}{{&title}}'), found: ['templates/brief.hbs:1:4 TEMPLATE_RAW', 'templates/brief.hbs:1:15 TEMPLATE_RAW'] },
  { name: 'beyond the partial’s own data', files: { 'brief.hbs': '{{#each notes}}{{> a}}{{/each}}', 'partials/a.hbs': '{{../title}}' }, found: ['templates/partials/a.hbs:1:3 TEMPLATE_DEPTH'] },
  { name: 'loop variables outside a loop', files: brief('{{@index}}{{@foo}}'), found: ['templates/brief.hbs:1:3 TEMPLATE_UNKNOWN_NAME', 'templates/brief.hbs:1:13 TEMPLATE_UNKNOWN_NAME'] },
  { name: 'decorator and inline partial', files: brief('{{#*inline "x"}}y{{/inline}}'), found: ['templates/brief.hbs:1:1 TEMPLATE_UNSUPPORTED'] },
  { name: 'unclosed block', files: brief('<p>\n{{#if notes}}\n<b>{{title}}</b>\n'), found: ['templates/brief.hbs:4:1 TEMPLATE_SYNTAX'], says: /\{\{#if\}\} of line 2 is not closed/ },
  { name: 'wrong closing', files: brief('<p>\n  {{#if notes}}x{{/each}}'), found: ['templates/brief.hbs:2:6 TEMPLATE_SYNTAX'], says: /closes/ },
  { name: 'half an expression in the middle of a long line', files: brief('<p class="a">some words before it</p> {{text headline}} and {{foo bar=}} after'), found: ['templates/brief.hbs:1:71 TEMPLATE_SYNTAX'] },
  { name: 'syntax inside a partial', files: { 'brief.hbs': '{{> a}}', 'partials/a.hbs': '\n\n  {{/if}}' }, found: ['templates/partials/a.hbs:3:3 TEMPLATE_SYNTAX'] },
  { name: 'file that nothing uses', files: { 'brief.hbs': 'x', 'partials/figre.hbs': 'x' }, found: ['templates/partials/figre.hbs:1:1 TEMPLATE_UNUSED'] },
];

describe('a mistake in a template', () => {
  test.each(MISTAKES)('$name', ({ files, found, says }) => {
    const problems = check(files);
    expect(places(problems)).toEqual(found);
    for (const problem of problems) expect(problem.message).toMatch(/[a-z].*\.$/);
    if (says !== undefined) expect(problems.map((p) => `${p.message} ${p.hint ?? ''}`).join('\n')).toMatch(says);
  });

  test('is shown with its place, the lines around it, what to write instead, and the templates that led there', () => {
    const shown = MISTAKES.map(({ name, files }) => `# ${name}\n\n${check(files).map(formatProblem).join('\n\n')}\n`);
    expect(shown.length).toBeGreaterThanOrEqual(40);
    expectGolden(shown.join('\n'), 'template-mistakes.txt');
  });

  test('deep inside is shown with every call that led there, the nearest first', () => {
    const files = { 'brief.hbs': 'a\n{{> one}}', 'partials/one.hbs': '{{#each notes}}\n  {{> two}}{{/each}}', 'partials/two.hbs': '{{> three}}', 'partials/three.hbs': '<p>{{nope}}</p>\n<p onclick="a">' };
    const stack = ['templates/partials/two.hbs:1:1', 'templates/partials/one.hbs:2:3', 'templates/brief.hbs:2:1'];
    expect(check(files).map((p) => [p.file, p.code, p.stack])).toEqual(['TEMPLATE_UNKNOWN_NAME', 'TEMPLATE_HTML'].map((code) => ['templates/partials/three.hbs', code, stack]));
    expect(check(files).map(formatProblem)[0]).toMatch(/\n {2}Called from templates\/partials\/two\.hbs:1:1, from templates\/partials\/one\.hbs:2:3, from templates\/brief\.hbs:2:1\.$/);
  });

  test('all mistakes of all files come together', () => {
    const problems = check({ 'brief.hbs': '{{a}}\n{{> x}}\n{{> y}}', 'partials/x.hbs': '{{b}}{{/if}}', 'partials/y.hbs': '{{c}}' });
    expect(places(problems)).toEqual(['templates/partials/x.hbs:1:6 TEMPLATE_SYNTAX', 'templates/brief.hbs:1:3 TEMPLATE_UNKNOWN_NAME', 'templates/partials/y.hbs:1:3 TEMPLATE_UNKNOWN_NAME']);
  });

  test('no brief.hbs at all', () => {
    expect(check({}).map((p) => p.code)).toEqual(['TEMPLATE_MISSING']);
  });

  test('two thousand nested blocks are refused or checked, and do not end the process', () => {
    const deep = '{{#if title}}'.repeat(2000) + '{{nope}}' + '{{/if}}'.repeat(2000);
    expect(check(brief(deep)).map((p) => p.code)).toEqual(['TEMPLATE_TOO_DEEP']);
  });
});

const CONTEXTS: readonly (readonly [string, string, string | undefined])[] = [
  ['text', '<p>{{title}}</p>', undefined],
  ['quoted attribute', '<p class="a {{edition.status}}">x</p>', undefined],
  ['fragment', '<a href="#{{edition.month}}">x</a>', undefined],
  ['checked link', '{{#each notes}}<a href="{{link url}}">x</a>{{/each}}', undefined],
  ['asset', '<img src="{{asset "logo.svg"}}" alt="">', undefined],
  ['unquoted attribute', '<p class={{title}}>x</p>', '1:10'],
  ['tag', '<p {{title}}>x</p>', '1:4'],
  ['tag name', '<{{title}}>', '1:2'],
  ['href', '{{#each notes}}<a href="{{url}}">x</a>{{/each}}', '1:25'],
  ['href after a scheme', '<a href="javascript:{{title}}">x</a>', '1:21'],
  ['link helper behind other text', '<a href="x{{link brief.contact}}">x</a>', '1:11'],
  ['style', '<p style="color: {{title}}">x</p>', '1:18'],
  ['event', '<p onclick="{{title}}">x</p>', '1:13'],
  ['comment', '<!-- {{title}} -->', '1:6'],
  ['script', '<script>var a = 1</script>', '1:1'],
  ['style element', '<style>a{}</style>', '1:1'],
  ['meta refresh', '<meta http-equiv="refresh" content="0">', '1:1'],
  ['frame', '<iframe src="x"></iframe>', '1:1'],
  ['branches that end differently', '<p {{#if title}}class="a{{/if}}">', '1:4'],
  ['open end', '<p class="a', '1:1'],
];

describe('where an expression stands in the HTML', () => {
  test.each(CONTEXTS)('%s', (_name, text, place) => {
    const found = check(brief(text)).filter((p) => p.code === 'TEMPLATE_HTML').map((p) => `${p.line}:${p.column}`);
    expect(found[0]).toBe(place);
  });
});
