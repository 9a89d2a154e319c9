// Models of the tracked accounts → downloads and numbers of models by organisation, family and country.
// Must not read pages. Every repository counts for its publisher; none is attributed to the model that it was made from.
import { daysTo } from './days.ts';
import { LANGUAGE_TASKS } from './huggingface-requests.ts';
import type { HubModel } from './huggingface-models.ts';
import type { Account, Origins } from './origins.ts';
import type { Row } from './source.ts';

/** What is counted and when it was read. */
export interface HubReading {
  /** Last day that a page was read. */
  readonly day: string;
  readonly models: readonly HubModel[];
  readonly origins: Origins;
  /** Account that a capture was asked for: a renamed repository may come back under another owner. */
  readonly accountOf: (model: HubModel) => Account | undefined;
}

const SCOPES = [
  { tracker: 'hub', population: 'repositories of the tracked accounts for text generation and image-text-to-text', holds: (m: HubModel): boolean => LANGUAGE_TASKS.includes(m.task) },
  { tracker: 'hub-all', population: 'all repositories of the tracked accounts', holds: (): boolean => true },
] as const;

/** A group of models that makes one entity. */
interface Group {
  readonly entity: string;
  readonly country: string;
  readonly models: HubModel[];
}

/**
 * `downloads-30d-<of>.<tracker>`, `downloads-all-time-<of>.<tracker>` and `models-<of>.<tracker>` for `org`, `family` and
 * `country`; tracker `hub` is language models, `hub-all` every repository. Families are of language models only.
 */
export function totalRows(reading: HubReading): readonly Row[] {
  return SCOPES.flatMap(({ tracker, population, holds }) => {
    const models = reading.models.filter(holds);
    const of = (name: string, groups: readonly Group[]): Row[] => groups.flatMap((g) => groupRows(`${name}.${tracker}`, g, population, reading.day));
    return [
      ...of('org', groupModels(models, (m) => organisationOf(m, reading))),
      ...of('country', groupModels(models, (m) => countryOf(m, reading))),
      ...(tracker === 'hub' ? of('family', groupModels(models, (m) => familyOf(m, reading))) : []),
    ];
  });
}

type Entity = Omit<Group, 'models'>;

function organisationOf(model: HubModel, reading: HubReading): Entity | undefined {
  const account = reading.accountOf(model);
  return account === undefined ? undefined : { entity: account.name, country: account.country };
}

function countryOf(model: HubModel, reading: HubReading): Entity {
  const account = reading.accountOf(model);
  return { entity: account?.kind === 're-uploader' ? 're-uploaders' : 'organisations', country: account?.country ?? 'ZZ' };
}

function familyOf(model: HubModel, { origins }: HubReading): Entity | undefined {
  const family = origins.findFamily('hub', model.id);
  return family === undefined ? undefined : { entity: family.name, country: family.country };
}

function groupModels(models: readonly HubModel[], entityOf: (model: HubModel) => Entity | undefined): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const model of models) {
    const entity = entityOf(model);
    if (entity === undefined) continue;
    const id = `${entity.entity}\u0000${entity.country}`;
    const group = groups.get(id) ?? { ...entity, models: [] };
    groups.set(id, group);
    group.models.push(model);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function groupRows(name: string, { entity, country, models }: Group, population: string, day: string): Row[] {
  const base = { entity, country, asOf: day, evidence: 'derived', locator: locatorOf(models), note: entity === 're-uploaders' ? 'models made by others' : '' } as const;
  const sum = (of: (m: HubModel) => number): number => models.reduce((total, m) => total + of(m), 0);
  return [
    { ...base, series: `downloads-30d-${name}`, period: daysTo(day, 30), value: sum((m) => m.downloads), unit: 'downloads', denominator: `Hugging Face downloads of ${population}`, window: '30 days to the day of reading, as the Hub counts them' },
    { ...base, series: `downloads-all-time-${name}`, period: day, value: sum((m) => m.downloadsAllTime), unit: 'downloads', denominator: `Hugging Face downloads of ${population}`, window: 'since each repository was made' },
    { ...base, series: `models-${name}`, period: day, value: models.length, unit: 'models', denominator: population, window: 'on the day of reading' },
  ];
}

/** The captures that a sum was read from: the first of them and how many more. */
export function locatorOf(models: readonly HubModel[]): string {
  const captures = [...new Set(models.map((m) => m.capture))].sort();
  const more = captures.length - 1;
  return `${captures[0] ?? ''} sum of ${models.length} models${more > 0 ? `, and ${more} more page${more === 1 ? '' : 's'}` : ''}`;
}
