// Everything that an edition is made from, read and checked together: all problems of all files at once.
// Must not compose.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBrief } from '../config/brief.ts';
import type { BriefConfig, PageSize } from '../config/brief-config.ts';
import { checkBriefNames } from '../config/brief-names.ts';
import { briefCalendar, type BriefCalendar } from '../config/calendar.ts';
import { editionName, resolveLocale, resolveVariant, translateBrief } from '../config/variant.ts';
import { readCommentary, type Commentary } from '../document/commentary.ts';
import { findAskProblems } from '../document/commentary-number.ts';
import { findIdleDecisions, findUntellablePins, maybeRewordings, rewordedKeys } from '../document/editorial.ts';
import { evaluateBrief, findMissingRequired, type Evaluated } from '../document/evaluate.ts';
import type { Messages } from '../document/messages.ts';
import { maybeFigureWords } from '../document/figure-words.ts';
import { checkMessages, readMessages } from '../document/read-messages.ts';
import { TABLES } from '../document/section.ts';
import type { Effects } from '../effects.ts';
import { allOrProblems, BriefwrightError, failure, type Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import { RULES, TOPIC_RULES } from '../findings/registry.ts';
import { historyAt } from '../history/history.ts';
import type { Snapshot } from '../history/snapshot.ts';
import { METRICS } from '../metrics/registry.ts';
import type { Tables } from '../observations/observation.ts';
import { addMonths, cutoffOf, isMonth } from '../period.ts';
import type { CollectedSource } from '../document/news.ts';
import type { Revisions } from '../document/revised.ts';
import { TOPICS } from '../observations/statements.ts';
import { PRINTED_UNITS } from '../observations/units.ts';
import { findTemplate, relativeTo, type Project } from '../project.ts';
import { readTheme, type Theme } from '../render/html/theme.ts';
import { parseTemplate } from '../render/templates/syntax.ts';
import { readTemplates, type TemplateSet } from '../render/templates/template-set.ts';
import { findOldTemplates } from './template-formats.ts';
import { readKnowledge, resolveCollected, type Knowledge } from './knowledge.ts';
import { answerQueries } from './queries.ts';
import { readRevisions } from './revisions.ts';

export interface EditionRequest {
  readonly project: Project;
  readonly brief: string;
  readonly month?: string;
  readonly variant?: string;
  readonly locale?: string;
  /** For looking at only: instead of what the brief says. */
  readonly page?: PageSize;
  readonly theme?: string;
}

/** Where the parts come from: read each time, unless somebody has kept them. */
export interface PartReaders {
  /** The brief in its variant and language. */
  readonly config: (request: EditionRequest) => Promise<BriefConfig>;
  readonly words: typeof readMessages;
  readonly theme: typeof readTheme;
  readonly templates: typeof readPageTemplates;
  readonly knowledge: typeof readKnowledge;
  readonly evaluate: typeof evaluateMonth;
}

export const PART_READERS: PartReaders = { config: readConfig, words: readMessages, theme: readTheme, templates: readPageTemplates, knowledge: readKnowledge, evaluate: evaluateMonth };

export interface ChartSpec {
  readonly file: string;
  readonly text: string;
  readonly spec: unknown;
}

export interface Prepared {
  readonly project: Project;
  readonly config: BriefConfig;
  readonly month: string;
  readonly locale: string;
  readonly calendar: BriefCalendar;
  readonly tables: Tables;
  readonly snapshots: readonly Snapshot[];
  readonly evaluated: Evaluated;
  readonly messages: Messages;
  /** Collected sources that are not simply fresh. */
  readonly collected: readonly CollectedSource[];
  readonly revised: Revisions;
  readonly commentary: Commentary;
  readonly templates: TemplateSet;
  readonly theme: Theme;
  readonly specs: ReadonlyMap<string, ChartSpec>;
  /** SHA-256 by project-relative path of every input. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The edition's folder, absolute. */
  readonly folder: string;
}

/** `parts`: what is being read already, or was kept. Throws BriefwrightError with the problems of every file, or with the required figures that have no data. */
export async function prepareEdition(request: EditionRequest, effects: Effects, parts: Partial<PartReaders> = {}): Promise<Prepared> {
  const { project } = request;
  const readers = { ...PART_READERS, ...parts };
  if (request.month !== undefined && !isMonth(request.month)) throw failure('USAGE_BAD_MONTH', `"${request.month}" is not a month.`, { hint: 'Write one as YYYY-MM.' });
  // Data and templates are read whatever the brief's configuration says, so that one run names the problems of all.
  const [{ config, locale, words, theme, specs }, { tables, snapshots }, templates] = await allOrProblems([
    readDesign(request, readers), readers.knowledge(project.root), readers.templates(project),
  ] as const).catch(async (error: unknown) => {
    throw error instanceof BriefwrightError ? await withFigureProblems(error, request, effects, readers) : error;
  });
  effects.signal.throwIfAborted();
  const known = { tables, snapshots };
  const { month, evaluated } = request.month === undefined
    ? await findNewestMonth(config, known, effects.signal, readers.evaluate)
    : { month: request.month, evaluated: await readers.evaluate(config, known, request.month, effects.signal) };
  const { collected, problems: doubts } = resolveCollected(config, snapshots, month);
  const rewordings = maybeRewordings(config, month, locale);
  const messages = rewordings === undefined ? words.messages : words.under(rewordings);
  const missing = [
    ...findMissingRequired(config, evaluated), ...doubts, ...findIdleDecisions(config, [...evaluated.findings, ...evaluated.suppressed], month), ...findUntellablePins(config, evaluated.findings, month, messages),
    ...(rewordings === undefined ? [] : checkMessages(messages, rewordedKeys(rewordings))),
  ];
  if (missing.length > 0) throw new BriefwrightError(missing);
  const commentary = await readCommentary(project, month, config.name, locale);
  const asks = findAskProblems(commentary.paragraphs, evaluated, commentary.file ?? '', commentary.text ?? '');
  if (asks.length > 0) throw new BriefwrightError(asks);
  return {
    project, config, month, locale, calendar: briefCalendar(config, month), tables, snapshots, evaluated, messages, collected, revised: await readRevisions(project.root, snapshots, month), commentary, templates, theme, specs,
    inputs: hashInputs(config, tables, words.files, templates, theme, specs, commentary),
    folder: join(project.out, month, editionName(config, locale)),
  };
}

/** The problems of `error`, and of the figures too where the brief itself and its data have none: a wrong theme does not hide a wrong query. */
async function withFigureProblems(error: BriefwrightError, request: EditionRequest, { signal }: Effects, readers: PartReaders): Promise<BriefwrightError> {
  try {
    const [config, known] = await Promise.all([readers.config(request), readers.knowledge(request.project.root)]);
    if (error.problems.some((problem) => problem.file === config.file)) return error;
    await (request.month === undefined ? findNewestMonth(config, known, signal, readers.evaluate) : readers.evaluate(config, known, request.month, signal));
    return error;
  } catch (other) {
    if (!(other instanceof BriefwrightError)) throw other;
    const told = new Set(error.problems.map((problem) => JSON.stringify(problem)));
    return new BriefwrightError([...error.problems, ...other.problems.filter((problem) => !told.has(JSON.stringify(problem)))], error.status);
  }
}

/** The brief and what it names: words, theme, charts, metrics. */
async function readDesign(request: EditionRequest, readers: PartReaders) {
  const { project } = request;
  const config = await readers.config(request);
  const locale = resolveLocale(config, request.locale);
  const named = async () => {
    const [words, charts] = await allOrProblems([readers.words(project, locale, maybeFigureWords(config, locale)), listCharts(project)] as const);
    const problems = checkBriefNames(config, knownNames(charts, words.messages));
    if (problems.length > 0) throw new BriefwrightError(problems);
    return words;
  };
  const [words, theme, specs] = await allOrProblems([named(), readers.theme(project.templates, config.theme), readSpecs(project, config)] as const);
  // Where the brief names no paper, the brand's holds.
  const paged = theme.page === undefined || config.pageGiven ? config : { ...config, page: theme.page };
  return { config: paged, locale, words, theme, specs };
}

/** `read`: where the brief is being read already. */
export async function readConfig({ project, brief, variant, locale, page, theme }: EditionRequest, read = readBrief(project, brief)): Promise<BriefConfig> {
  const untranslated = resolveVariant(await read, variant);
  const config = translateBrief(untranslated, resolveLocale(untranslated, locale));
  return page === undefined && theme === undefined ? config : { ...config, page: page ?? config.page, pageGiven: config.pageGiven || page !== undefined, theme: theme ?? config.theme };
}

/** Every template whose syntax is wrong, at once; names are checked against the document later. */
async function readPageTemplates(project: Project): Promise<TemplateSet> {
  const templates = await readTemplates(project.templates);
  const problems = [...templates.values()].flatMap((template) => {
    try {
      parseTemplate(template);
      return [];
    } catch (error) {
      if (error instanceof BriefwrightError) return error.problems;
      throw error;
    }
  });
  problems.push(...await findOldTemplates(project, templates));
  if (problems.length > 0) throw new BriefwrightError(problems);
  return templates;
}

/** Names of the charts that a brief may use. */
export async function listCharts(project: Project): Promise<ReadonlySet<string>> {
  const folders = await Promise.all(project.templates.map((folder) => readdir(join(folder, 'charts')).catch(() => [])));
  return new Set(folders.flat().filter((name) => name.endsWith('.vl.json')).map((name) => name.slice(0, -'.vl.json'.length)).sort());
}

export async function evaluateMonth(config: BriefConfig, { tables, snapshots }: Knowledge, month: string, signal?: AbortSignal): Promise<Evaluated> {
  const calendar = briefCalendar(config, month);
  const history = historyAt(tables, month, calendar.cutoff);
  const answers = await answerQueries(config, history, tables, snapshots, signal);
  return evaluateBrief(config, history, cutoffOf(addMonths(month, -1), config.cutoffDay), answers);
}

/** The newest month, back from the last one that any data describe, for which every required figure has data. */
async function findNewestMonth(config: BriefConfig, known: Knowledge, signal: AbortSignal, evaluate: PartReaders['evaluate']): Promise<{ readonly month: string; readonly evaluated: Evaluated }> {
  const last = known.tables.observations.reduce((latest, o) => (o.asOf > latest ? o.asOf : latest), `${config.first}-01`).slice(0, 7);
  let problems: readonly Problem[] = [];
  for (let month = last; month >= config.first; month = addMonths(month, -1)) {
    const evaluated = await evaluate(config, known, month, signal);
    const missing = findMissingRequired(config, evaluated);
    if (missing.length === 0) return { month, evaluated };
    problems = missing;
  }
  throw new BriefwrightError(problems.length > 0 ? problems : [{ code: 'NO_MONTH', message: `No month from ${config.first} on has data.`, ...config.place(['first']) }]);
}

async function readSpecs(project: Project, config: BriefConfig): Promise<ReadonlyMap<string, ChartSpec>> {
  const names = [...new Set([...config.figures.values()].map((f) => f.chart))];
  const found = await allOrProblems(names.map((name) => readSpec(project, name)));
  return new Map(found.flatMap((spec, i) => (spec === undefined ? [] : [[names[i] ?? '', spec]])));
}

/** Throws CHART_NOT_JSON; undefined where no folder has the chart. */
export async function readSpec(project: Project, name: string): Promise<ChartSpec | undefined> {
  const path = await findTemplate(project, `charts/${name}.vl.json`);
  if (path === undefined) return undefined;
  const file = relativeTo(project, path);
  const text = await readFile(path, 'utf8');
  try {
    return { file, text, spec: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /line (\d+) column (\d+)/.exec(message);
    throw failure('CHART_NOT_JSON', message, { file, text, line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) });
  }
}

function knownNames(charts: ReadonlySet<string>, messages: Messages) {
  const groups = (prefix: string) => new Set(messages.keysUnder(prefix));
  return {
    metrics: new Set(METRICS.keys()), units: new Set(PRINTED_UNITS.keys()), charts, findings: new Set([...RULES.keys(), ...TOPIC_RULES.keys()]), tables: new Set(TABLES),
    registers: new Set(TOPICS), questions: groups('questions'), waiting: groups('waiting'),
  };
}

function hashInputs(
  config: BriefConfig, tables: Tables, words: readonly { file: string; text: string }[], templates: TemplateSet, theme: Theme,
  specs: ReadonlyMap<string, ChartSpec>, commentary: { file?: string; text?: string },
): ReadonlyMap<string, string> {
  const texts: [string, string][] = [
    [config.file, config.fileText], ...words.map((w): [string, string] => [w.file, w.text]),
    ...[...templates.values()].map((t): [string, string] => [t.file, t.text]), [`templates/themes/${theme.name}`, theme.css], [`templates/themes/${theme.name}/mail.css`, theme.mail.css],
    ...[...specs.values()].map((s): [string, string] => [s.file, s.text]),
    ...(commentary.file === undefined || commentary.text === undefined ? [] : [[commentary.file, commentary.text] as [string, string]]),
  ];
  return new Map([...tables.hashes, ...texts.map(([file, text]): [string, string] => [file, sha256(text)])].sort(([a], [b]) => (a < b ? -1 : 1)));
}
