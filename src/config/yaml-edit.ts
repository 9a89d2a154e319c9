// Changes to YAML files that people write: keys added, comments and order kept. Must not change what is there.
import { isCollection, isNode, isPair, parseDocument } from 'yaml';
import { failure } from '../errors.ts';
import { hintNames } from './names.ts';
import { parseYaml } from './yaml.ts';

/** The text with `key: value` at the end of the file. Throws CONFIG_DUPLICATE_ID when the key is there. */
export function appendYamlKey(text: string, file: string, key: string, value: Readonly<Record<string, string>>): string {
  parseYaml(text, file);
  const doc = parseDocument(text);
  if (doc.has(key)) throw failure('CONFIG_DUPLICATE_ID', `"${key}" is there already.`, { file });
  const entry = parseDocument('');
  entry.contents = entry.createNode({ [key]: value }) as typeof entry.contents;
  return `${text.replace(/\n*$/, text.trim() === '' ? '' : '\n\n')}${entry.toString({ lineWidth: 0 })}`;
}

export interface NewFigure {
  readonly id: string;
  /** Section that prints it. */
  readonly section: string;
  readonly figure: Readonly<Record<string, unknown>>;
}

/** A brief's text with one more figure, printed at the end of its section. Throws CONFIG_DUPLICATE_ID, CONFIG_UNKNOWN_NAME. */
export function addFigureToBrief(text: string, file: string, { id, section, figure }: NewFigure): string {
  parseYaml(text, file);
  const doc = parseDocument(text);
  if (doc.hasIn(['figures', id])) throw failure('CONFIG_DUPLICATE_ID', `The brief has a figure "${id}" already.`, { file });
  const sections = doc.toJS() as { readonly sections?: readonly { readonly id?: string }[] };
  const at = sections.sections?.findIndex((s) => s.id === section) ?? -1;
  if (at < 0) throw failure('CONFIG_UNKNOWN_NAME', `The brief has no section "${section}".`, { file, hint: hintNames('sections', section, sections.sections?.flatMap((s) => s.id ?? []) ?? []) });
  const items = doc.getIn(['sections', at, 'items']);
  const figures = doc.get('figures');
  const entry = parseDocument('');
  entry.contents = entry.createNode({ [id]: figure }) as typeof entry.contents;
  const inserts = [maybeInsert(text, items, `- figure: ${id}`, -2), maybeInsert(text, figures, entry.toString({ lineWidth: 0 }).trimEnd(), 0)].filter((x) => x !== undefined);
  if (inserts.length === 2) return inserts.sort((a, b) => b.at - a.at).reduce((t, x) => t.slice(0, x.at) + x.text + t.slice(x.at), text);
  // A list or map between brackets has no lines to add to.
  doc.addIn(['sections', at, 'items'], doc.createNode({ figure: id }));
  doc.setIn(['figures', id], doc.createNode(figure));
  return doc.toString({ lineWidth: 0 });
}

/** After the last entry of a block collection, with the indentation of the first; undefined for one between brackets. */
function maybeInsert(text: string, collection: unknown, lines: string, shift: number): { readonly at: number; readonly text: string } | undefined {
  if (!isCollection(collection) || collection.flow === true) return undefined;
  const [first, last] = [collection.items[0], collection.items.at(-1)];
  const start = rangeOf(isPair(first) ? first.key : first)?.[0];
  const end = rangeOf(isPair(last) ? last.value : last)?.[1];
  if (start === undefined || end === undefined) return undefined;
  const indent = ' '.repeat(start - text.lastIndexOf('\n', start - 1) - 1 + shift);
  const at = text.slice(0, end).trimEnd().length;
  return { at, text: lines.split('\n').map((line) => `\n${indent}${line}`).join('') };
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return isNode(node) && node.range !== null && node.range !== undefined ? node.range : undefined;
}
