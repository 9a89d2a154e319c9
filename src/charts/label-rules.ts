// What a specification asks of us through `usermeta.briefwright`. Must not place anything.
import type { Problem } from '../errors.ts';
import { specProblem } from './spec-guard.ts';
import type { SpecSource } from './spec-guard.ts';

const PLACES = ['end', 'start', 'point', 'bar', 'tip', 'inside', 'above', 'beside', 'event', 'lane'] as const;

/**
 * Where a label stands: at a line's `end` or `start`; beside a `point`; past a `bar`'s end; `inside` a bar where it fits;
 * `above` the marks of the first row or `beside` the bars of the last column, for names; over a column's `tip` where it fits;
 * on a flag over an `event` rule; above or below a point of a `lane`.
 */
export type LabelPlace = (typeof PLACES)[number];

/** Labels for the marks of one named unit. */
export interface LabelRule {
  /** The `name` of one unit or of several; empty for every line of the specification. */
  readonly marks: readonly string[];
  readonly at: LabelPlace;
  /** `{field}` of a row, or `{words.x}`, or `{words.x?}` that may be absent. */
  readonly text: string;
  readonly colour: 'bloc' | 'ink' | 'muted';
  readonly weight: 400 | 600;
  /** Pixels between a bar's end and its label. */
  readonly gap: number;
}

export interface ChartOptions {
  readonly labels: readonly LabelRule[];
  /** True when every row with a value has to draw a mark; false for a specification that filters or sums. */
  readonly allRows: boolean;
}

/** Reads `usermeta.briefwright`: `labels` is `"end"` or a list of rules, `allRows` is true unless said otherwise. */
export function parseChartOptions(spec: Readonly<Record<string, unknown>>, source: SpecSource): { options: ChartOptions; problems: Problem[] } {
  const problems: Problem[] = [];
  const meta = isRecord(spec['usermeta']) && isRecord(spec['usermeta']['briefwright']) ? spec['usermeta']['briefwright'] : {};
  const path = ['usermeta', 'briefwright'];
  for (const key of Object.keys(meta)) {
    if (key !== 'labels' && key !== 'allRows') problems.push(specProblem(source, [...path, key], 'CHART_OPTION', `Unknown option "${key}".`, 'Known options: labels, allRows.'));
  }
  const raw = meta['labels'] === 'end' ? [{ at: 'end' }] : (meta['labels'] ?? []);
  const labels: LabelRule[] = [];
  if (!Array.isArray(raw)) problems.push(specProblem(source, [...path, 'labels'], 'CHART_OPTION', '"labels" is "end" or a list of rules.'));
  else raw.forEach((rule: unknown, i) => labels.push(...parseRule(rule, source, [...path, 'labels', i], problems)));
  return { options: { labels, allRows: meta['allRows'] !== false }, problems };
}

function parseRule(raw: unknown, source: SpecSource, path: (string | number)[], problems: Problem[]): LabelRule[] {
  const rule = isRecord(raw) ? raw : {};
  const at = PLACES.find((place) => place === rule['at']);
  if (at === undefined) {
    problems.push(specProblem(source, path, 'CHART_OPTION', 'A label rule needs "at".', `One of: ${PLACES.join(', ')}.`));
    return [];
  }
  const colour = (['bloc', 'ink', 'muted'] as const).find((name) => name === rule['color']) ?? (at === 'event' ? 'muted' : 'bloc');
  const text = typeof rule['text'] === 'string' ? rule['text'] : at === 'event' ? '{label}' : '{label}\u00a0{text}';
  const marks = [rule['mark'] ?? []].flat().filter((name) => typeof name === 'string');
  if (marks.length === 0 && at !== 'end' && at !== 'start') {
    problems.push(specProblem(source, path, 'CHART_OPTION', `A label rule at "${at}" needs "mark", the name of a unit.`));
    return [];
  }
  const gap = typeof rule['gap'] === 'number' ? rule['gap'] : 5;
  return [{ marks, at, gap, text, colour, weight: rule['weight'] === 400 || at === 'event' ? 400 : 600 }];
}

/** The words of one label; fields that the datum lacks are empty. */
export function formatLabel(template: string, datum: Readonly<Record<string, unknown>>, words: Readonly<Record<string, string>>): string {
  const filled = template.replace(/\{([\w.]+)\??\}/g, (_, name: string) => {
    const value = name.startsWith('words.') ? words[name.slice(6)] : datum[name];
    return value === undefined || value === null ? '' : String(value);
  });
  return filled.replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, '');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
