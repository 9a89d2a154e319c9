// What a template may read, as data: the static check walks templates against it. Must not know Handlebars.

/** The kinds of value. `runs` is running text (`Text`), which only the `text` helper prints. */
export type Shape =
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'runs' }
  | { readonly kind: 'safe' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'optional'; readonly of: Shape }
  | RecordShape
  | UnionShape;

export interface RecordShape {
  readonly kind: 'record';
  readonly name: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

/** Records told apart by the text in the field `by`. */
export interface UnionShape {
  readonly kind: 'union';
  readonly by: string;
  readonly of: Readonly<Record<string, RecordShape>>;
}

export const string: Shape = { kind: 'string' };
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
/** `Text` of the briefing. */
export const runs: Shape = { kind: 'runs' };
/** Markup that a helper made; printed as it is. */
export const safe: Shape = { kind: 'safe' };

export function list(of: Shape): Shape {
  return { kind: 'list', of };
}

/** Any text key. */
export function map(of: Shape): Shape {
  return { kind: 'map', of };
}

/** May be absent: a template reads it inside `{{#if …}}` only. */
export function optional(of: Shape): Shape {
  return { kind: 'optional', of };
}

export function record(name: string, fields: Readonly<Record<string, Shape>>): RecordShape {
  return { kind: 'record', name, fields };
}

export function union(by: string, of: Readonly<Record<string, RecordShape>>): UnionShape {
  return { kind: 'union', by, of };
}

/** The shape in words, for messages. */
export function describe(shape: Shape): string {
  switch (shape.kind) {
    case 'runs': return 'running text';
    case 'string': return 'text';
    case 'number': return 'a number';
    case 'boolean': return 'true or false';
    case 'safe': return 'markup';
    case 'list': return 'a list';
    case 'map': return 'a set of words';
    case 'optional': return `${describe(shape.of)}, or nothing`;
    case 'record': return `${/^[aeio]/.test(shape.name) ? 'an' : 'a'} ${shape.name}`;
    case 'union': return 'a block';
  }
}

/** The names that a template may write after the shape and a dot. */
export function fieldsOf(shape: Shape): readonly string[] {
  if (shape.kind === 'record') return Object.keys(shape.fields);
  if (shape.kind === 'union') return commonFields(shape);
  if (shape.kind === 'list') return ['length'];
  return [];
}

/** The shape of `shape.name`, or undefined when there is no such name. */
export function maybeField(shape: Shape, name: string): Shape | undefined {
  if (shape.kind === 'record') return Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
  if (shape.kind === 'map') return shape.of;
  if (shape.kind === 'list' && name === 'length') return number;
  if (shape.kind === 'list' && /^\d+$/.test(name)) return optional(shape.of);
  if (shape.kind === 'union' && commonFields(shape).includes(name)) return Object.values(shape.of)[0]?.fields[name];
  return undefined;
}

/** Which records of a union have the field; empty when none or when `shape` is no union. */
export function variantsWith(shape: Shape, name: string): readonly string[] {
  if (shape.kind !== 'union') return [];
  return Object.entries(shape.of).filter(([, variant]) => Object.hasOwn(variant.fields, name)).map(([kind]) => kind);
}

function commonFields(shape: UnionShape): readonly string[] {
  const [first, ...rest] = Object.values(shape.of);
  if (first === undefined) return [];
  return Object.keys(first.fields).filter((name) => rest.every((v) => v.fields[name]?.kind === first.fields[name]?.kind));
}
