import { describe, expect, test } from 'vitest';
import { inlineStyles, parseMailStyles } from '../../../src/render/mail/inline-styles.ts';

const inline = (css: string, html: string): string => inlineStyles(html, parseMailStyles(css, 'mail.css', new Map([['--ink', '#111111']])));

describe('who wins', () => {
  test.each([
    ['an element', 'p { margin: 0 }', '<p>x</p>', '<p style="margin:0">x</p>'],
    ['a class before an element, wherever it stands', '.a { color: red } p { color: blue; margin: 0 }', '<p class="a">x</p>', '<p class="a" style="margin:0;color:red">x</p>'],
    ['two classes before one', '.a.b { color: red } .a { color: blue }', '<p class="b a">x</p>', '<p class="b a" style="color:red">x</p>'],
    ['the later of two alike', 'p { color: red } p { color: blue }', '<p>x</p>', '<p style="color:blue">x</p>'],
    ['what the element says itself', 'p { color: red }', '<p style="color: green">x</p>', '<p style="color:green">x</p>'],
    ['an element with a class only where both are', 'td.a { color: red }', '<p class="a"></p><td class="a">', '<p class="a"></p><td class="a" style="color:red">'],
    ['a list of selectors', 'h1, .a { color: red }', '<h1></h1><p class="a"></p>', '<h1 style="color:red"></h1><p class="a" style="color:red"></p>'],
    ['a role of the brand', 'p { color: var(--ink) }', '<p>', '<p style="color:#111111">'],
    ['names of faces in single quotes', 'p { font-family: "A B", serif }', '<p>', `<p style="font-family:'A B', serif">`],
    ['values with a colon', 'p { background-color: red; mso-x: a:b }', '<p>', '<p style="background-color:red;mso-x:a:b">'],
    ['a shorter class is another', '.ab { color: red }', '<p class="a abc">', '<p class="a abc">'],
  ])('%s', (_, css, html, out) => expect(inline(css, html)).toBe(out));
});

test('comments, texts, closing tags and attributes with > stay as they are', () => {
  const css = 'p { margin: 0 } img { border: 0 } table { width: 1px }';
  expect(inline(css, '<!--[if mso]><table><p><![endif]--><p title="a > b">1 < 2</p><img alt="x>y" src="z" />')).toBe('<!--[if mso]><table><p><![endif]--><p title="a > b" style="margin:0">1 < 2</p><img alt="x>y" src="z" style="border:0" />');
});

test('@media blocks are kept for the head, and comments fall away', () => {
  const styles = parseMailStyles('/* a { } */ p { margin: 0 }\n@media (prefers-color-scheme: dark) {\n  p { color: var(--ink) !important; }\n  .a { color: red }\n}\nh1 { margin: 0 }', 'mail.css', new Map([['--ink', '#111111']]));
  expect(styles.media).toBe('@media (prefers-color-scheme: dark) { p { color: #111111 !important; } .a { color: red } }');
  expect(styles.rules.map((rule) => rule.tag)).toEqual(['p', 'h1']);
});
