// The data of the repository: it reads, it adds up to what its sources printed, and it is described.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/csv.ts';
import { maybePeriod } from '../../src/period.ts';
import type { Observation, Tables } from '../../src/observations/observation.ts';
import { findFamily } from '../../src/observations/registry.ts';
import { OBSERVATION_COLUMNS } from '../../src/observations/rows.ts';
import { STATEMENT_COLUMNS } from '../../src/observations/statements.ts';
import { readRegistry, readTables } from '../../src/observations/tables.ts';
import type { Registry } from '../../src/observations/tables.ts';
import { PRINTED_UNITS } from '../../src/observations/units.ts';
import { packageRoot } from '../../src/project.ts';

const root = packageRoot();
let tables: Tables;
let registry: Registry;
beforeAll(async () => {
  tables = await readTables(root);
  registry = await readRegistry(root);
});

const series = (name: string): readonly Observation[] => tables.observations.filter((o) => o.series === name);
const sum = (list: readonly Observation[]): number => list.reduce((total, o) => total + (o.value ?? NaN), 0);
const share = (part: readonly Observation[], whole: readonly Observation[]): string => ((100 * sum(part)) / sum(whole)).toFixed(1);

describe('figures', () => {
  test('the two of the story', () => {
    expect(series('downloads-cumulative-family.bloomberg').map((o) => [o.entity, o.bloc, o.value, o.published])).toEqual([['Qwen', 'china', 385_300_000, '2025-11-12'], ['Llama', 'united-states', 346_200_000, '2025-11-12']]);
    expect(series('derivatives-share-country.bloomberg')[0]).toMatchObject({ value: 40, qualifier: '>', bloc: 'china' });
    expect(series('overtake-month.atom')[0]).toMatchObject({ unit: 'event', period: { text: '2025-09' } });
  });

  test.each([['2025-01', '15.1', '18.4'], ['2025-08', '30.4', '35.5'], ['2026-09', '64.1', '74.6']])('open-weight share of %s adds up to what was printed', (month, low, high) => {
    const all = series('router-tokens-monthly.openrouter').filter((o) => o.period.text === month);
    const [open, closed] = ['open weights', 'closed weights'].map((e) => all.filter((o) => o.entity === e));
    expect(share(open ?? [], all)).toBe(low);
    expect(share(open ?? [], [...(open ?? []), ...(closed ?? [])])).toBe(high);
  });

  test('October 2026 is marked as partial', () => {
    const last = series('router-tokens-monthly.openrouter').filter((o) => o.period.start === '2026-10-01');
    expect(last).toHaveLength(4);
    for (const o of last) expect([o.period.text, o.note.startsWith('partial month')]).toEqual(['2026-10-01/2026-10-09', true]);
  });

  test.each([['2025-01-06/2025-01-12', '6.1', '80.8', '7.3'], ['2026-07-20/2026-07-26', '63.5', '28.6', '7.1'], ['2026-10-03/2026-10-09', '56.5', '23.6', '18.9']])('country shares of %s', (week, china, us, unassigned) => {
    const all = series('router-tokens-week-country.openrouter').filter((o) => o.period.text === week);
    expect(['china', 'united-states', 'unassigned'].map((b) => share(all.filter((o) => o.bloc === b), all))).toEqual([china, us, unassigned]);
  });

  test.each([['2025-11-16', '6.6'], ['2026-02-23', '59.0'], ['2026-04-06', '82.0'], ['2026-05-11', '69.8']])('Chinese share of the largest models in the week to %s', (day, expected) => {
    const all = series('router-top-tokens.openrouter-archive').filter((o) => o.asOf === day);
    expect(share(all.filter((o) => o.bloc === 'china'), all)).toBe(expected);
  });

  test('26 weeks of nine or ten models, each week known from its own day', () => {
    const weeks = Map.groupBy(series('router-top-tokens.openrouter-archive'), (o) => o.period.text);
    expect(weeks.size).toBe(26);
    for (const week of weeks.values()) {
      expect([9, 10]).toContain(week.length);
      expect(new Set(week.map((o) => o.published))).toEqual(new Set([week[0]?.period.end]));
    }
  });

  test('no price of nothing, one row per model and week', () => {
    for (const side of ['input', 'output']) {
      const prices = series(`list-price-${side}.openrouter-archive`);
      expect(prices.length).toBe(220);
      expect(prices.every((o) => (o.value ?? 0) > 0 && !o.entity.endsWith(':free'))).toBe(true);
    }
  });

  test('notable models of 2025 and their hardware are counted from the same table', () => {
    const [models, hardware] = ['notable-releases.epoch', 'training-hardware.epoch'].map((s) => series(s).filter((o) => o.period.start === '2025-01-01'));
    expect(sum(hardware ?? [])).toBe(sum(models ?? []));
    expect((models ?? []).filter((o) => o.entity === 'open weights' && o.country === 'CN').map((o) => o.value)).toEqual([20]);
  });
});

describe('dates, sources, registry', () => {
  test('nothing is known before the last day of its source’s date, but for dated snapshots', () => {
    const early = tables.observations.filter((o) => {
      const stated = maybePeriod(tables.sources.get(o.source)?.date ?? '')?.end ?? '';
      return o.published < stated && !['openrouter-archive', 'openrouter-pages'].includes(o.source);
    });
    expect(early.map((o) => o.key)).toEqual([]);
    expect(tables.statements.filter((s) => s.published < (maybePeriod(tables.sources.get(s.source)?.date ?? '')?.end ?? '')).map((s) => s.id)).toEqual([]);
  });

  test('every source is used', () => {
    const used = new Set([...tables.observations, ...tables.statements].map((o) => o.source));
    expect([...tables.sources.keys()].filter((id) => !used.has(id))).toEqual([]);
    expect(tables.sources.get('openrouter-rankings')?.attribution).toBe('Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-10.');
  });

  test('every routed model belongs to a family whose country is that of the row', () => {
    for (const o of series('router-top-tokens.openrouter-archive')) {
      const family = findFamily(registry.families, 'router', o.entity);
      expect([o.entity, family?.country]).toEqual([o.entity, o.country === 'unassigned' ? 'ZZ' : o.country]);
    }
  });

  test('a family and the namespaces of its rules agree on the country', () => {
    const countryOf = new Map(registry.organisations.map((o) => [o.namespace.toLowerCase(), o.country]));
    for (const family of registry.families) {
      for (const rule of family.match.filter((r) => r.startsWith('hub:'))) {
        const owner = rule.slice(4).split('/')[0] ?? '';
        expect([family.name, owner, countryOf.get(owner.toLowerCase())]).toEqual([family.name, owner, family.country]);
      }
    }
  });

  test('all countries of ISO 3166 are there once; blocs as ruled', () => {
    const iso = [...tables.countries.keys()].filter((c) => /^[A-Z]{2}$/.test(c) && c !== 'ZZ');
    expect(iso).toHaveLength(249);
    const blocs = (...codes: string[]) => codes.map((c) => tables.countries.get(c)?.bloc);
    expect(blocs('CN', 'HK', 'US', 'GB', 'CH', 'NO', 'FR', 'TW', 'SG', 'KR', 'UA', 'ZZ')).toEqual(['china', 'china', 'united-states', 'europe', 'europe', 'europe', 'europe', 'other', 'other', 'other', 'other', 'unassigned']);
    expect([...tables.countries].filter(([c, { bloc }]) => bloc === 'europe' && /^[A-Z]{2}$/.test(c)).length).toBe(27 + 3 + 2 + 7);
  });

  test('accounts of persons and re-uploaders have no country', () => {
    for (const o of tables.organisations.filter((x) => /account of one person|uploads models made by others|test repositories/.test(x.note))) expect([o.namespace, o.country]).toEqual([o.namespace, 'ZZ']);
    for (const name of ['bartowski', 'TheBloke', 'unsloth', 'mlx-community']) expect(tables.organisations.find((o) => o.namespace === name)?.country).toBe('ZZ');
  });

  test('Airbnb’s clarification stands beside its statement', () => {
    expect(tables.statements.find((s) => s.kind === 'clarification')).toMatchObject({ clarifies: 'airbnb-qwen-2025-10', published: '2026-05-21', bloc: 'united-states' });
  });
});

interface Field { readonly name: string; readonly type: string; readonly description: string; readonly constraints?: { readonly enum?: readonly string[]; readonly pattern?: string; readonly required?: boolean; readonly unique?: boolean } }
interface Resource { readonly name: string; readonly path: string; readonly schema: { readonly fields: readonly Field[]; readonly primaryKey: readonly string[]; readonly foreignKeys?: readonly { readonly fields: readonly string[]; readonly reference: { readonly resource?: string; readonly fields: readonly string[] } }[] } }

describe('datapackage.json', () => {
  let resources: readonly Resource[];
  const rowsOf = async (resource: Resource) => parseCsv(await readFile(join(root, 'data', resource.path), 'utf8'), resource.path);
  beforeAll(async () => {
    resources = (JSON.parse(await readFile(join(root, 'data/datapackage.json'), 'utf8')) as { resources: readonly Resource[] }).resources;
  });

  test('describes every table and no other', async () => {
    const files = await Promise.all(['observations', 'registry'].map(async (folder) => (await readdir(join(root, 'data', folder))).filter((f) => f.endsWith('.csv')).map((f) => `${folder}/${f}`)));
    expect(resources.map((r) => r.path).sort()).toEqual(files.flat().sort());
  });

  test('columns, types, words, patterns and keys hold in every row', async () => {
    for (const resource of resources) {
      const { columns, rows } = await rowsOf(resource);
      const { fields, primaryKey } = resource.schema;
      expect([resource.name, columns]).toEqual([resource.name, fields.map((f) => f.name)]);
      expect([resource.name, new Set(rows.map((r) => JSON.stringify(primaryKey.map((k) => r.cells[k])))).size]).toEqual([resource.name, rows.length]);
      const bad = rows.flatMap((r) => fields.filter((f) => !holds(f, r.cells[f.name] ?? '')).map((f) => `${resource.path}:${r.line} ${f.name}`));
      expect(bad).toEqual([]);
    }
  });

  test('foreign keys lead somewhere', async () => {
    for (const resource of resources) {
      for (const { fields, reference } of resource.schema.foreignKeys ?? []) {
        const target = reference.resource === undefined ? resource : resources.find((r) => r.name === reference.resource);
        expect(target).toBeDefined();
        const known = new Set((await rowsOf(target ?? resource)).rows.map((r) => r.cells[reference.fields[0] ?? '']));
        expect((await rowsOf(resource)).rows.map((r) => r.cells[fields[0] ?? ''] ?? '').filter((v) => v !== '' && !known.has(v))).toEqual([]);
      }
    }
  });

  test('names the columns and units that the program knows', () => {
    const of = (name: string) => resources.find((r) => r.name === name)?.schema.fields ?? [];
    expect(of('downloads').map((f) => f.name)).toEqual(OBSERVATION_COLUMNS);
    expect(of('statements').map((f) => f.name)).toEqual(STATEMENT_COLUMNS);
    expect(of('router').find((f) => f.name === 'unit')?.constraints?.enum).toEqual([...PRINTED_UNITS.keys()]);
  });
});

function holds({ type, constraints }: Field, text: string): boolean {
  if (text === '') return constraints?.required !== true;
  if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) return false;
  if (type === 'date' && maybePeriod(text)?.kind !== 'day') return false;
  if (constraints?.enum !== undefined && !constraints.enum.includes(text)) return false;
  return constraints?.pattern === undefined || new RegExp(constraints.pattern, 'u').test(text);
}
