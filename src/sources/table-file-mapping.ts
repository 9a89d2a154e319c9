// `data/sources/<id>.yaml` → how a table becomes observations. Must not read tables.
import { findIssues } from '../config/schema.ts';
import type { Schema } from '../config/schema.ts';
import { parseYaml } from '../config/yaml.ts';
import type { YamlFile } from '../config/yaml.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { maybePeriod } from '../period.ts';
import type { SourceInfo } from './source.ts';

export type TableFormat = 'csv' | 'json' | 'ndjson' | 'parquet';

/** A checked mapping. */
export interface TableMapping {
  readonly info: SourceInfo;
  readonly figures: 'running' | 'dated';
  readonly format: TableFormat;
  /** A path inside the project or an https address, `{date}` in it where there are dates. */
  readonly from: string;
  readonly isAddress: boolean;
  /** Days of the dumps, ascending; empty for a single file. */
  readonly dates: readonly string[];
  /** `rows`: each row is an observation. `hub-models`: each row is a repository of the Hub, which is counted as the Hub's own API is. */
  readonly kind: 'rows' | 'hub-models';
  /** Names that lead to the list inside a JSON text. */
  readonly listPath: readonly string[];
  /** Field → column. */
  readonly columns: ReadonlyMap<string, string>;
  /** Field → text, the same for every row. */
  readonly constants: ReadonlyMap<string, string>;
  readonly minRows: number;
  /** Where the mapping names a column: `data/sources/pulls.yaml:14:10`. */
  readonly placeOf: (field: string) => string;
}

const REQUIRED = ['series', 'entity', 'country', 'period', 'unit', 'denominator', 'window', 'evidence'];
const FIELDS = [...REQUIRED, 'value', 'value_low', 'value_high', 'qualifier', 'as_of', 'published', 'note'];
const HUB_FIELDS = ['id', 'downloads', 'downloadsAllTime', 'createdAt', 'tags', 'pipeline_tag', 'baseModels', 'safetensors', 'gguf'];

const text = (description: string, pattern?: string, patternErrorMessage?: string): Schema => ({
  description, type: 'string', maxLength: 500, ...(pattern === undefined ? {} : { pattern }), ...(patternErrorMessage === undefined ? {} : { patternErrorMessage }),
});
const visible = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$';
const SCHEMA: Schema = {
  type: 'object', additionalProperties: false, required: ['publisher', 'title', 'page', 'licence', 'counts', 'counts_not', 'format'],
  properties: {
    publisher: text('Who publishes the table.', visible, 'It needs a visible text.'),
    title: text('What it is called.', visible, 'It needs a visible text.'),
    page: text('Web address for a reader.', '^https://[^\\s]+$', 'Write a full https:// address.'),
    licence: text('Its licence, or "not stated".', visible, 'Write "not stated" where none is stated.'),
    attribution: text('The line that the licence asks for; {as_of} stands for the last day counted.'),
    counts: text('What a figure counts.', visible, 'It needs a visible text.'),
    counts_not: text('What it does not count.', visible, 'It needs a visible text.'),
    figures: { description: 'running: shows only today. dated: each row or file has its own day.', type: 'string', enum: ['running', 'dated'] },
    format: { description: 'Format of the file.', type: 'string', enum: ['csv', 'json', 'ndjson', 'parquet'] },
    path: text('File of the project.', '^(?!.*(^|/)\\.\\.?(/|$))[^/\\\\:*?"<>|\\s][^\\\\:*?"<>|]*$', 'Write a path inside the project with forward slashes, such as data/dumps/pulls-{date}.csv.'),
    url: text('Address of the file.', '^(https://|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)[:/])[^\\s/@]+(/[^\\s]*)?$|^http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:\\d+)?(/[^\\s]*)?$', 'Write an https:// address without a user name.'),
    dates: { description: 'Days of the dumps, for {date} in path or url.', type: 'array', minItems: 1, maxItems: 600, uniqueItems: true, items: text('A day.', '^\\d{4}-\\d{2}-\\d{2}$', 'Write YYYY-MM-DD in quotes.') },
    kind: { description: 'rows: each row is an observation. hub-models: each row is a repository of the Hub.', type: 'string', enum: ['rows', 'hub-models'] },
    list: text('JSON: names that lead to the list, with points between them.', '^[^.\\s]+(\\.[^.\\s]+)*$', 'Write names with points between them: data.results.'),
    columns: { description: 'Field of the observation: column of the table.', type: 'object', additionalProperties: text('Name of a column.', visible, 'Write the name of a column.') },
    constants: { description: 'Field of the observation: the same text for every row; {date} stands for the day of the dump.', type: 'object', additionalProperties: text('A text.', visible, 'Write a text.') },
    min_rows: { description: 'Fewer rows are suspect.', type: 'integer', minimum: 1, maximum: 1_000_000 },
  },
};

/** Throws every problem of the file: of its YAML, CONFIG_*, MAPPING_FILE, MAPPING_FIELD, MAPPING_DATE, MAPPING_PLACEHOLDER. */
export function parseMapping(source: string, file: string, id: string): TableMapping {
  const yaml = parseYaml(source, file);
  const problems = findIssues(SCHEMA, yaml.value).map(({ path, atKey, ...issue }): Problem => ({ ...issue, file, text: source, ...(atKey ? yaml.locateKey(path) : yaml.locate(path)) }));
  if (problems.length > 0) throw new BriefwrightError(problems);
  const spec = yaml.value as MappingSpec;
  problems.push(...complaints(spec, (path, atKey) => ({ file, text: source, ...(atKey ? yaml.locateKey(path) : yaml.locate(path)) })));
  if (problems.length > 0) throw new BriefwrightError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return mappingOf(spec, yaml, file, id);
}

interface MappingSpec {
  readonly publisher: string;
  readonly title: string;
  readonly page: string;
  readonly licence: string;
  readonly attribution?: string;
  readonly counts: string;
  readonly counts_not: string;
  readonly figures?: 'running' | 'dated';
  readonly format: TableFormat;
  readonly path?: string;
  readonly url?: string;
  readonly dates?: readonly string[];
  readonly kind?: 'rows' | 'hub-models';
  readonly list?: string;
  readonly columns?: Readonly<Record<string, string>>;
  readonly constants?: Readonly<Record<string, string>>;
  readonly min_rows?: number;
}

type PlaceOf = (path: readonly (string | number)[], atKey: boolean) => Pick<Problem, 'file' | 'text' | 'line' | 'column'>;

function complaints(spec: MappingSpec, place: PlaceOf): Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly (string | number)[], atKey: boolean, code: string, message: string, hint: string): void => void problems.push({ code, message, hint, ...place(path, atKey) });
  const [columns, constants, from] = [spec.columns ?? {}, spec.constants ?? {}, spec.path ?? spec.url ?? ''];
  if ((spec.path === undefined) === (spec.url === undefined)) add([], false, 'MAPPING_FILE', spec.path === undefined ? 'It is not said where the table is.' : 'It is said twice where the table is.', 'Give either path or url.');
  if (spec.list !== undefined && spec.format !== 'json') add(['list'], true, 'MAPPING_FIELD', `"list" means nothing for ${spec.format}.`, 'Leave it out.');
  for (const [i, date] of (spec.dates ?? []).entries()) if (maybePeriod(date)?.kind !== 'day') add(['dates', i], false, 'MAPPING_DATE', `"${date}" is not a day.`, 'Write a day that the calendar has.');
  if (from !== '' && from.includes('{date}') !== (spec.dates !== undefined)) add([spec.dates === undefined ? (spec.path === undefined ? 'url' : 'path') : 'dates'], true, 'MAPPING_PLACEHOLDER', spec.dates === undefined ? '{date} is there, but no dates.' : 'There are dates, but no {date} in the path or address.', 'Give both, or neither.');
  const known = spec.kind === 'hub-models' ? HUB_FIELDS : FIELDS;
  for (const [part, fields] of [['columns', columns], ['constants', constants]] as const) {
    for (const field of Object.keys(fields)) if (!known.includes(field)) add([part, field], true, 'MAPPING_FIELD', `"${field}" is not a field of ${spec.kind === 'hub-models' ? 'a repository' : 'an observation'}.`, `The fields are: ${known.join(', ')}.`);
    for (const [field, value] of Object.entries(fields)) if (part === 'constants' && value.includes('{date}') && spec.dates === undefined) add([part, field], false, 'MAPPING_PLACEHOLDER', '{date} is there, but no dates.', 'Add dates, or write the day.');
  }
  for (const field of Object.keys(constants)) if (Object.hasOwn(columns, field)) add(['constants', field], true, 'MAPPING_FIELD', `"${field}" comes from a column and from a constant.`, 'Keep one of the two.');
  if (spec.kind === 'hub-models') {
    if (spec.dates === undefined) add([], false, 'MAPPING_DATE', 'A dump of the Hub needs the day that it was made.', 'Add dates, and {date} to the path or address.');
    if (Object.keys(constants).length > 0) add(['constants'], true, 'MAPPING_FIELD', 'A dump of the Hub has no constants.', 'Leave them out.');
    return problems;
  }
  const has = (field: string): boolean => Object.hasOwn(columns, field) || Object.hasOwn(constants, field);
  for (const field of REQUIRED.filter((f) => !has(f))) add([], false, 'MAPPING_FIELD', `Nothing is said about "${field}".`, 'Add it to columns or to constants.');
  if (!has('value') && !(has('value_low') && has('value_high'))) add([], false, 'MAPPING_FIELD', 'No column holds the figure.', 'Add value, or value_low and value_high, to columns.');
  return problems;
}

function mappingOf(spec: MappingSpec, yaml: YamlFile, file: string, id: string): TableMapping {
  return {
    info: { id, publisher: spec.publisher, title: spec.title, url: spec.page, licence: spec.licence, attribution: spec.attribution ?? '', counts: spec.counts, countsNot: spec.counts_not },
    figures: spec.figures ?? (spec.dates === undefined ? 'running' : 'dated'),
    format: spec.format, from: spec.path ?? spec.url ?? '', isAddress: spec.url !== undefined, dates: [...(spec.dates ?? [])].sort(), kind: spec.kind ?? 'rows',
    listPath: spec.list?.split('.') ?? [], columns: new Map(Object.entries(spec.columns ?? {})), constants: new Map(Object.entries(spec.constants ?? {})), minRows: spec.min_rows ?? 1,
    placeOf: (field) => {
      const { line, column } = yaml.locate(['columns', field]);
      return `${file}:${line}:${column}`;
    },
  };
}
