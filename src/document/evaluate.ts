// Runs the metrics and rules that a brief names against what its edition knows. Must not write a word.
import { isRequired, type BriefConfig, type FigureConfig } from '../config/brief-config.ts';
import type { Problem } from '../errors.ts';
import type { Finding, FigureResult } from '../findings/finding.ts';
import { isSuppressed, RULES, TOPIC_RULES } from '../findings/registry.ts';
import type { History } from '../history/history.ts';
import type { MetricResult } from '../metrics/metric.ts';
import { METRICS } from '../metrics/registry.ts';
import { restatements } from '../metrics/restatements.ts';
import type { Observation, Statement } from '../observations/observation.ts';
import type { Period } from '../period.ts';
import { applyEditorial } from './editorial.ts';

/** A figure without data: nothing at all, or nothing for the month. */
export interface Gap {
  readonly figure: string;
  readonly required: boolean;
  /** The latest period that is known, where there is one. */
  readonly latest?: Period;
}

export interface Evaluated {
  readonly history: History;
  /** Cut-off of the month before. */
  readonly previousCutoff: string;
  /** Whether this is the brief's first issue. */
  readonly first: boolean;
  readonly results: ReadonlyMap<string, FigureResult>;
  /** Without those that the analyst suppressed. */
  readonly findings: readonly Finding[];
  /** What the analyst decided not to say; kept on record. */
  readonly suppressed: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Earlier figures beside later ones, where the edition knows both. */
  readonly restatements: MetricResult | undefined;
  /** Everything behind the figures and registers. */
  readonly used: readonly (Observation | Statement)[];
}

/** `answers`: results of the figures that are a query, by figure id. */
export function evaluateBrief(config: BriefConfig, history: History, previousCutoff: string, answers: ReadonlyMap<string, MetricResult> = new Map()): Evaluated {
  const results = new Map<string, FigureResult>();
  const gaps: Gap[] = [];
  for (const figure of config.figures.values()) {
    const outcome = evaluateFigure(config, figure, history, answers);
    if ('result' in outcome) results.set(figure.id, outcome);
    else gaps.push({ figure: figure.id, required: isRequired(figure, history.month), ...outcome });
  }
  const registers = config.sections.flatMap((s) => s.items.flatMap((item) => (item.kind === 'register' ? [{ topic: item.register as Statement['topic'], story: s.id }] : [])));
  const found = applyEditorial([
    ...[...results.values()].flatMap((figure) => (config.figures.get(figure.id)?.findings ?? []).flatMap((id) => RULES.get(id)?.evaluate({ figure, history, previousCutoff }) ?? [])),
    ...registers.flatMap((register) => [...TOPIC_RULES.values()].flatMap((rule) => rule.evaluate({ ...register, history, previousCutoff }) ?? [])),
  ], config, history.month);
  const findings = found.filter((f) => !isSuppressed(f));
  const topics = new Set<string>(registers.map((r) => r.topic));
  const used = [...[...results.values()].flatMap((r) => r.result.rows.flatMap((row) => [...row.measure.inputs])), ...history.statements.filter((s) => topics.has(s.topic))];
  return { history, previousCutoff, first: history.month === config.first, results, findings, suppressed: found.filter(isSuppressed), gaps, used, restatements: restatements.compute(history, { pairs: config.comparisons }) };
}

function evaluateFigure(config: BriefConfig, figure: FigureConfig, history: History, answers: ReadonlyMap<string, MetricResult>): FigureResult | Pick<Gap, 'latest'> {
  const metric = METRICS.get(figure.metric);
  if (metric === undefined && figure.sql === undefined) throw new TypeError(`no metric "${figure.metric}"`);
  const result = metric === undefined ? answers.get(figure.id) : metric.compute(history, figure.params);
  if (result === undefined) return {};
  if (metric?.freshness === 'month' && result.latest.text !== history.month) return { latest: result.latest };
  return { id: figure.id, story: config.sections.find((s) => s.items.some((i) => i.kind === 'figure' && i.figure === figure.id))?.id ?? figure.id, result };
}

/** A problem for each required figure that has no data: the edition cannot be built. */
export function findMissingRequired(config: BriefConfig, evaluated: Evaluated): Problem[] {
  return evaluated.gaps.filter((gap) => gap.required).map((gap) => ({
    code: 'REQUIRED_FIGURE_MISSING',
    message: `Figure "${gap.figure}" is required for ${evaluated.history.month}, but nothing for it was published by ${evaluated.history.cutoff}.${gap.latest === undefined ? '' : ` The latest is for ${gap.latest.text}.`}`,
    ...config.place(['figures', gap.figure, 'required']),
    hint: 'Add an observation, collect the month, choose an earlier one, or make the figure optional.',
  }));
}
