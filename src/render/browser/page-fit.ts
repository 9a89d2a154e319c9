// Fits a document into its pages: where a page would end with a hole, figures that stand side by side come apart or distances change.
// Must not measure, and must not change the order of anything. Runs in Node and, for the preview, in a page, so it must import types only.
import type { LaidPages } from './column-reading.ts';

/** A document laid out in columns. */
export interface ColumnView {
  /** Replaces the rules that fit the document into its pages. */
  readonly apply: (css: string) => Promise<void> | void;
  readonly measure: () => Promise<LaidPages> | LaidPages;
}

export interface Fit {
  /** Rules for paper, as text of a style sheet; empty where nothing had to change. They set properties that a theme may heed. */
  readonly css: string;
  /** Element id → page, counting from 1; without those on landscape pages. */
  readonly pages: ReadonlyMap<string, number>;
}

type Rules = ReadonlyMap<string, Readonly<Record<string, string>>>;
interface State {
  readonly rules: Rules;
  readonly laid: LaidPages;
}
type Lay = (rules: Rules) => Promise<State>;

/** Shares of a page's height: a hole that is left as it is, and what a last page holds at least. */
const SMALL_HOLE = 0.05;
const LEAST_LAST_PAGE = 0.3;
/** Pages. */
const LONG = 6;
/** Points between two blocks, less or more than usual. */
const TIGHTER = [-3, -5];
const LOOSEST = 11;
/** The first figure goes beside its words, and the second one with its words below. */
const APART = { '--first-figure': '1 / 2', '--second-words': '2 / 1', '--pair-break': 'auto', '--pair-gap': 'var(--line)' };
/** The list of attachments leaves its columns, and several stand in a line. */
const RUN_IN = { '--attachments': 'flex' };

/** Page by page from the front, because what changes on one moves all that follow; then the last page. `height` of a page in the view's unit, CSS pixels. */
export async function fitPages(view: ColumnView, height: number): Promise<Fit> {
  const lay: Lay = async (rules) => {
    await view.apply(sheetOf(rules));
    return { rules, laid: await view.measure() };
  };
  let state = await withoutContents(lay);
  for (let at = 0; at < state.laid.holes.length - 1; at++) {
    if (holeOf(state, at) > SMALL_HOLE) state = await loosen(await fill(state, at, lay), at, height, lay);
  }
  state = await fillLast(state, lay);
  return { css: sheetOf(state.rules), pages: new Map(state.laid.pages) };
}

/** A list of contents is for more than six pages. */
async function withoutContents(lay: Lay): Promise<State> {
  const all = await lay(new Map());
  if (!all.laid.blocks.some((block) => block.isContents)) return all;
  const less = await lay(add(all.rules, ['body'], { '--contents': 'none' }));
  return countPages(less) > LONG ? lay(all.rules) : less;
}

/** What comes next moves up into the hole at the foot of a page, by the least change that does it. */
async function fill(start: State, at: number, lay: Lay): Promise<State> {
  const pair = start.laid.blocks.find((block) => block.isPair && block.page === at + 1);
  const spaced = TIGHTER.map((points) => space(start.rules, start.laid, at, points));
  const apart = pair === undefined ? [] : [start.rules, ...spaced].map((rules) => add(rules, [pair.path], APART));
  let best = start;
  for (const rules of [...spaced, ...apart]) {
    const next = await lay(rules);
    if (holeOf(next, at) < holeOf(best, at) - 0.005 && countPages(next) <= countPages(best)) best = next;
    if (holeOf(best, at) <= SMALL_HOLE) break;
  }
  return best;
}

/** More space between the blocks of a page, as long as the next page begins with the same. */
async function loosen(start: State, at: number, height: number, lay: Lay): Promise<State> {
  const gaps = start.laid.blocks.filter((block) => block.page === at).length;
  const points = Math.floor(Math.min(LOOSEST, (holeOf(start, at) * height * 0.7) / Math.max(1, gaps)) * 4) / 4;
  const next = await lay(space(start.rules, start.laid, at, points));
  const isSame = countPages(next) === countPages(start) && beginningOf(next, at + 1) === beginningOf(start, at + 1);
  return isSame && holeOf(next, at) < holeOf(start, at) ? next : start;
}

/** A last page with little on it is not needed when the pages before it take that in. */
async function fillLast(start: State, lay: Lay): Promise<State> {
  const last = countPages(start) - 1;
  if (last < 1 || 1 - holeOf(start, last) >= LEAST_LAST_PAGE) return start;
  const runIn = add(start.rules, ['body'], RUN_IN);
  const tighter = (from: number): Rules => range(from, last).reduce((rules, at) => space(rules, start.laid, at, TIGHTER.at(-1) ?? 0), runIn);
  for (const rules of [runIn, tighter(last - 1), tighter(last - 2), tighter(0)]) {
    const next = await lay(rules);
    if (countPages(next) <= last) return next;
  }
  return start;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - Math.max(0, from) + 1) }, (_, i) => Math.max(0, from) + i);
}

function countPages({ laid }: State): number {
  return laid.holes.length;
}

function holeOf({ laid }: State, at: number): number {
  return laid.holes[at] ?? 0;
}

/** The block that begins a page. */
function beginningOf({ laid }: State, at: number): string | undefined {
  return laid.blocks.find((block) => block.page === at)?.path;
}

function space(rules: Rules, laid: LaidPages, at: number, points: number): Rules {
  return add(rules, laid.blocks.filter((block) => block.page === at).map((block) => block.path), { '--air': `${points}pt` });
}

function add(rules: Rules, paths: readonly string[], properties: Readonly<Record<string, string>>): Rules {
  return new Map([...rules, ...paths.map((path) => [path, { ...rules.get(path), ...properties }] as const)]);
}

function sheetOf(rules: Rules): string {
  const lines = [...rules].map(([path, properties]) => `${path} { ${Object.entries(properties).map(([name, value]) => `${name}: ${value};`).join(' ')} }`);
  return lines.length === 0 ? '' : `@media print {\n${lines.join('\n')}\n}`;
}
