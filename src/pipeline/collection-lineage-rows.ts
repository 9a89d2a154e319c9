// Captures of the Hub → rows for lineage: the month's new models, what else was listed, and bases that were asked for. Must not count.
import { makeFilter } from '../lineage/hub-route.ts';
import { maybeModelRow, type ModelRow } from '../lineage/model-row.ts';
import type { Origins } from '../lineage/origin.ts';
import { DEFAULT_FILTER } from '../lineage/population.ts';
import type { LineageRules } from '../lineage/rules.ts';
import type { Month } from '../period.ts';
import { LANGUAGE_TASKS, modelKey } from '../sources/huggingface-requests.ts';
import { parseJsonShape, type ShapeProblem } from '../sources/shape.ts';
import type { Capture } from '../sources/source.ts';

export interface Basis {
  readonly origins: Origins;
  readonly rules: LineageRules;
}

export interface Listings {
  /** New models of the month. */
  readonly rows: readonly ModelRow[];
  /** All others that were listed. */
  readonly known: readonly ModelRow[];
  /** Whether a new model passes the filter: only their bases are worth a question. */
  readonly counts: (row: ModelRow) => boolean;
}

export interface Bases {
  readonly rows: readonly ModelRow[];
  /** Lower-case names that were asked for. */
  readonly asked: ReadonlySet<string>;
  /** Names that came back as others. */
  readonly moved: ReadonlyMap<string, string>;
}

/** Tasks of language models that only lineage counts. */
export function furtherTasks(rules: LineageRules): readonly string[] {
  return rules.languageTasks.filter((task) => !LANGUAGE_TASKS.includes(task));
}

/** A capture that the source itself knows nothing of. */
export function isFurther(key: string, rules: LineageRules): boolean {
  return key.startsWith(modelKey('')) || furtherTasks(rules).some((task) => key.startsWith(`new/${task}/`));
}

export function newModelCaptures(captures: readonly Capture[]): readonly Capture[] {
  return captures.filter((c) => c.key.startsWith('new/'));
}

/** Pages are checked by the source that they belong to; what is no list of models gives no rows here. */
export async function readListings(captures: readonly Capture[], month: Month, { rules }: Basis): Promise<Listings> {
  const [rows, known]: [ModelRow[], ModelRow[]] = [[], []];
  for (const capture of captures) {
    if (capture.status !== 200 || !/^(new|models)\//.test(capture.key)) continue;
    const items = maybeJson(await capture.read());
    for (const item of Array.isArray(items) ? (items as readonly unknown[]) : []) {
      const row = maybeModelRow(item);
      if (row === undefined) continue;
      if (capture.key.startsWith('new/') && row.createdMonth === month) rows.push(row);
      else known.push(row);
    }
  }
  return { rows, known, counts: makeFilter(rules, DEFAULT_FILTER) };
}

/** Answers about single models. One that is not there was asked for and has no row. */
export async function readBases(captures: readonly Capture[], shapes: ShapeProblem[]): Promise<Bases> {
  const asked = new Set<string>();
  const moved = new Map<string, string>();
  const rows: ModelRow[] = [];
  for (const capture of captures) {
    if (!capture.key.startsWith(modelKey(''))) continue;
    const name = capture.key.slice(modelKey('').length);
    asked.add(name);
    if (capture.status !== 200) continue;
    const item = parseJsonShape(await capture.read(), capture.key, shapes);
    const row = item?.field('id').text() === undefined ? undefined : maybeModelRow(item.value);
    if (row === undefined) continue;
    rows.push(row);
    if (row.id.toLowerCase() !== name) moved.set(name, row.id);
  }
  return { rows, asked, moved };
}

/** What the Hub redirected goes before the redirects that are kept by hand. */
export function withMoves(rules: LineageRules, { moved }: Bases): LineageRules {
  return moved.size === 0 ? rules : { ...rules, redirects: new Map([...rules.redirects, ...moved]) };
}

function maybeJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
