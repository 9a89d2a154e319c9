// The order of the stages, and nothing else:
//
//   prepare   brief, tables, messages, templates, theme, specs   (every problem of all of them at once)
//   evaluate  history at the cut-off -> metrics -> findings       (a required figure without data stops here)
//   compose   -> Briefing and what its charts need
//   draw      charts -> SVG, PNG
//   render    Briefing + charts -> HTML -> PDF                    (the browser starts while the rest is made)
//   check     the PDF read back
//   write     the edition's folder, whole or not at all
//
// A stage's own libraries are loaded when its turn comes, or while it has to wait. Must not do the work itself.
import { readFile } from 'node:fs/promises';
import type { Effects } from './effects.ts';
import { BriefwrightError, failure, findNearest, type Problem } from './errors.ts';
import { composeDocument, composeEdition, renderInput, type ComposedEdition } from './pipeline/edition.ts';
import { mayPrintAgain, printFitting } from './pipeline/short-fit.ts';
import type { Project } from './project.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { writeFolder } from './files.ts';
import { prepareEdition, readConfig, type PartReaders, type Prepared } from './pipeline/preparation.ts';
import { readCorrections, readEarlierVersions } from './pipeline/corrections.ts';
import { BUILD_LIMIT, type BuildOptions, type EditionResult } from './pipeline/build-options.ts';
import { CHARTS_LIMIT, createChartCache } from './pipeline/cache-charts.ts';
import { identifyFile } from './pipeline/cache-inputs.ts';
import { readBrowserFile, type EditionCache } from './pipeline/cache-edition.ts';
import { keepCopies } from './pipeline/cache-copies.ts';
import { readKnowledge } from './pipeline/knowledge.ts';
import type { Crew } from './pipeline/crew.ts';
import type { EditionFiles, RenderedEdition } from './render/edition-files.ts';
import type { Correction } from './document/compose.ts';
import type { TraceAnswer } from './document/trace.ts';

export type { TraceAnswer, TraceMatch } from './document/trace.ts';

export type { BuildOptions, EditionResult } from './pipeline/build-options.ts';

/** What a build from the command line brings along; without it, a build starts everything itself and keeps nothing. */
export interface BuildMeans {
  readonly crew?: Crew;
  readonly cache?: EditionCache | undefined;
  readonly deadline?: Deadline;
  /** Parts that were read for other editions. */
  readonly parts?: PartReaders;
  /** Element id → page as a similar edition was printed, where this one was not: worth a guess. */
  readonly likelyPages?: ReadonlyMap<string, number> | undefined;
  readonly onPages?: (pages: ReadonlyMap<string, number>) => void;
  /** Called when the browser is not needed any more. */
  readonly onPrinted?: () => void;
  /** Instead of those that the edition on disk carries. */
  readonly corrections?: readonly Correction[];
}

interface MadeEdition extends RenderedEdition {
  readonly prepared: Prepared;
  readonly gaps: EditionResult['gaps'];
}


/** All stages but the writing. */
async function makeEdition(options: Omit<BuildOptions, 'strict'>, effects: Effects, means: BuildMeans = {}): Promise<MadeEdition> {
  const show = options.onProgress ?? (() => undefined);
  const { crew, cache, deadline = startDeadline(BUILD_LIMIT, effects.signal) } = means;
  show('reading');
  const prepared = await prepareEdition(options, effects, means.parts ?? {
    ...(crew === undefined ? {} : { config: (request) => readConfig(request, crew.brief()) }), ...(cache === undefined ? {} : { knowledge: (root) => readKnowledge(root, keepCopies(cache)) }),
  });
  const corrections = means.corrections ?? await readCorrections(prepared.folder);
  show('composing');
  const charts = await cache?.open('charts', CHARTS_LIMIT);
  const asked = Promise.withResolvers<void>();
  const compose = (size?: number) => composeEdition(prepared, options.draft ?? false, {
    renderer: crew?.renderer, cache: cache === undefined || charts === undefined ? undefined : createChartCache(charts, cache.program), onAsked: asked.resolve,
  }, corrections, size);
  const composing = compose().finally(asked.resolve);
  composing.catch(() => undefined);
  await asked.promise;
  // From here to the first print: the browser starts and libraries are loaded while the charts are drawn in their own process.
  const browser = crew?.browser();
  const { renderEdition } = await import('./render/edition-files.ts');
  const loadMail = () => import('./delivery/message.ts');
  const whilePrinting = async (): Promise<void> => {
    await loadMail();
    cache?.confirm();
  };
  await crew?.useWait();
  const first = await composing;
  show('printing');
  const print = (composed: ComposedEdition) => renderEdition(renderInput(prepared, composed, corrections), {
    env: effects.env, deadline, signal: effects.signal, browser, whilePrinting, onPrinted: mayPrintAgain(prepared.config) ? undefined : means.onPrinted,
    sample: async (briefing, pdf, mail) => (await loadMail()).composeSample({ briefing, pdf, mail, ...sampleSender(prepared) }), assumedPages: new Map(cache?.last?.pages ?? means.likelyPages ?? []),
  });
  const { composed, ...rendered } = await printFitting({ config: prepared.config, composed: first, compose, print });
  return { ...rendered, prepared, gaps: composed.gaps };
}

function sampleSender({ config }: Prepared) {
  return config.email === undefined ? {} : { email: config.email };
}

/** Builds one edition into `out/`. Throws BriefwrightError with every problem; then the disk is as it was. */
export async function buildEdition(options: BuildOptions, effects: Effects, means: BuildMeans = {}): Promise<EditionResult> {
  const { prepared, gaps, files, pages, browserPath } = await makeEdition(options, effects, means);
  means.onPages?.(pages);
  options.onProgress?.('writing');
  await writeFolder(prepared.folder, new Map([...files, ...await readEarlierVersions(prepared.folder)]), effects.signal);
  const result = { folder: prepared.folder, pdf: `${prepared.folder}/brief.pdf`, month: prepared.month, brief: prepared.config.name, files: [...files.keys()], gaps };
  // A browser elsewhere may become another one at any time, so nothing is taken for unchanged.
  if (browserPath !== undefined) await means.cache?.keep({ result, locale: prepared.locale, pages: [...pages], browser: readBrowserFile(browserPath), fonts: prepared.theme.faces.map(({ path }) => [path, identifyFile(path)]) });
  return result;
}

/** The edition with what was said of it, in memory: for `correction.ts`, which keeps the version before. */
export async function makeCorrected(options: Omit<BuildOptions, 'strict'>, corrections: readonly Correction[], effects: Effects): Promise<{ readonly folder: string; readonly files: EditionFiles }> {
  const { prepared, files } = await makeEdition(options, effects, { corrections });
  return { folder: prepared.folder, files };
}

export interface VerifyOptions {
  readonly project: Project;
  /** A folder or a short name. */
  readonly edition: string;
  readonly onProgress?: (stage: string) => void;
}

export interface VerifyResult {
  readonly folder: string;
  readonly files: number;
  /** In words; none when every byte is the same. */
  readonly differences: readonly Problem[];
}

/** Builds the edition again, in memory, and compares. Throws EDITION_UNKNOWN and the like; what keeps it from being built is a difference too. */
export async function verifyEdition({ project, edition, onProgress }: VerifyOptions, effects: Effects): Promise<VerifyResult> {
  const { findDifferences, readBuiltFolder } = await import('./pipeline/verification.ts');
  const built = await readBuiltFolder(project.out, edition, effects.cwd);
  const { brief, month, variant, locale, outputs } = built.manifest;
  const result = { folder: built.folder, files: Object.keys(outputs).length + 1 };
  try {
    const { files } = await makeEdition({ project, brief, month, locale, draft: built.isDraft, ...(variant === '' ? {} : { variant }), ...(onProgress === undefined ? {} : { onProgress }) }, effects, { corrections: await readCorrections(built.folder) });
    return { ...result, differences: await findDifferences(built, files) };
  } catch (error) {
    if (!(error instanceof BriefwrightError) || error.status === 130 || effects.signal.aborted) throw error;
    return { ...result, differences: [{ code: 'VERIFY_NOT_BUILT', file: built.folder, message: 'The edition cannot be built again.' }, ...error.problems] };
  }
}

/** Every problem of the project for one edition, the composed document and its HTML included; none when it is fit. */
export async function checkProject(options: BuildOptions, effects: Effects): Promise<readonly Problem[]> {
  const { checkSpecs } = await import('./pipeline/chart-check.ts');
  const found = [...await checkEdition(options, effects), ...await checkSpecs(options.project)];
  // What is drawn is checked twice.
  return [...new Map(found.map((problem) => [[problem.code, problem.file, problem.line, problem.column, problem.message].join('\n'), problem])).values()];
}

async function checkEdition(options: BuildOptions, effects: Effects): Promise<readonly Problem[]> {
  try {
    const prepared = await prepareEdition(options, effects);
    const composed = await composeEdition(prepared, false);
    const { checkHtml } = await import('./render/html-check.ts');
    return checkHtml(renderInput(prepared, composed));
  } catch (error) {
    if (error instanceof BriefwrightError && error.status !== 130) return error.problems;
    throw error;
  }
}

/** What keeps a PDF from being read by everybody; none when a machine finds nothing. `shown` is how messages name the file. */
export async function checkPdfFile(path: string, shown: string): Promise<readonly Problem[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw failure('FILE_UNREADABLE', `The file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { file: shown });
  });
  const [{ checkAccessibility }, { findingProblems }] = await Promise.all([import('./render/ua/check-accessibility.ts'), import('./render/ua/problems.ts')]);
  return findingProblems(await checkAccessibility(bytes), shown);
}

/** Every printed number that `label` means, and the finding where it is one; throws TRACE_NO_MATCH with the nearest labels when there is none. */
export async function traceLabel(options: BuildOptions & { readonly label: string }, effects: Effects): Promise<TraceAnswer> {
  const prepared = await prepareEdition(options, effects);
  const { briefing } = await composeDocument(prepared, false);
  const { maybeAnswer } = await import('./document/trace.ts');
  const answer = maybeAnswer(options.label, briefing, { tables: prepared.tables, snapshots: prepared.snapshots, revised: prepared.revised.figures });
  if (answer !== undefined) return answer;
  const { numbers, sections, findings } = briefing;
  const near = findNearest(options.label, new Set([...numbers.flatMap((n) => [n.where, n.text]), ...sections.map((s) => s.id), ...findings.map((f) => f.id)]));
  throw new BriefwrightError([{
    code: 'TRACE_NO_MATCH', message: `No printed number or finding of ${prepared.month} matches "${options.label}".`,
    hint: near === undefined ? 'A label is the id of a number, a figure, a table or a finding, or a number as printed.' : `Try "${near}".`,
  }], 1);
}
