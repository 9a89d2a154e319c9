// A small JSON Schema (the part that our configuration needs) and the walk that checks a value against it.
// Must not know what the configuration means.
import { findNearest } from '../errors.ts';
import { listNames } from './names.ts';

export type TypeName = 'string' | 'integer' | 'boolean' | 'array' | 'object';

/** A subset of JSON Schema draft 7; `patternErrorMessage` is what editors show for `pattern`. */
export interface Schema {
  readonly description?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

export type Path = readonly (string | number)[];

/** What is wrong at `path`; `atKey` when the key itself is meant, not its value. */
export interface Issue {
  readonly path: Path;
  readonly atKey: boolean;
  readonly code: 'CONFIG_UNKNOWN_KEY' | 'CONFIG_MISSING_KEY' | 'CONFIG_WRONG_TYPE' | 'CONFIG_BAD_VALUE';
  readonly message: string;
  readonly hint?: string;
}

/** All that is wrong with `value`, in reading order. */
export function findIssues(schema: Schema, value: unknown, path: Path = []): readonly Issue[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((t) => isType(t, value))) return [wrongType(schema, types, value, path)];
  if (typeof value === 'string') return textIssues(schema, value, path);
  if (typeof value === 'number') return numberIssues(schema, value, path);
  if (Array.isArray(value)) return listIssues(schema, value, path);
  if (isRecord(value)) return recordIssues(schema, value, path);
  return [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isType(type: TypeName, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const TYPE_WORDS: Readonly<Record<TypeName, string>> = {
  string: 'text', integer: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a block of keys',
};

function wrongType(schema: Schema, types: readonly TypeName[], value: unknown, path: Path): Issue {
  const found = value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : isRecord(value) ? 'a block of keys' : shown(value);
  const quotable = types.includes('string') && (typeof value === 'number' || typeof value === 'boolean');
  const hint = quotable ? `Put it into quotes: "${String(value)}".` : value === null ? 'Fill it in, or remove the key.' : schema.description;
  const message = `${nameOf(path)} must be ${types.map((t) => TYPE_WORDS[t]).join(' or ')}, found ${found}.`;
  return { path, atKey: false, code: 'CONFIG_WRONG_TYPE', message, ...(hint === undefined ? {} : { hint }) };
}

function badValue(path: Path, message: string, hint?: string): Issue {
  return { path, atKey: false, code: 'CONFIG_BAD_VALUE', message, ...(hint === undefined ? {} : { hint }) };
}

function textIssues(schema: Schema, value: string, path: Path): Issue[] {
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const near = findNearest(value, schema.enum);
    const hint = `${near === undefined ? '' : `Try "${near}". `}Known values: ${listNames(schema.enum)}.`;
    return [badValue(path, `${nameOf(path)} cannot be ${shown(value)}.`, hint)];
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    return [badValue(path, `${nameOf(path)} cannot be ${shown(value)}.`, schema.patternErrorMessage)];
  }
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    return [badValue(path, `${nameOf(path)} has ${length} characters; at most ${schema.maxLength} fit.`)];
  }
  return [];
}

function numberIssues(schema: Schema, value: number, path: Path): Issue[] {
  const low = schema.minimum ?? -Infinity;
  const high = schema.maximum ?? Infinity;
  if (value >= low && value <= high) return [];
  return [badValue(path, `${nameOf(path)} cannot be ${value}.`, `It must be from ${low} to ${high}.`)];
}

function listIssues(schema: Schema, value: readonly unknown[], path: Path): Issue[] {
  const out: Issue[] = [];
  if (value.length < (schema.minItems ?? 0)) out.push(badValue(path, `${nameOf(path)} is empty.`, schema.description));
  if (value.length > (schema.maxItems ?? Infinity)) out.push(badValue(path, `${nameOf(path)} has ${value.length} entries; at most ${schema.maxItems} are meant.`, schema.description));
  value.forEach((item, i) => {
    if (schema.uniqueItems === true && value.indexOf(item) < i) out.push(badValue([...path, i], `${shown(item)} is listed twice in ${nameOf(path)}.`));
    if (schema.items !== undefined) out.push(...findIssues(schema.items, item, [...path, i]));
  });
  return out;
}

function recordIssues(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path): Issue[] {
  const keys = Object.keys(value);
  const out = keys.flatMap((key) => keyIssues(schema, key, value[key], path));
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) out.push(missingKey(schema, key, path));
  }
  const known = Object.keys(schema.properties ?? {});
  if (keys.length < (schema.minProperties ?? 0)) out.push(badValue(path, `${nameOf(path)} is empty.`, known.length > 0 ? `Known keys: ${listNames(known)}.` : schema.description));
  if (keys.length > (schema.maxProperties ?? Infinity)) out.push(badValue(path, `${nameOf(path)} has ${keys.length} keys (${listNames(keys)}); ${schema.maxProperties} is meant.`, 'Start a new list item with "- ".'));
  return out;
}

function missingKey(schema: Schema, key: string, path: Path): Issue {
  const about = schema.properties?.[key]?.description;
  const message = path.length === 0 ? `The key "${key}" is missing.` : `${nameOf(path)} lacks the key "${key}".`;
  return { path, atKey: path.length > 0, code: 'CONFIG_MISSING_KEY', message, ...(about === undefined ? {} : { hint: `${key}: ${about}` }) };
}

function keyIssues(schema: Schema, key: string, value: unknown, path: Path): readonly Issue[] {
  const here = [...path, key];
  const property = schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (property !== undefined) return findIssues(property, value, here);
  if (schema.additionalProperties === false) {
    const known = Object.keys(schema.properties ?? {});
    const near = findNearest(key, known);
    const hint = `${near === undefined ? '' : `Try "${near}". `}Known keys: ${listNames(known)}.`;
    return [{ path: here, atKey: true, code: 'CONFIG_UNKNOWN_KEY', message: `Unknown key "${key}"${path.length === 0 ? '' : ` in ${nameOf(path)}`}.`, hint }];
  }
  const named = schema.propertyNames === undefined ? [] : findIssues(schema.propertyNames, key, here).map((i) => ({ ...i, atKey: true }));
  return schema.additionalProperties === undefined ? named : [...named, ...findIssues(schema.additionalProperties, value, here)];
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'The file';
  return `"${path.map((p, i) => (typeof p === 'number' ? `[${p + 1}]` : i === 0 ? p : `.${p}`)).join('')}"`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
