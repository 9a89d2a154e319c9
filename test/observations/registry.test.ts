// Namespaces, families, countries and sources: what is refused, and which family a name belongs to.
import { describe, expect, test } from 'vitest';
import { findFamily } from '../../src/observations/registry.ts';
import type { Family } from '../../src/observations/registry.ts';
import { brief, COUNTRIES, problemsOf, SOURCES } from './project.ts';

const organisations = (...rows: readonly string[]) => problemsOf({ 'data/registry/organisations.csv': `namespace,organisation,country,evidence,source_url,note\n${rows.join('\n')}\n` });
const families = (...rows: readonly string[]) => problemsOf({ 'data/registry/families.csv': `family,organisation,country,match,note\n${rows.join('\n')}\n` });
const sources = (text: string) => problemsOf({ 'data/registry/sources.yaml': `${SOURCES}${text}` });

describe('organisations', () => {
  test.each([
    ['Qwen,Alibaba,china,unverified,,', 'DATA_COUNTRY'],
    ['Qwen,Alibaba,XX,unverified,,', 'DATA_COUNTRY'],
    ['Qwen,Alibaba,CN,sure,,', 'DATA_WORD'],
    ['Qwen,Alibaba,CN,cited,,', 'DATA_CELL_EMPTY'],
    ['Qwen,Alibaba,CN,cited,javascript:alert(1),', 'DATA_URL'],
    ['Qwen,Alibaba,CN,cited,https://a b,', 'DATA_URL'],
    ['Qwen,,CN,unverified,,', 'DATA_CELL_EMPTY'],
    ['Qwen,Alibaba,CN,unverified,,same as Qwem', 'DATA_SAME_AS'],
  ])('%s', async (text, code) => {
    expect(brief(await organisations(text))).toEqual([`organisations.csv:2 ${code}`]);
  });

  test('two namespaces that differ in case only', async () => {
    expect(brief(await organisations('Qwen,A,CN,unverified,,', 'qwen,A,CN,unverified,,'))).toEqual(['organisations.csv:3 DATA_DUPLICATE']);
  });
});

describe('countries', () => {
  test('a bloc without its row, an unknown bloc, a code twice', async () => {
    expect(brief(await problemsOf({ 'data/registry/countries.csv': COUNTRIES.replace('mixed,mixed,mixed,\n', '') }))).toEqual(['countries.csv: DATA_COUNTRY']);
    expect(brief(await problemsOf({ 'data/registry/countries.csv': `${COUNTRIES}DE,Germany,europ,\n` }))).toEqual(['countries.csv:14 DATA_BLOC']);
    expect(brief(await problemsOf({ 'data/registry/countries.csv': `${COUNTRIES}FR,France,europe,\nGer,Germany,europe,\n` }))).toEqual(['countries.csv:14 DATA_DUPLICATE', 'countries.csv:15 DATA_COUNTRY']);
  });
});

describe('families', () => {
  test.each([['Qwen,A,CN,Qwen/*,', 'DATA_MATCH'], ['Qwen,A,CN,hub:Qwen,', 'DATA_MATCH'], ['Qwen,A,CN,hub:(a+)+/x,', 'DATA_MATCH'], ['Qwen,A,world,hub:Qwen/*,', 'DATA_COUNTRY'], ['Qwen,A,CN,,', 'DATA_CELL_EMPTY']])('%s', async (text, code) => {
    expect(brief(await families(text))).toEqual([`families.csv:2 ${code}`]);
  });

  test('the first rule that matches has the name', () => {
    const family = (name: string, ...match: string[]): Family => ({ name, organisation: '', country: 'US', match, note: '' });
    const list = [family('gpt-oss', 'router:openai/gpt-oss*'), family('GPT', 'router:openai/*'), family('Nemotron', 'hub:nvidia/*nemotron*-base'), family('Exact', 'hub:a/b')];
    const of = (where: 'hub' | 'router', id: string) => findFamily(list, where, id)?.name;
    expect(of('router', 'openai/gpt-oss-120b')).toBe('gpt-oss');
    expect(of('router', 'OpenAI/gpt-5')).toBe('GPT');
    expect(of('hub', 'openai/gpt-oss-120b')).toBeUndefined();
    expect(of('hub', 'nvidia/Llama-3-Nemotron-8B-base')).toBe('Nemotron');
    expect(of('hub', 'nvidia/nemotron-base')).toBe('Nemotron');
    expect(of('hub', 'nvidia/nemotron')).toBeUndefined();
    expect(of('hub', 'a/b')).toBe('Exact');
    expect(of('hub', 'a/bc')).toBeUndefined();
  });
});

describe('sources', () => {
  test.each([
    ['x: 1\n', '12', 'DATA_SOURCE'],
    ['Bad Id: {}\n', '12', 'DATA_ID'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('licence: not stated', 'licence: ""')}`, '18', 'DATA_FIELD'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('"2025-11"', '2025')}`, '16', 'DATA_FIELD'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('2025-11', '2025-13')}`, '16', 'DATA_DATE'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('2026-01-01', '2026-01')}`, '17', 'DATA_DATE'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('https:', 'file:')}`, '15', 'DATA_URL'],
    [`x:\n${SOURCES.split('\n').slice(1).join('\n').replace('counts_not:', 'counts_nt:')}`, '21', 'DATA_FIELD_UNKNOWN'],
    ['good:\n  x: 1\n', '12', 'YAML_DUPLICATE_KEY'],
  ])('%.40j', async (text, line, code) => {
    expect(brief(await sources(text))).toContain(`sources.yaml:${line} ${code}`);
  });

  test('a list is no map of sources', async () => {
    expect(brief(await problemsOf({ 'data/registry/sources.yaml': '- good\n', 'data/observations/a.csv': undefined, 'data/observations/b.csv': 'x\n' }))).toContain('sources.yaml:1 DATA_SOURCE');
  });
});
