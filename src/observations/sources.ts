// `sources.yaml` → who published a figure, under what terms, and what it counts. Must not read files.
import { parseYaml } from '../config/yaml.ts';
import type { YamlFile } from '../config/yaml.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { maybePeriod } from '../period.ts';
import type { Source } from './observation.ts';
import { isWebAddress } from './registry.ts';
import { maybeHidden, nearestHint } from './table.ts';
import type { TableFile } from './table.ts';

const KEYS = ['publisher', 'title', 'url', 'date', 'accessed', 'licence', 'attribution', 'counts', 'counts_not', 'reported_from'];
const MAY_BE_EMPTY = ['attribution', 'reported_from'];

/** Sources by id. Problems go to `problems`; a source that has one is still there, so that rows that name it are not blamed. */
export function parseSources(source: TableFile, problems: Problem[]): ReadonlyMap<string, Source> {
  let yaml: YamlFile;
  try {
    yaml = parseYaml(source.text, source.file);
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    problems.push(...error.problems);
    return new Map();
  }
  const add = (path: readonly string[], ofKey: boolean, code: string, message: string, hint?: string): void => {
    problems.push({ code, message, file: source.file, ...(ofKey ? yaml.locateKey(path) : yaml.locate(path)), text: source.text, ...(hint === undefined ? {} : { hint }) });
  };
  if (!isRecord(yaml.value)) {
    add([], false, 'DATA_SOURCE', 'The file must map the id of each source to its fields.');
    return new Map();
  }
  const out = new Map<string, Source>();
  for (const [id, fields] of Object.entries(yaml.value)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) add([id], true, 'DATA_ID', `"${id}" is not an id.`, 'Lower case letters, digits and hyphens.');
    if (isRecord(fields)) out.set(id, sourceOf(id, fields, add));
    else add([id], false, 'DATA_SOURCE', `"${id}" has no fields.`, `It needs: ${KEYS.join(', ')}.`);
  }
  return out;
}

type Add = (path: readonly string[], ofKey: boolean, code: string, message: string, hint?: string) => void;

function sourceOf(id: string, fields: Readonly<Record<string, unknown>>, add: Add): Source {
  for (const key of Object.keys(fields)) if (!KEYS.includes(key)) add([id, key], true, 'DATA_FIELD_UNKNOWN', `Unknown field "${key}".`, nearestHint(key, KEYS));
  const text = (key: string): string => {
    const value = fields[key];
    if (value === undefined) add([id], true, 'DATA_FIELD_MISSING', `"${id}" has no ${key}.`);
    else if (typeof value !== 'string') add([id, key], false, 'DATA_FIELD', `"${key}" must be text.`, 'Put it in quotes.');
    else if (value.trim() === '' && !MAY_BE_EMPTY.includes(key)) add([id, key], false, 'DATA_FIELD', `"${key}" is empty.`, key === 'licence' ? 'Write "not stated" where the source states none.' : undefined);
    else if (maybeHidden(value) !== undefined) add([id, key], false, 'DATA_TEXT', `"${key}" holds the character ${maybeHidden(value) ?? ''}.`, 'A field is one line of visible text.');
    else return value.trim();
    return '';
  };
  const [url, date, accessed] = [text('url'), text('date'), text('accessed')];
  if (url !== '' && !isWebAddress(url)) add([id, 'url'], false, 'DATA_URL', `"${url}" is not a web address.`, 'Write a full https:// address.');
  if (date !== '' && [undefined, 'span'].includes(maybePeriod(date)?.kind)) add([id, 'date'], false, 'DATA_DATE', `"${date}" is not a date.`, 'Write YYYY, YYYY-MM or YYYY-MM-DD, as the source states it.');
  if (accessed !== '' && maybePeriod(accessed)?.kind !== 'day') add([id, 'accessed'], false, 'DATA_DATE', `"${accessed}" is not a day.`, 'Write YYYY-MM-DD.');
  return {
    id, publisher: text('publisher'), title: text('title'), url, date, accessed, licence: text('licence'), attribution: text('attribution'),
    counts: text('counts'), countsNot: text('counts_not'), reportedFrom: text('reported_from'),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
