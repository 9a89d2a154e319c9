import { expect, test } from 'vitest';
import { maybeBaseName } from '../../src/lineage/base-name.ts';
import { decodeDeclaration, encodeDeclaration, FLAG } from '../../src/lineage/declaration.ts';
import { maybeModelRow } from '../../src/lineage/model-row.ts';
import { licenceClassOf, parseLineageRules, rejectPattern, sizeClassOf } from '../../src/lineage/rules.ts';
import { random } from '../support/observations.ts';
import { item, rules } from './support.ts';

test.each([
  ['Qwen/Qwen3-8B', 'qwen/qwen3-8b'], ['gpt2', 'gpt2'], ['https://huggingface.co/Qwen/Qwen3-8B', 'qwen/qwen3-8b'], ['http://www.huggingface.co/Qwen/Qwen3-8B/', 'qwen/qwen3-8b'],
  ['https://huggingface.co/Qwen/Qwen3-8B/blob/main/README.md', 'qwen/qwen3-8b'], ['huggingface.co/models/Qwen/x', 'qwen/x'], ['hf://Qwen/x', 'qwen/x'], ['Qwen/x@v1.0', 'qwen/x'], ['hf.co/Qwen/x:Q4_K_M', 'qwen/x'],
  ['_a/_b_', '_a/_b_'], ['Qwen/x.', 'qwen/x'], ['[Qwen/x]', 'qwen/x'], ['`Qwen/x`', 'qwen/x'], ['<Qwen/x>', 'qwen/x'], ['Qwen/x,', 'qwen/x'], ['  Qwen/x\n', 'qwen/x'], ['Qwen/x?library=transformers', 'qwen/x'],
])('%j is %s', (text, name) => expect(maybeBaseName(text)?.name).toBe(name));

test.each([
  '', ' ', '/', '//', 'a/b/c', '/srv/model', '~/m', './m', '../m', 'C:\\models\\m', 'c:/models/m', 'https://github.com/a/b', 'https://huggingface.co/', 'https://huggingface.co/spaces/a/b', 'https://modelscope.cn/models/a/b',
  'a b', 'a/b c', 'none', 'None', 'N/A', 'null', '-', '.', '..', '-a/b', 'a/-b', 'ä/b', 'a/b\u0000', 'x'.repeat(97), `a/${'x'.repeat(97)}`, 'a/b'.repeat(100), '{{ base_model }}', "'; DROP TABLE m; --",
])('%j is no repository', (text) => expect(maybeBaseName(text)).toBeUndefined());

test('whatever comes, a name is one or two plain parts in lower case, and cleaning it again changes nothing', () => {
  const alphabet = [...'abQ0/.-_: @#?\\"\'`<>[]%\n\tä\u0000', 'https://', 'huggingface.co/', 'hf.co/', 'tree/main', 'datasets/'];
  for (let seed = 1; seed <= 3000; seed++) {
    const next = random(seed);
    const text = Array.from({ length: Math.floor(next() * 14) }, () => alphabet[Math.floor(next() * alphabet.length)] ?? '').join('');
    const found = maybeBaseName(text);
    if (found === undefined) continue;
    expect(found.name, `seed ${seed} ${JSON.stringify(text)}`).toMatch(/^[a-z0-9_][a-z0-9_.-]*(\/[a-z0-9_][a-z0-9_.-]*)?$/);
    expect(maybeBaseName(found.shown), `seed ${seed}`).toEqual({ ...found, cleaned: false });
  }
});

test('a long text of slashes and brackets takes no time', () => {
  const begin = performance.now();
  for (const text of ['/'.repeat(200_000), '['.repeat(200_000), `${' '.repeat(100_000)}a`, 'a/'.repeat(100_000), `https://huggingface.co/${'x?'.repeat(100_000)}`]) maybeBaseName(text);
  expect(performance.now() - begin).toBeLessThan(1500);
});

test('items of any shape become rows or nothing', () => {
  for (const bad of [null, 1, 'x', [], {}, { id: '' }, { id: 7 }, { id: null }]) expect(maybeModelRow(bad)).toBeUndefined();
  const odd = maybeModelRow({ id: 'a/b', downloads: -3, downloadsAllTime: 'x', tags: 'one', baseModels: { relation: 4, models: [{ id: 'c/d' }, null, { id: 5 }] }, createdAt: '20-01-01', safetensors: [], cardData: 'text', gated: 'auto' });
  expect(odd).toMatchObject({ id: 'a/b', downloads: 0, downloadsEver: 0, tags: ['one'], baseModels: { relation: '', models: [{ id: 'c/d' }] }, createdMonth: '', parameters: 0, gated: true });
  expect(maybeModelRow({ modelId: 'a/b' })?.id).toBe('a/b');
});

test('a declaration says after its journey what it said before', () => {
  const row = maybeModelRow(item('a/b', [{ id: 'Qwen/X', _id: 'f00' }, 'meta-llama/Y']));
  expect(row === undefined ? undefined : decodeDeclaration(encodeDeclaration(row))).toEqual({ relation: 'merge', flags: 0, bases: [{ name: 'qwen/x', shown: 'Qwen/X', hubId: 'f00' }, { name: 'meta-llama/y', shown: 'meta-llama/Y' }] });
  expect(decodeDeclaration('tbase_model:Qwen/X\u001fbase_model:adapter:Qwen/X\u001fbase_model:merge:Qwen/X')).toMatchObject({ relation: 'adapter', flags: FLAG.fromTags | FLAG.repeated, bases: [{ name: 'qwen/x' }] });
});

test('licences, sizes and rejected words', () => {
  const licence = (text: string): string => rules.licenceClasses[licenceClassOf(rules, text)]?.name ?? 'none';
  expect(['apache-2.0', 'Apache-2.0', 'mit', 'llama3.1', 'gemma', 'cc-by-nc-4.0', 'cc-by-4.0', 'bsd-3-clause', 'openrail++', 'other', ''].map(licence)).toEqual(['apache-2-0', 'apache-2-0', 'mit', 'llama', 'gemma', 'non-commercial', 'open-other', 'open-other', 'responsible-use', 'custom', 'none']);
  expect([0, 1, 999_999_999, 1e9, 8e9, 9e9, 1e11, 1e13].map((n) => sizeClassOf(rules, n))).toEqual([-1, 0, 0, 1, 1, 2, 4, 4]);
  const rejected = new RegExp(rejectPattern(rules));
  expect(['/qwen3guard', '/llama-guard-3', '/x-gguf', '/gguf', '/latest', '/test', '/attest-1', '/my_lora_v2', '/x.awq'].map((n) => rejected.test(n))).toEqual([false, true, true, true, false, true, false, true, true]);
});

test('rules with mistakes are refused with all of them and their places', () => {
  const codes = (text: string): string[] => {
    try {
      parseLineageRules(text, 'rules.yaml');
      return [];
    } catch (error) {
      return (error as { problems: { code: string; line?: number; message: string }[] }).problems.map((p) => `${p.line}: ${p.message}`);
    }
  };
  const found = codes('language_tasks: [Text]\nmin_downloads: five\nmost_bases_asked: -1\nreject_words: []\ngguf_tags: [gguf]\nquantised_tags: ["a(b"]\nsize_classes: { b: 2, a: 1 }\nlicence_classes: { x: 3 }\nredirects: { gpt2: gpt2 }\nextra: 1\n');
  expect(found).toHaveLength(9);
  expect(found.every((text) => /^[1-9]\d*: /.test(text))).toBe(true);
});
