// Who is let in: our own address and token, reading only. No server is needed to know.
import { describe, expect, test } from 'vitest';
import { LAST_SIZE } from '../../src/document/short-edition.ts';
import { findRefusal, type Asked } from '../../src/preview/guard.ts';
import { parseLook } from '../../src/preview/look.ts';
import { partsOf } from '../../src/pipeline/workshop-parts.ts';

const door = { port: 4000, token: 'abcdefghijklmnopqrstuvwx' };
const ask = (over: Partial<Asked> = {}, headers: Asked['headers'] = {}) => findRefusal({ method: 'GET', url: `/${door.token}/`, headers: { host: '127.0.0.1:4000', ...headers }, ...over }, door)?.status;

describe('who is let in', () => {
  test.each([
    ['the page', {}, {}], ['a visit by way of localhost', {}, { host: 'localhost:4000' }], ['HEAD', { method: 'HEAD' }, {}],
    ['our own script', {}, { origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-origin' }],
    ['a link that somebody follows', {}, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ] as const)('%s', (_, over, headers) => expect(ask(over, headers)).toBeUndefined());

  test.each([
    ['a name that was bent to this machine', 403, {}, { host: 'evil.example' }], ['the same with our port', 403, {}, { host: 'evil.example:4000' }], ['no host', 403, {}, { host: undefined }],
    ['another port', 403, {}, { host: '127.0.0.1:4001' }], ['an address that only begins as ours', 403, {}, { host: '127.0.0.1:4000.evil.example' }], ['another loopback address', 403, {}, { host: '127.0.0.2:4000' }],
    ['another origin', 403, {}, { origin: 'https://evil.example' }], ['an opaque origin', 403, {}, { origin: 'null' }], ['our origin in another scheme', 403, {}, { origin: 'https://127.0.0.1:4000' }], ['an empty origin', 403, {}, { origin: '' }],
    ['a script tag of another site', 403, {}, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    ['a frame of another site', 403, {}, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['another port of this machine', 403, {}, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['POST', 405, { method: 'POST' }, {}], ['PUT', 405, { method: 'PUT' }, {}], ['DELETE', 405, { method: 'DELETE' }, {}], ['OPTIONS', 405, { method: 'OPTIONS' }, {}], ['get', 405, { method: 'get' }, {}],
    ['no token', 404, { url: '/' }, {}], ['half a token', 404, { url: '/abcdefghijkl/' }, {}], ['another token', 404, { url: '/xbcdefghijklmnopqrstuvwx/' }, {}], ['no slash after it', 404, { url: `/${door.token}` }, {}],
    ['a whole address', 404, { url: `http://127.0.0.1:4000/${door.token}/` }, {}], ['the token later', 404, { url: `/x/${door.token}/` }, {}], ['the token as a query', 404, { url: `/?${door.token}/` }, {}],
  ] as const)('but not %s', (_, status, over, headers) => expect(ask(over, headers)).toBe(status));
});

describe('what a page may ask for', () => {
  const look = (query: string) => parseLook(new URLSearchParams(query), { month: '2026-02', variant: 'letter' });
  test('what the command line said, unless the page says otherwise', () => {
    expect(look('')).toEqual({ month: '2026-02', variant: 'letter' });
    expect(look('month=2026-01&variant=&page=Letter&theme=blue&locale=fr')).toEqual({ month: '2026-01', page: 'Letter', theme: 'blue', locale: 'fr' });
  });
  test('how much less is in an edition of two pages', () => {
    expect([look('size=1').size, look('size=9').size, look('size=x').size, look('size=-1').size, look('').size]).toEqual([1, LAST_SIZE, undefined, undefined, undefined]);
  });
  test.each(['month=2026-13', 'month=../x', 'variant=a/b', 'variant=..', 'theme=../../etc', 'theme=A', 'locale=..%2F..', 'locale=fr_FR', 'page=A3', `theme=${'a'.repeat(80)}`])('%s is passed over', (query) => {
    expect(Object.keys(look(query)).filter((key) => query.startsWith(key))).toEqual([]);
  });
});

test('a file is part of what is made from it, and of everything when that cannot be told', () => {
  const where = { data: '/p/data', templates: ['/own', '/p/templates', '/pack/templates'] };
  const parts = (path: string) => partsOf(path, where).join(' ');
  expect([parts('/p/data/briefs/x.yaml'), parts('/p/data/commentary/2026-02.md'), parts('/p/data/observations/a.csv'), parts('/p/data/registry/sources.yaml')]).toEqual(['config', '', 'knowledge', 'knowledge']);
  expect([parts('/own/partials/a.hbs'), parts('/p/templates/themes/x/print.css'), parts('/p/templates/messages/fr.yaml'), parts('/p/templates/charts/line.vl.json')]).toEqual(['templates', 'theme', 'words', '']);
  expect([parts('/elsewhere/x'), parts('/p/templates/new'), parts('/p/dataset/x')]).toEqual(Array.from({ length: 3 }, () => 'config words theme templates knowledge'));
});
