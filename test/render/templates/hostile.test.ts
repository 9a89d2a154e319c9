// Templates and configuration from outside: each attempt to reach a file, an address or a prototype ends in a clear error, and the canary stays where it is.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseBrief } from '../../../src/config/brief.ts';
import { parseYaml } from '../../../src/config/yaml.ts';
import { parseCommentary } from '../../../src/document/commentary.ts';
import { BriefwrightError } from '../../../src/errors.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import { check } from './set.ts';

const CANARY = 'CANARY-7c1f';
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hostile-'));
  await mkdir(join(root, 'templates/partials'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), CANARY);
});
afterEach(() => rm(root, { recursive: true, force: true }));

test.each([
  '<script>fetch("http://127.0.0.1")</script>', '<iframe src="file:///etc/passwd"></iframe>', '<object data="file:///etc/passwd"></object>', '<embed src="http://169.254.169.254/">', '<link rel="prefetch" href="http://127.0.0.1/">',
  '<link rel="stylesheet" href="https://example.org/x.css">', '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">', '<base href="file:///">', '<form action="http://127.0.0.1/"></form>', '<style>@import url(http://127.0.0.1)</style>',
  '<img src="http://169.254.169.254/latest" alt="">', '<img src="file:///etc/passwd" alt="">', '<img srcset="http://127.0.0.1/x 1x" alt="">', '<video poster="http://127.0.0.1/"></video>', '<a href="javascript:alert(1)">x</a>', '<a href="file:///etc/passwd">x</a>',
  '<a href="data:text/html,x">x</a>', '<a href="smb://host/x">x</a>', '<a href=" javascript:alert(1)">x</a>', '<a ping="http://127.0.0.1" href="#a">x</a>', '<svg><foreignObject></foreignObject></svg>', '<a href="{{title}}">x</a>',
  '<p style="background:{{title}}">x</p>', '<p onclick="{{title}}">x</p>', '<p class={{title}}>x</p>', '<{{title}}>', '<!-- {{title}} -->', '<a href="https:{{title}}">x</a>',
  // What a browser reads otherwise than it looks.
  '<p onclick="alert(1)">x</p>', '<p ONCLICK = "alert(1)">x</p>', '<a href = "javascript:alert(1)">x</a>', '<a href=javascript:alert(1)>x</a>', '<a\thref\n=\n"javascript:alert(1)">x</a>', '<a /href="javascript:alert(1)">x</a>', '<a href="java&#115;cript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>', '<svg><image href="https://example.org/x.png"/></svg>', '<svg><use href="https://example.org/x.svg#a"/></svg>', '<svg><a><set attributeName="href" to="javascript:alert(1)"/></a></svg>', '<p style="background: url(http://127.0.0.1/)">x</p>',
  '<p style="background: u\\72l(http://127.0.0.1/)">x</p>', '<!x <a title="><img src=x onerror=alert(1)>">x</a>', '<?x <a title="><img src=x>">x</a>', '<!-- --!><script>alert(1)</script> -->', '<scr{{~! ~}} ipt>alert(1)</scr{{~! ~}} ipt>', '<textarea><a title="</textarea><img src=x>">x</a></textarea>',
  '<noscript><p title="</noscript><img src=x>">x</p></noscript>', '<a {{#if title}}title{{else}}href{{/if}}="javascript:alert(1)">x</a>', '<a href="{{#if title}}#{{else}}javascript:{{/if}}alert(1)">x</a>', '<a {{#if title}}{{else}}h{{/if}}ref="javascript:alert(1)">x</a>', '<a {{#if title}}href{{/if}} ="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<button formaction="javascript:alert(1)">x</button>', '<td background="http://127.0.0.1/x.png">x</td>',
])('%s is refused with its place', (text) => {
  const problems = check({ 'brief.hbs': `<p>\n${text}\n</p>` });
  expect(problems.map((p) => [p.code, p.file])).toContainEqual(['TEMPLATE_HTML', 'templates/brief.hbs']);
  // Where the tag begins that is at fault, or an expression inside it.
  expect(problems.filter((p) => p.code === 'TEMPLATE_HTML').map((p) => p.line ?? 0).every((line) => line >= 2 && line < 2 + text.split('\n').length)).toBe(true);
});

test.each(['{{> "../secret"}}', '{{> "/etc/passwd"}}', '{{> "..\\\\secret"}}', '{{> "%2e%2e/secret"}}', '{{> "a/../../secret"}}', '{{> "a\u0000b"}}', '{{> "C:/secret"}}', '{{> (word "issue")}}', '{{constructor.constructor}}', '{{#with (lookup this "__proto__")}}x{{/with}}', '{{#with "constructor" as |c|}}{{c.constructor}}{{/with}}', '{{@root.__proto__.x}}', '{{#each edition.constructor}}x{{/each}}', '{{asset "../../secret.txt"}}', '{{asset "/etc/passwd"}}'])('%s reaches nothing', (text) => {
  expect(check({ 'brief.hbs': text }).length).toBeGreaterThan(0);
});

test('links in templates that go to https, mail or the page are left alone, and so is plain HTML', () => {
  expect(check({ 'brief.hbs': '<a href="https://example.org/a">a</a> <a href="mailto:a@example.org">b</a> <a href="#x">c</a> <img src="{{asset "logo.svg"}}" alt=""> <p class="a {{#if title}}b{{/if}}" {{#if title}}hidden{{/if}}>d</p> <td colspan = \'{{notes.length}}\'>e &lt; f <br/> <!-- g --></td>' })).toEqual([]);
});

test('a partial that is a link out of the templates, or below one, is refused; its text is not in the error', async () => {
  await symlink(join(root, 'secret.txt'), join(root, 'templates/partials/list.hbs'));
  const error: unknown = await readTemplates([join(root, 'templates')]).catch((e: unknown) => e);
  expect(error).toMatchObject({ problems: [{ code: 'TEMPLATE_OUTSIDE', file: 'templates/partials/list.hbs' }] });
  expect(JSON.stringify(error instanceof BriefwrightError ? error.problems : error)).not.toContain(CANARY);
});

test.each([
  ['an alias bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`, 'YAML_ALIAS'], ['a JavaScript function', 'a: !!js/function "function () { return 1 }"\n', 'YAML_TAG'], ['a key twice', 'title: a\ntitle: b\n', 'YAML_DUPLICATE_KEY'],
  ['a merge key', 'a: &a { x: 1 }\nb: { <<: *a }\n', 'YAML_ALIAS'], ['a thousand levels', `${'['.repeat(1000)}${']'.repeat(1000)}\n`, 'YAML_TOO_DEEP'], ['a month with a leading zero', 'a: 08\n', 'YAML_NUMBER'],
])('%s in YAML is an error', (_, text, code) => {
  expect(() => parseYaml(text, 'x.yaml')).toThrow(expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code })]) as unknown }));
});

test('keys of a prototype in a brief change no prototype', () => {
  expect(() => parseBrief('__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }\n', 'data/briefs/x.yaml', 'x', root)).toThrow(BriefwrightError);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test.each(['<script>alert(1)</script>', '<iframe src="file:///etc/passwd"></iframe>', '![x](http://127.0.0.1/x.png)', '[x](javascript:alert)', '[x](file:///etc/passwd)', '[x](data:text/html,x)'])('%s in a commentary is refused', (text) => {
  expect(() => parseCommentary(text, 'data/commentary/x.md')).toThrow(BriefwrightError);
});
