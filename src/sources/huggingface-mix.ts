// Language models of the tracked organisations by licence and by size, for each bloc. Must not read pages.
import { daysTo } from './days.ts';
import type { HubModel } from './huggingface-models.ts';
import { LANGUAGE_TASKS } from './huggingface-requests.ts';
import { locatorOf } from './huggingface-totals.ts';
import type { HubReading } from './huggingface-totals.ts';
import type { Row } from './source.ts';

const OPEN = /^(bsd.*|cc0.*|cc-by-\d.*|cc-by-sa-.*|mpl.*|a?gpl.*|lgpl.*|unlicense|isc|afl-.*|artistic-.*|zlib|wtfpl|ms-pl|ofl-.*|postgresql|ecl-.*|epl-.*|eupl-.*|osl-.*|bsl-.*|odc-by|pddl|gfdl|cdla-permissive-.*|cc)$/;

/** A licence id of the Hub in a reader's words. Names of single vendors' terms are all `custom terms`. */
export function licenceClass(id: string): string {
  if (id === '') return 'none declared';
  if (id.includes(' + ')) return 'several declared';
  if (id === 'apache-2.0') return 'Apache 2.0';
  if (id === 'mit') return 'MIT';
  if (/(^|-)nc(-|$)|non-?commercial/.test(id)) return 'non-commercial terms';
  return OPEN.test(id) ? 'other open licences' : 'custom terms';
}

const SIZES: readonly (readonly [number, string])[] = [[1e9, 'below 1 billion'], [1e10, '1 to 10 billion'], [7e10, '10 to 70 billion'], [2.5e11, '70 to 250 billion'], [Infinity, '250 billion and more']];

/** Class of a number of parameters; the lower end belongs to the class. */
export function sizeClass(parameters: number | undefined): string {
  return parameters === undefined || parameters === 0 ? 'size not stated' : (SIZES.find(([end]) => parameters < end)?.[1] ?? '');
}

/** `models-licence.hub`, `downloads-30d-licence.hub`, `models-size.hub`, `downloads-30d-size.hub`; the country is a bloc, re-uploaders are left out. */
export function mixRows(reading: HubReading): readonly Row[] {
  const models = reading.models.filter((m) => LANGUAGE_TASKS.includes(m.task) && reading.accountOf(m)?.kind === 'organisation');
  return [...rowsBy('licence', models, (m) => licenceClass(m.licence), reading), ...rowsBy('size', models, (m) => sizeClass(m.parameters), reading)];
}

function rowsBy(name: string, models: readonly HubModel[], classOf: (model: HubModel) => string, reading: HubReading): readonly Row[] {
  const groups = Map.groupBy(models, (m) => `${reading.origins.blocOf(reading.accountOf(m)?.country ?? 'ZZ')}\u0000${classOf(m)}`);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([id, group]): Row[] => {
    const [country = '', entity = ''] = id.split('\u0000');
    const base = { entity, country, asOf: reading.day, evidence: 'derived', locator: locatorOf(group), note: name === 'size' ? 'parameters of the stored weights; a quantised copy may state fewer' : 'as the model card declares it' } as const;
    const population = 'language models of the tracked organisations, without re-uploaders';
    return [
      { ...base, series: `models-${name}.hub`, period: reading.day, value: group.length, unit: 'models', denominator: population, window: 'on the day of reading' },
      { ...base, series: `downloads-30d-${name}.hub`, period: daysTo(reading.day, 30), value: group.reduce((sum, m) => sum + m.downloads, 0), unit: 'downloads', denominator: `Hugging Face downloads of ${population}`, window: '30 days to the day of reading, as the Hub counts them' },
    ];
  });
}
