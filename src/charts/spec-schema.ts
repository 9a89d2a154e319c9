// Compares a specification with Vega-Lite's own JSON schema, so that a misspelt property is not silently passed over. Must not change it.
import { createRequire } from 'node:module';
import { findNearest, type Problem } from '../errors.ts';
import { isRecord } from './label-rules.ts';
import { specProblem, type JsonPath, type SpecSource } from './spec-guard.ts';

/** What of JSON Schema the schema of Vega-Lite uses. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Fault {
  readonly kind: 'property' | 'missing' | 'type' | 'value';
  readonly path: JsonPath;
  /** The names or values that may stand there. */
  readonly known: readonly string[];
}

interface Walk {
  readonly definitions: Readonly<Record<string, Schema>>;
  /** What was found of an object, by schema: the same pair is met on many ways. */
  readonly met: Map<Schema, WeakMap<object, readonly Fault[]>>;
}

const MOST = 20;
/** Names that a person still reads through. */
const LONG_LIST = 30;

/** Every property, value and type that Vega-Lite does not know, each with its place and the nearest known name. */
export function findSchemaFaults(spec: unknown, source: SpecSource): Problem[] {
  const { definitions } = createRequire(import.meta.url)('vega-lite/vega-lite-schema.json') as { readonly definitions: Readonly<Record<string, Schema>> };
  const faults = findFaults({ $ref: '#/definitions/TopLevelSpec' }, spec, [], { definitions, met: new Map() });
  return faults.slice(0, MOST).map((fault) => describeFault(fault, spec, source));
}

function findFaults(schema: Schema, value: unknown, path: JsonPath, walk: Walk): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return judge(schema, value, path, walk);
  const met = walk.met.get(schema) ?? new WeakMap<object, readonly Fault[]>();
  walk.met.set(schema, met);
  const found = met.get(value) ?? judge(schema, value, path, walk);
  met.set(value, found);
  return found;
}

function judge(schema: Schema, value: unknown, path: JsonPath, walk: Walk): readonly Fault[] {
  if (schema.$ref !== undefined) {
    const named = walk.definitions[schema.$ref.slice('#/definitions/'.length)];
    return named === undefined ? [] : findFaults(named, value, path, walk);
  }
  if (schema.anyOf !== undefined) return judgeChoice(schema.anyOf, value, path, walk);
  const allowed = schema.const === undefined ? schema.enum : [schema.const];
  if (allowed !== undefined) return allowed.includes(value) ? [] : [{ kind: 'value', path, known: allowed.map(String) }];
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.includes(typeOf(value))) return [{ kind: 'type', path, known: types }];
  if (typeof value === 'number') return value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity) ? [{ kind: 'type', path, known: [`number from ${schema.minimum ?? '−∞'} to ${schema.maximum ?? '∞'}`] }] : [];
  if (Array.isArray(value)) return judgeList(schema, value, path, walk);
  return isRecord(value) ? judgeRecord(schema, value, path, walk) : [];
}

function judgeList({ items, minItems = 0, maxItems = Infinity }: Schema, list: readonly unknown[], path: JsonPath, walk: Walk): readonly Fault[] {
  if (list.length < minItems || list.length > maxItems) return [{ kind: 'type', path, known: [`list of ${minItems === maxItems ? minItems : `${minItems} or more`}`] }];
  return items === undefined ? [] : list.flatMap((item, index) => findFaults(items, item, [...path, index], walk));
}

function judgeRecord(schema: Schema, value: Readonly<Record<string, unknown>>, path: JsonPath, walk: Walk): readonly Fault[] {
  const { properties = {}, required = [], additionalProperties: others = true } = schema;
  const unknown = Object.keys(value).filter((key) => others === false && !Object.hasOwn(properties, key));
  // A name that is nearly the one that is missing is that one, misspelt.
  const missing = required.filter((key) => !Object.hasOwn(value, key) && findNearest(key, unknown) === undefined).map((key): Fault => ({ kind: 'missing', path, known: [key] }));
  return [...missing, ...Object.entries(value).flatMap(([key, inner]): readonly Fault[] => {
    const at = [...path, key];
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (own !== undefined) return findFaults(own, inner, at, walk);
    if (typeof others === 'object') return findFaults(others, inner, at, walk);
    return others ? [] : [{ kind: 'property', path: at, known: Object.keys(properties) }];
  })];
}

/** Of several forms the one that was most likely meant: whose faults lie deepest. Values that any form allows are all told. */
function judgeChoice(forms: readonly Schema[], value: unknown, path: JsonPath, walk: Walk): readonly Fault[] {
  let best: readonly Fault[] = [];
  let least = Infinity;
  const here: Fault[] = [];
  for (const form of forms) {
    const faults = findFaults(form, value, path, walk);
    if (faults.length === 0) return [];
    here.push(...faults.filter((fault) => fault.path.length === path.length && fault.kind !== 'missing'));
    const cost = faults.reduce((sum, fault) => sum + costOf(fault, path.length), 0);
    if (cost < least) [best, least] = [faults, cost];
  }
  const values = here.filter((fault) => fault.kind === 'value').flatMap((fault) => fault.known);
  const [first] = best;
  if (best.length > 1 || first === undefined || first.path.length > path.length || first.kind === 'missing') return best;
  if (typeof value === 'string' && values.length > 0) return [{ kind: 'value', path, known: [...new Set(values)] }];
  return [{ kind: 'type', path, known: [...new Set(here.flatMap((fault) => (fault.kind === 'type' ? fault.known : [])))] }];
}

/** A fault of the value itself makes its form unlikely; one inside a part of it hardly does. */
function costOf({ kind, path }: Fault, depth: number): number {
  if (path.length === depth) return kind === 'missing' ? 12 : 100;
  return path.length === depth + 1 ? (kind === 'property' ? 8 : 4) : 1;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

const TYPES: Readonly<Record<string, string>> = { array: 'list', null: 'null', boolean: 'true or false', string: 'text' };

function describeFault({ kind, path, known }: Fault, spec: unknown, source: SpecSource): Problem {
  const key = String(path.at(-1) ?? 'the specification');
  const value = path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined), spec);
  const report = (message: string, hint?: string): Problem => specProblem(source, path, 'CHART_SPEC', `${message} (${path.length === 0 ? 'at the top' : path.join('.')})`, hint);
  const near = findNearest(kind === 'property' ? key : String(value), known);
  const shown = known.filter((name) => name !== 'image');
  const hint = [near === undefined ? '' : `Try "${near}".`, near !== undefined && shown.length > LONG_LIST ? '' : `Known: ${shown.join(', ')}.`].join(' ').trim();
  if (kind === 'property') return report(`Vega-Lite has no "${key}" here.`, hint);
  if (kind === 'missing') return report(`"${known.join(', ')}" is missing here.`);
  if (kind === 'value') return report(`${JSON.stringify(value)} is nothing that "${key}" can be.`, hint);
  return report(`"${key}" cannot be ${Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : JSON.stringify(value)}.`, known.length === 0 ? undefined : `It is: ${known.map((type) => TYPES[type] ?? type).join(', or ')}.`);
}
