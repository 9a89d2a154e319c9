import { describe, expect, test } from 'vitest';
import { fillHtml, fillText } from '../../src/delivery/personal-parts.ts';

const text = 'Title\n\n<!--[proof]-->\nProof.\n<!--[/proof]-->\n\n<!--[attached]-->\n<!--[=file]--> (<!--[=size]-->)\n<!--[/attached]-->\n<!--[linked]-->\n<!--[=document]-->\n<!--[/linked]-->\n\nEnd\n<!--[unsubscribe]-->\n<!--[=unsubscribe]-->\n<!--[/unsubscribe]-->\n';

describe('parts', () => {
  test('are kept with their places filled, or leave nothing behind', () => {
    expect(fillText(text, { parts: ['attached'], places: { file: 'a.pdf', size: '1 MB' } })).toBe('Title\n\na.pdf (1 MB)\n\nEnd\n');
    expect(fillText(text, { parts: ['proof', 'linked', 'unsubscribe'], places: { document: 'https://example.org/a', unsubscribe: 'https://example.org/u' } })).toBe('Title\n\nProof.\n\nhttps://example.org/a\n\nEnd\n\nhttps://example.org/u\n');
    expect(fillText(text, { parts: [], places: {} })).not.toContain('<!--');
  });
});

describe('values', () => {
  test('are escaped, and are not read for marks again', () => {
    const html = '<p><!--[=file]--> <a href="<!--[=unsubscribe]-->">x</a></p>';
    expect(fillHtml(html, { parts: [], places: { file: '<!--[=unsubscribe]--><b>', unsubscribe: 'https://example.org/?a=1&b="2"' } }))
      .toBe('<p>&#60;!--[=unsubscribe]--&#62;&#60;b&#62; <a href="https://example.org/?a=1&#38;b=&#34;2&#34;">x</a></p>');
    expect(fillText('<!--[=file]-->', { parts: [], places: { file: '<!--[=size]-->', size: 'no' } })).toBe('<!--[=size]-->\n');
  });

  test('with a dollar sign are themselves', () => {
    expect(fillText('<!--[=file]-->', { parts: [], places: { file: "$& $1 $'" } })).toBe("$& $1 $'\n");
  });
});
