// The fields of the data that a specification reads: a misspelt one would draw nothing, or everything alike. Must not change it.
import { findNearest, type Problem } from '../errors.ts';
import { isRecord } from './label-rules.ts';
import { specProblem, walk, type JsonPath, type SpecSource } from './spec-guard.ts';

/** Of `rows` and `events`, as `templates/charts/README.md` says. */
const FIELDS = [
  'label', 'bloc', 'blocLabel', 'group', 'start', 'end', 'date', 'periodLabel', 'value', 'low', 'high', 'text', 'order',
  'row', 'blocOrder', 'labelLines', 'groupLines', 'lowText', 'highText',
];
/** Transforms whose fields have names that only the data tell. */
const OPEN_TRANSFORMS = ['pivot', 'lookup', 'flatten', 'regression', 'loess', 'density', 'quantile'];

/** Every field that neither the data nor a transform of the specification has, with its place and the nearest that there is. */
export function findUnknownFields(spec: unknown, source: SpecSource): Problem[] {
  const made = new Set<string>(FIELDS);
  const read: { readonly path: JsonPath; readonly field: string }[] = [];
  let isOpen = false;
  walk(spec, [], (value, path) => {
    const key = path.at(-1);
    if (key === 'as') [value].flat().forEach((name) => made.add(String(name)));
    if (key === 'values' && path.at(-2) === 'data') [value].flat().forEach((row) => Object.keys(isRecord(row) ? row : { data: row }).forEach((name) => made.add(name)));
    if (key === 'fold') ['key', 'value'].forEach((name) => made.add(name));
    isOpen ||= typeof key === 'string' && OPEN_TRANSFORMS.includes(key) && typeof path.at(-2) === 'number';
    read.push(...fieldsAt(value, path));
    return key !== 'values';
  });
  if (isOpen) return [];
  const known = [...made];
  return read.filter(({ field }) => !made.has(field)).map(({ path, field }) => {
    const near = findNearest(field, known);
    return specProblem(source, path, 'CHART_FIELD', `The data have no field "${field}" (${path.join('.')}).`, `${near === undefined ? '' : `Try "${near}". `}Known: ${known.join(', ')}.`);
  });
}

function fieldsAt(value: unknown, path: JsonPath): { readonly path: JsonPath; readonly field: string }[] {
  const key = path.at(-1);
  const found = (names: readonly string[]) => names.map((field) => ({ path, field }));
  if (key === 'groupby' && Array.isArray(value)) return found(value.filter((name) => typeof name === 'string'));
  if (typeof value !== 'string' || path[0] === 'config') return [];
  if (key === 'field') return found([headOf(value)]);
  if (key === 'calculate' || key === 'filter') return found([...value.matchAll(/\bdatum(?:\.([A-Za-z_]\w*)|\[(['"])(.*?)\2\])/g)].map(([, name, , quoted]) => name ?? quoted ?? ''));
  if (key === 'text' && path[0] === 'usermeta') return found([...value.matchAll(/\{(\w+)\??\}/g)].map(([, name = '']) => name));
  return [];
}

/** `a.b` and `a[0]` read a part of the field `a`. */
function headOf(field: string): string {
  return field.replaceAll(/\\(.)/g, '$1').split(/[.[]/)[0] ?? field;
}
