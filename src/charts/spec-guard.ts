// What a chart specification may not ask for: other data, pictures, links, local time. Must not change it.
import type { Problem } from '../errors.ts';
import { findJsonPosition } from './json-position.ts';

export type JsonPath = readonly (string | number)[];

/** The specification's own words, for problems. */
export interface SpecSource {
  readonly file: string;
  readonly text: string;
}

/** A problem in a specification at `path`, with the line where there is one. */
export function specProblem(source: SpecSource, path: JsonPath, code: string, message: string, hint?: string): Problem {
  const place = findJsonPosition(source.text, path);
  return { code, message, file: source.file, text: source.text, ...place, ...(hint === undefined ? {} : { hint }) };
}

const SCHEMA = /^https:\/\/vega\.github\.io\/schema\/vega-lite\/v[56](\.\d+){0,2}\.json$/;
const LOCAL_TIME = /\b(timeFormat|timeParse|timeOffset|timeSequence|datetime|year|quarter|month|week|date|day|dayofyear|hours|minutes|seconds|milliseconds|timezoneoffset|now)\s*\(/;
const REFUSED_KEYS = new Map([
  ['url', 'A chart reads only the data sets "rows" and "events", which are given to it.'],
  ['href', 'A chart has no links; put them into the source line.'],
  ['bind', 'A printed chart has no controls.'],
]);
const MAX_DEPTH = 60;
const MAX_NODES = 20_000;

/** Everything in `spec` that is refused before it is compiled; `words` undefined where they are not known. An empty list does not mean that it compiles. */
export function findRefusedParts(spec: unknown, source: SpecSource, words: Readonly<Record<string, string>> | undefined): Problem[] {
  const problems: Problem[] = [];
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    return [specProblem(source, [], 'CHART_SPEC', 'A chart specification is a JSON object.')];
  }
  const seen = { nodes: 0 };
  walk(spec, [], (value, path) => {
    if (++seen.nodes > MAX_NODES || path.length > MAX_DEPTH) return false;
    problems.push(...findInNode(value, path, source), ...findInText(value, path, source, words));
    return true;
  });
  if (seen.nodes > MAX_NODES) problems.push(specProblem(source, [], 'CHART_SPEC', `The specification has more than ${MAX_NODES} values.`));
  if (!('$schema' in spec)) problems.push(specProblem(source, [], 'CHART_SCHEMA', 'The specification has no "$schema".', SCHEMA_HINT));
  return problems;
}

const SCHEMA_HINT = 'Set "$schema" to "https://vega.github.io/schema/vega-lite/v6.json".';

/** Calls `visit` for every value below `root`, parents first; a `false` skips what is below. */
export function walk(root: unknown, path: JsonPath, visit: (value: unknown, path: JsonPath) => boolean): void {
  if (!visit(root, path) || typeof root !== 'object' || root === null) return;
  const entries = Array.isArray(root) ? root.map((v, i) => [i, v] as const) : Object.entries(root);
  for (const [key, value] of entries) walk(value, [...path, key], visit);
}

function findInNode(value: unknown, path: JsonPath, source: SpecSource): Problem[] {
  const key = path.at(-1);
  const refused = typeof key === 'string' ? REFUSED_KEYS.get(key) : undefined;
  if (refused !== undefined) return [specProblem(source, path, 'CHART_REFUSED', `"${String(key)}" is not allowed in a chart.`, refused)];
  if (key === '$schema' && !(typeof value === 'string' && SCHEMA.test(value))) {
    return [specProblem(source, path, 'CHART_SCHEMA', `"$schema" must be Vega-Lite version 5 or 6, not ${JSON.stringify(value)}.`, SCHEMA_HINT)];
  }
  const isMark = key === 'mark' || (key === 'type' && path.at(-2) === 'mark');
  if (isMark && value === 'image') return [specProblem(source, path, 'CHART_REFUSED', 'The mark "image" is not allowed in a chart.')];
  if (key === 'name' && path.at(-2) === 'data' && value !== 'rows' && value !== 'events') {
    return [specProblem(source, path, 'CHART_DATA', `There is no data set ${JSON.stringify(value)}.`, 'The data sets are "rows" and "events".')];
  }
  return [];
}

function findInText(value: unknown, path: JsonPath, source: SpecSource, words: Readonly<Record<string, string>> | undefined): Problem[] {
  if (typeof value !== 'string' || path.includes('values')) return [];
  if (/url\s*\(|javascript:/i.test(value)) {
    return [specProblem(source, path, 'CHART_REFUSED', 'A chart cannot refer to another resource.')];
  }
  const problems: Problem[] = [];
  const local = isExpression(path) ? LOCAL_TIME.exec(value) : null;
  if (local?.[1] !== undefined) {
    problems.push(specProblem(source, path, 'CHART_LOCAL_TIME', `"${local[1]}" depends on the time zone of the machine.`, 'Use its UTC twin, such as utcFormat or utcyear.'));
  }
  for (const [, word = '', optional] of isExpression(path) || path.includes('usermeta') ? value.matchAll(/\bwords\.([A-Za-z_]\w*)(\?)?/g) : []) {
    if (optional === undefined && words !== undefined && !Object.hasOwn(words, word)) {
      problems.push(specProblem(source, path, 'CHART_UNKNOWN_WORD', `There is no word "${word}".`, `Known words: ${Object.keys(words).join(', ')}.`));
    }
  }
  return problems;
}

function isExpression(path: JsonPath): boolean {
  const key = path.at(-1);
  return typeof key === 'string' && ['expr', 'calculate', 'filter', 'test', 'labelExpr', 'signal', 'update', 'init'].includes(key);
}
