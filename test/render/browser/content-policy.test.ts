import { expect, test } from 'vitest';
import { checkContentPolicy, CONTENT_POLICY } from '../../../src/render/browser/content-policy.ts';

const page = (head: string): string => `<!doctype html>\n<html lang="en"><head>${head}</head><body></body></html>`;
const meta = (policy: string): string => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;

test.each([
  page(`<meta charset="utf-8">${meta(CONTENT_POLICY)}`),
  page(`\n  <meta charset="utf-8" />\n  <title>T</title>\n  <meta name="author" content="A &amp; B">\n  ${meta(CONTENT_POLICY)}<style></style>`),
  page(meta(CONTENT_POLICY.replaceAll("'", '&#39;'))),
  page(meta("default-src 'none'; font-src data:; base-uri 'none'; form-action 'none';")),
])('accepts %s', (html) => {
  expect(() => checkContentPolicy(html)).not.toThrow();
});

test.each([
  ['none', page('')],
  ['one in a comment', page(`<!-- ${meta(CONTENT_POLICY)} -->`)],
  ['one behind something that loads', page(`<link rel="stylesheet" href="x">${meta(CONTENT_POLICY)}`)],
  ['one behind a style', page(`<style>@import "x";</style>${meta(CONTENT_POLICY)}`)],
  ['one in the body', page('').replace('<body>', `<body>${meta(CONTENT_POLICY)}`)],
  ['one inside a title', page(`<title>${meta(CONTENT_POLICY)}</title>`)],
  ['only a report', page(meta(CONTENT_POLICY).replace('Policy"', 'Policy-Report-Only"'))],
])('refuses a document with %s', (_, html) => {
  expect(() => checkContentPolicy(html)).toThrow('CONTENT_POLICY_MISSING');
});

test.each([
  "default-src 'self'", "default-src 'none'; img-src https:", "default-src 'none'; script-src 'unsafe-inline'", "default-src 'none'; connect-src *", "img-src data:", "default-src", '', "default-src 'none'; style-src 'unsafe-inline' https:", "default-src 'none'; sandbox allow-scripts",
])('refuses the policy %j', (policy) => {
  expect(() => checkContentPolicy(page(meta(policy)))).toThrow('CONTENT_POLICY_LOOSE');
});
