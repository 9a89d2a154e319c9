// The schema that editors read and the check that the loader makes are the same.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { BRIEF_SCHEMA } from '../../src/config/brief-schema.ts';
import { briefSchemaText } from '../../src/config/schema-file.ts';
import { findIssues, isRecord } from '../../src/config/schema.ts';
import { parseYaml } from '../../src/config/yaml.ts';

const root = join(import.meta.dirname, '../..');
const input = join(root, 'test/input/config');
const read = async (name: string): Promise<unknown> => parseYaml(await readFile(join(input, name), 'utf8'), name).value;

test('the schema file is in step; delete it and run this test to write it anew', () => {
  const file = join(root, 'data/briefs/brief.schema.json');
  if (!existsSync(file) && process.env['CI'] === undefined) writeFileSync(file, briefSchemaText());
  expect(readFileSync(file, 'utf8')).toBe(briefSchemaText());
});

/** Every value that differs from `value` in one place: a key removed, a key added, a value of another type. */
function* mutants(value: unknown, rebuild: (v: unknown) => unknown = (v) => v): Generator<unknown> {
  for (const other of [null, 7, 'x y', '', true, [], {}, ['a', 'a'], -1, 1.5]) yield rebuild(other);
  if (Array.isArray(value)) {
    yield rebuild([...value, ...value]);
    for (const [i, item] of value.entries()) yield* mutants(item, (v) => rebuild(value.with(i, v)));
  } else if (isRecord(value)) {
    yield rebuild({ ...value, surprise: 1 });
    for (const key of Object.keys(value)) {
      yield rebuild(Object.fromEntries(Object.entries(value).filter(([k]) => k !== key)));
      yield* mutants(value[key], (v) => rebuild({ ...value, [key]: v }));
    }
  }
}

test('a JSON Schema validator accepts and refuses exactly what the loader does', async () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(briefSchemaText()) as object);
  const values = [await read('wrong.yaml'), ...['full.yaml', 'small.yaml'].map(read)];
  let refused = 0;
  let accepted = 0;
  for (const base of await Promise.all(values)) {
    for (const value of [base, ...mutants(base)]) {
      const own = findIssues(BRIEF_SCHEMA, value).length === 0;
      if (validate(value) !== own) expect.fail(`ajv ${String(!own)}, loader ${String(own)}: ${JSON.stringify(value)}\n${JSON.stringify(validate.errors)}`);
      if (own) accepted++;
      else refused++;
    }
  }
  expect(accepted).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(500);
});

test('every key of the schema says what it is', () => {
  const silent: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (!isRecord(schema) || !isRecord(schema['properties'])) return;
    for (const [key, value] of Object.entries(schema['properties'])) {
      if (!isRecord(value) || typeof value['description'] !== 'string') silent.push(`${path}${key}`);
      visit(value, `${path}${key}.`);
      if (isRecord(value)) for (const inner of [value['items'], value['additionalProperties']]) visit(inner, `${path}${key}[].`);
    }
  };
  visit(BRIEF_SCHEMA, '');
  expect(silent.filter((p) => !/pages\.(min|max)$|comparisons\[\]\.id$/.test(p))).toEqual([]);
});
