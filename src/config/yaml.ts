// YAML text → plain data, with the place of every value. The only file that knows the `yaml` library.
// Refuses whatever two readers could read in two ways; must not know what the data means.
import { isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';

/** Line and column, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (string | number)[];

export interface YamlFile {
  /** Objects, arrays, strings, numbers, booleans and null; null for an empty file. */
  readonly value: unknown;
  /** Where the value at `path` begins; of the nearest one above it where the path leads nowhere. */
  readonly locate: (path: Path) => Place;
  /** Where the character `offset` of the text at `path` stands, for a text on one line or after `|`; else where the text begins. */
  readonly locateWithin: (path: Path, offset: number) => Place;
  /** Where the key that `path` ends with begins; the value's place inside a list. */
  readonly locateKey: (path: Path) => Place;
}

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_PROBLEMS = 20;
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/**
 * Reads one YAML 1.2 document of at most 256 KiB. Refused, all at once and each with its place: bad syntax,
 * duplicate keys, keys that are not text, aliases, tags that are not plain, another version, a second document, more
 * than 64 levels, numbers that a double cannot hold or with a leading zero, control characters and marks that turn the direction of text.
 */
export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const fail = (problems: readonly Omit<Problem, 'file' | 'text'>[]): never => {
    throw new BriefwrightError(problems.slice(0, MAX_PROBLEMS).map((p) => ({ ...p, file, ...(p.line === undefined ? {} : { text }) })));
  };
  if (Buffer.byteLength(text) > MAX_BYTES) fail([{ code: 'YAML_TOO_LARGE', message: `The file is larger than ${MAX_BYTES / 1024} KiB.` }]);
  checkText(text, fail);
  const doc = parseDocument(text, { version: '1.2', merge: false, uniqueKeys: true, strict: true, prettyErrors: false, logLevel: 'error', lineCounter: lines });
  const place = (offset: number): Place => placeOf(lines, offset);
  const found = parseProblems(doc, place);
  if (found.length > 0) fail(found);
  return {
    value: doc.toJS({ maxAliasCount: 0 }),
    locate: (path) => place(offsetOf(doc, path, false)),
    locateWithin: (path, offset) => place(offsetWithin(doc, text, path, offset)),
    locateKey: (path) => place(offsetOf(doc, path, true)),
  };
}

function checkText(text: string, fail: (problems: readonly Omit<Problem, 'file' | 'text'>[]) => never): void {
  const bad = FORBIDDEN.exec(text);
  if (bad === null) return;
  const before = text.slice(0, bad.index).split('\n');
  const code = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  fail([{ code: 'YAML_CHARACTER', message: `The character U+${code} is not allowed.`, line: before.length, column: (before.at(-1) ?? '').length + 1, hint: 'Delete it; it cannot be seen.' }]);
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

const CODES: Readonly<Record<string, { readonly code: string; readonly hint?: string }>> = {
  DUPLICATE_KEY: { code: 'YAML_DUPLICATE_KEY', hint: 'Keep one of the two.' },
  TAG_RESOLVE_FAILED: { code: 'YAML_TAG', hint: 'Leave the tag out, or put the value in quotes.' },
  MULTIPLE_DOCS: { code: 'YAML_MULTIPLE_DOCUMENTS', hint: 'Leave out everything from the second "---" on.' },
  TAB_AS_INDENT: { code: 'YAML_SYNTAX', hint: 'Indent with spaces.' },
};

function syntaxProblem(error: YAMLError, place: (offset: number) => Place): Omit<Problem, 'file' | 'text'> {
  const known = CODES[error.code];
  const message = error.code === 'MULTIPLE_DOCS' ? 'The file holds more than one document.' : error.message.endsWith('.') ? error.message : `${error.message}.`;
  return { code: known?.code ?? 'YAML_SYNTAX', message, ...place(error.pos[0]), ...(known?.hint === undefined ? {} : { hint: known.hint }) };
}

function parseProblems(doc: Document, place: (offset: number) => Place): Omit<Problem, 'file' | 'text'>[] {
  // Past the first of these every further message is an echo of it.
  const exhausted = doc.errors.find((e) => e.code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [{ code: 'YAML_TOO_DEEP', message: `More than ${MAX_DEPTH} levels deep.`, ...place(exhausted.pos[0]), hint: 'Flatten it.' }];
  return [...[...doc.errors, ...doc.warnings].map((e) => syntaxProblem(e, place)), ...structureProblems(doc, place)];
}

/** What is well-formed, but not for a file that people and programs have to read alike. */
function structureProblems(doc: Document, place: (offset: number) => Place): Omit<Problem, 'file' | 'text'>[] {
  const out: Omit<Problem, 'file' | 'text'>[] = [];
  const add = (node: unknown, code: string, message: string, hint: string): void => {
    out.push({ code, message, ...place(startOf(node) ?? 0), hint });
  };
  if (doc.directives?.yaml.explicit === true && doc.directives.yaml.version !== '1.2') {
    out.push({ code: 'YAML_DIRECTIVE', message: `YAML ${doc.directives.yaml.version} reads words such as "no" otherwise.`, ...place(0), hint: 'Leave the %YAML line out.' });
  }
  const unresolved = new Set(doc.warnings.map((w) => w.message.split(' ').at(-1) ?? ''));
  visit(doc, (key, node, path) => {
    if (path.filter(isCollection).length > MAX_DEPTH) {
      add(node, 'YAML_TOO_DEEP', `More than ${MAX_DEPTH} levels deep.`, 'Flatten it.');
      return visit.BREAK;
    }
    if (isAlias(node)) add(node, 'YAML_ALIAS', `"*${node.source}" repeats another value.`, 'Write the value out.');
    if (isPair(node) && !(isScalar(node.key) && typeof node.key.value === 'string')) add(node.key, 'YAML_KEY', 'A key must be text.', 'Put it in quotes.');
    if (isNode(node) && node.tag?.startsWith(YAML_ORG) === true && !PLAIN_TAGS.has(node.tag) && !unresolved.has(node.tag)) add(node, 'YAML_TAG', `The tag ${node.tag} is not allowed.`, 'Leave the tag out.');
    if (isScalar(node) && typeof node.value === 'string' && FORBIDDEN.test(node.value)) add(node, 'YAML_CHARACTER', 'The text holds a character that cannot be seen.', 'Take the escape out.');
    if (key !== 'key' && isScalar(node) && typeof node.value === 'number' && !isExact(node.value, node.source)) add(node, 'YAML_NUMBER', `${node.source ?? String(node.value)} is not a number that every reader reads alike.`, 'Put it in quotes if it is text.');
    return undefined;
  });
  return out;
}

const YAML_ORG = 'tag:yaml.org,2002:';
const PLAIN_TAGS: ReadonlySet<string> = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => YAML_ORG + name));

/** `010` is eight to some readers and ten to others. */
function isExact(value: number, source = ''): boolean {
  return !/^[-+]?0\d/.test(source) && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function offsetOf(doc: Document, path: Path, ofKey: boolean): number {
  let node: unknown = doc.contents;
  let offset = startOf(node) ?? 0;
  for (const [i, step] of path.entries()) {
    const next = childOf(node, step);
    if (next === undefined) return offset;
    offset = startOf(ofKey && i === path.length - 1 ? next.key : next.value) ?? startOf(next.key) ?? offset;
    node = next.value;
  }
  return offset;
}

/** A text after `|` has the file's own lines without their indentation. */
function offsetWithin(doc: Document, text: string, path: Path, offset: number): number {
  const start = offsetOf(doc, path, false);
  const node = doc.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== 'string') return start;
  if (node.type !== 'BLOCK_LITERAL') return node.value.includes('\n') || node.source !== node.value ? start : start + offset + (node.type === 'PLAIN' ? 0 : 1);
  const before = node.value.slice(0, offset).split('\n');
  let line = text.indexOf('\n', start) + 1;
  const indent = /^(?: *\n)*( *)/.exec(text.slice(line))?.[1]?.length ?? 0;
  for (let i = 1; i < before.length; i++) line = text.indexOf('\n', line) + 1;
  return line + indent + (before.at(-1) ?? '').length;
}

function childOf(node: unknown, step: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((p) => isScalar(p.key) && p.key.value === String(step));
    return pair === undefined ? undefined : { key: pair.key, value: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const value = node.items[Number(step)];
  return value === undefined ? undefined : { key: value, value };
}

/** A missing value has a range of no length at the end of its key. */
function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
