// Composes an edition, draws its charts and hands both to the room that renders.
// Must not print or write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '../charts/chart.ts';
import type { Briefing } from '../document/briefing.ts';
import { composeBriefing, type Composed, type Correction } from '../document/compose.ts';
import { compareFacts, type FactChanges } from '../document/comparison.ts';
import { factsOf, type MeasuredFact } from '../document/edition-facts.ts';
import type { ChartData } from '../document/figure.ts';
import { withAllMessages } from '../document/missing-messages.ts';
import { composeTraceList } from '../document/trace-list.ts';
import { addMonths } from '../period.ts';
import { evaluateMonth, type Prepared } from './preparation.ts';
import type { RenderInput } from '../render/edition-files.ts';
import { mailFigures } from '../render/mail/mail-figures.ts';
import { drawCharts, type ChartMeans } from './charts.ts';

export interface ComposedEdition {
  readonly briefing: Briefing;
  readonly charts: ReadonlyMap<string, Chart>;
  /** Of the figures in the message. */
  readonly mailCharts: ReadonlyMap<string, Chart>;
  readonly data: readonly ChartData[];
  readonly gaps: readonly { readonly figure: string; readonly reason: string }[];
}

/** Throws BriefwrightError with the problems of every chart. */
export async function composeEdition(prepared: Prepared, draft: boolean, means?: ChartMeans, corrections: readonly Correction[] = [], size?: number): Promise<ComposedEdition> {
  const { evaluated } = prepared;
  const { briefing, charts: data } = await composeDocument(prepared, draft, corrections, size);
  const { charts, mailCharts } = await drawCharts(prepared, data, mailFigures(briefing).map((figure) => figure.id), means);
  const gaps = evaluated.gaps.map((gap) => ({ figure: gap.figure, reason: gap.latest === undefined ? `nothing was published by ${evaluated.history.cutoff}` : `the latest figure is for ${gap.latest.text}` }));
  return { briefing, charts, mailCharts, data, gaps };
}

/** The document alone, without its charts. */
export async function composeDocument(prepared: Prepared, draft: boolean, corrections: readonly Correction[] = [], size?: number): Promise<Composed> {
  const { config, evaluated } = prepared;
  const changes = await compareWithIssueBefore(prepared);
  return withAllMessages(prepared.messages, (messages) => composeBriefing({
    config, month: prepared.month, locale: prepared.locale, calendar: prepared.calendar, evaluated, messages,
    sources: prepared.tables.sources, commentary: prepared.commentary.paragraphs, draft, corrections, collected: prepared.collected, revised: prepared.revised, changes,
    ...(size === undefined ? {} : { size }),
  }));
}

/** What the issue before could say, with what was published by its own cut-off; undefined for the first. */
async function compareWithIssueBefore(prepared: Prepared): Promise<FactChanges<MeasuredFact> | undefined> {
  const { config, month, evaluated } = prepared;
  if (evaluated.first) return undefined;
  return compareFacts(factsOf(await evaluateMonth(config, prepared, addMonths(month, -1))), factsOf(evaluated));
}

/** What the render room needs of an edition. */
export function renderInput(prepared: Prepared, composed: ComposedEdition, corrections: readonly Correction[] = []): RenderInput {
  const { config, project } = prepared;
  return {
    briefing: composed.briefing, traces: () => withAllMessages(prepared.messages, (messages) => composeTraceList(composed.briefing, { tables: prepared.tables, snapshots: prepared.snapshots, revised: prepared.revised.figures }, messages)), charts: composed.charts, mailCharts: composed.mailCharts, figures: composed.data, templates: prepared.templates, theme: prepared.theme,
    pages: config.pages, browserPath: config.browserPath, inputs: prepared.inputs, corrections,
    version: (JSON.parse(readFileSync(join(project.packageRoot, 'package.json'), 'utf8')) as { version: string }).version,
  };
}
