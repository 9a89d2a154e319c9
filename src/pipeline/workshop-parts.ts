// The parts of a brief on a shelf: each read once, and again after a file that it is made from has changed. Must not compose.
import { relative, sep } from 'node:path';
import type { BriefConfig } from '../config/brief-config.ts';
import type { Evaluated } from '../document/evaluate.ts';
import type { CopyStore } from '../history/snapshot-copy.ts';
import type { Tables } from '../observations/observation.ts';
import type { Project } from '../project.ts';
import { PART_READERS, type PartReaders } from './preparation.ts';

export interface PartShelf {
  readonly readers: PartReaders;
  /** Absolute paths. */
  readonly forget: (paths: readonly string[]) => void;
}

type Part = 'config' | 'words' | 'theme' | 'templates' | 'knowledge';
const PARTS: readonly Part[] = ['config', 'words', 'theme', 'templates', 'knowledge'];

/** `copies`: where to look for tables that were read before, for a shelf whose readers are not given them. */
export function createPartShelf(project: Project, copies?: CopyStore): PartShelf {
  const shelves = new Map<Part, Map<string, Promise<unknown>>>(PARTS.map((part) => [part, new Map<string, Promise<unknown>>()]));
  const keep = <T>(part: Part, key: string, read: () => Promise<T>): Promise<T> => {
    const shelf = shelves.get(part);
    const known = shelf?.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    shelf?.set(key, reading);
    reading.catch(() => shelf?.get(key) === reading && shelf.delete(key));
    return reading;
  };
  const readers: PartReaders = {
    config: (request) => keep('config', JSON.stringify([request.brief, request.variant, request.locale, request.page, request.theme]), () => PART_READERS.config(request)),
    words: (...args) => keep('words', JSON.stringify([args[1], args[2]?.text]), () => PART_READERS.words(...args)),
    theme: (...args) => keep('theme', args[1], () => PART_READERS.theme(...args)),
    templates: (...args) => keep('templates', '', () => PART_READERS.templates(...args)),
    knowledge: (root, given = copies) => keep('knowledge', '', () => PART_READERS.knowledge(root, given)),
    evaluate: keepEvaluated(),
  };
  return {
    readers,
    forget: (paths) => {
      for (const part of new Set(paths.flatMap((path) => partsOf(path, project)))) shelves.get(part)?.clear();
    },
  };
}

/** For the same brief and the same tables a month is evaluated once. */
function keepEvaluated(): PartReaders['evaluate'] {
  type Months = Map<string, Promise<Evaluated>>;
  const kept = new WeakMap<BriefConfig, WeakMap<Tables, Months>>();
  return (config, known, month, signal) => {
    const byTables = kept.get(config) ?? new WeakMap<Tables, Months>();
    const byMonth: Months = byTables.get(known.tables) ?? new Map<string, Promise<Evaluated>>();
    kept.set(config, byTables);
    byTables.set(known.tables, byMonth);
    const evaluating = byMonth.get(month) ?? PART_READERS.evaluate(config, known, month, signal);
    byMonth.set(month, evaluating);
    evaluating.catch(() => byMonth.delete(month));
    return evaluating;
  };
}

/** What is made from the file; everything when it cannot be told. Chart specifications and commentary are read each time. */
export function partsOf(path: string, { data, templates }: Pick<Project, 'data' | 'templates'>): readonly Part[] {
  const inside = (base: string): string | undefined => {
    const rest = relative(base, path).split(sep).join('/');
    return rest === '' || rest.startsWith('..') ? undefined : rest;
  };
  const datum = inside(data);
  if (datum !== undefined) return /^briefs\//.test(datum) ? ['config'] : /^commentary\//.test(datum) ? [] : ['knowledge'];
  const template = templates.map(inside).find((rest) => rest !== undefined);
  if (template === undefined) return PARTS;
  if (template.endsWith('.hbs')) return ['templates'];
  const folder = template.split('/')[0];
  return folder === 'messages' ? ['words'] : folder === 'themes' ? ['theme'] : folder === 'charts' ? [] : PARTS;
}
