// The message files say the same things: same keys, same placeholders, each in its own typography.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { createMessages, type Messages } from '../../src/document/messages.ts';

const root = join(import.meta.dirname, '../..');
const read = async (locale: string): Promise<Messages> => {
  const file = `templates/messages/${locale}.yaml`;
  const text = await readFile(join(root, file), 'utf8');
  return createMessages(locale, [{ file, text, tree: parseYaml(text), locate: () => undefined }]);
};
const keysOf = (messages: Messages, prefix = ''): string[] =>
  messages.keysUnder(prefix).flatMap((key) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return messages.has(path) ? [path] : keysOf(messages, path);
  });

/** Groups of the file, since `keysUnder` starts one level below a name. */
const all = async (locale: string): Promise<{ messages: Messages; keys: string[] }> => {
  const messages = await read(locale);
  const tree: unknown = parseYaml(await readFile(join(root, `templates/messages/${locale}.yaml`), 'utf8'));
  const tops = Object.keys(tree as object);
  return { messages, keys: tops.flatMap((top) => (messages.has(top) ? [top] : keysOf(messages, top))) };
};

/** Only a language that is not the tables' own translates their statements. */
const isTranslatedData = (key: string): boolean => key.startsWith('register.');

describe('French', async () => {
  const [en, fr] = [await all('en'), await all('fr')];
  const sentence = (key: string): string => fr.messages.text(key, Object.fromEntries(fr.messages.argumentsOf(key).map((name) => [name, '…'])));

  test('has every message of the English file and no other', () => {
    expect(en.keys.length).toBeGreaterThan(300);
    expect(fr.keys.filter((key) => !isTranslatedData(key)).sort()).toEqual([...en.keys].sort());
  });

  test('has the placeholders of each English message', () => {
    const different = en.keys.filter((key) => fr.messages.argumentsOf(key).toSorted().join() !== en.messages.argumentsOf(key).toSorted().join());
    expect(different).toEqual([]);
  });

  test('fills every message', () => {
    expect(fr.keys.filter((key) => sentence(key).includes('{'))).toEqual([]);
  });

  test('says what the register quotes, statement by statement, and keeps the quotations', async () => {
    const rows = parse(await readFile(join(root, 'data/observations/statements.csv'), 'utf8'), { columns: true }) as { id: string; text: string }[];
    expect(fr.keys.filter(isTranslatedData).filter((key) => key.endsWith('.text'))).toEqual(rows.map((row) => `register.${row.id}.text`));
    const quotes = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    for (const row of rows) expect(quotes(sentence(`register.${row.id}.text`)), row.id).toEqual(quotes(row.text));
  });

  test('keeps French typography', () => {
    const wrong = fr.keys.filter((key) => /[^\u202f][;!?%»]|[^\u202f\d]:|«[^\u202f]|'| [;:!?%»]/.test(sentence(key).replaceAll(/"[^"]*"/g, '')) || (!isTranslatedData(key) && sentence(key).includes('"')));
    expect(wrong).toEqual([]);
  });

  test('is not left in English', () => {
    const same = en.keys.filter((key) => !/^(brands|names|words)\./.test(key) && /\p{L}{4}.*\s\p{L}{3}/u.test(sentence(key)) && sentence(key) === en.messages.text(key, Object.fromEntries(en.messages.argumentsOf(key).map((name) => [name, '…']))));
    expect(same).toEqual([]);
  });
});
