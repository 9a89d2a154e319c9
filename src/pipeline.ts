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
// Must not do the work itself.
import { readFile } from 'node:fs/promises';
import type { Effects } from './effects.ts';
import { BriefwrightError, failure, findNearest, type Problem } from './errors.ts';
import { composeDocument, composeEdition, renderInput } from './pipeline/edition.ts';
import { prepareEdition, type EditionRequest, type Prepared } from './pipeline/preparation.ts';
import { findDifferences, readBuiltFolder } from './pipeline/verification.ts';
import type { Project } from './project.ts';
import { startDeadline } from './deadline.ts';
import { writeFolder } from './files.ts';
import { renderEdition, type EditionFiles } from './render/edition-files.ts';
import { checkHtml } from './render/html-check.ts';
import { checkAccessibility } from './render/ua/check-accessibility.ts';
import { findingProblems } from './render/ua/problems.ts';
import { findMatches, type TraceMatch } from './document/trace.ts';
import { composeSample } from './delivery/message.ts';

export type { TraceMatch } from './document/trace.ts';

export interface BuildOptions extends EditionRequest {
  readonly strict: boolean;
  readonly out?: string;
  readonly draft?: boolean;
  readonly onProgress?: (stage: string) => void;
}

export interface EditionResult {
  /** Absolute. */
  readonly folder: string;
  readonly pdf: string;
  readonly month: string;
  readonly brief: string;
  readonly files: readonly string[];
  readonly gaps: readonly { readonly figure: string; readonly reason: string }[];
}

/** Generous for the largest brief on a busy machine; a browser that hangs is ended by it. */
const BUILD_LIMIT = 180_000;

interface MadeEdition {
  readonly prepared: Prepared;
  readonly gaps: EditionResult['gaps'];
  readonly files: EditionFiles;
}

/** All stages but the writing. */
async function makeEdition(options: Omit<BuildOptions, 'strict'>, effects: Effects): Promise<MadeEdition> {
  const show = options.onProgress ?? (() => undefined);
  const deadline = startDeadline(BUILD_LIMIT, effects.signal);
  show('reading');
  const prepared = await prepareEdition(options, effects);
  show('composing');
  const composed = await composeEdition(prepared, options.draft ?? false);
  show('printing');
  const files = await renderEdition(renderInput(prepared, composed), { env: effects.env, deadline, signal: effects.signal, sample: composeSample });
  return { prepared, gaps: composed.gaps, files };
}

/** Builds one edition into `out/`. Throws BriefwrightError with every problem; then the disk is as it was. */
export async function buildEdition(options: BuildOptions, effects: Effects): Promise<EditionResult> {
  const { prepared, gaps, files } = await makeEdition(options, effects);
  options.onProgress?.('writing');
  await writeFolder(prepared.folder, files, effects.signal);
  return { folder: prepared.folder, pdf: `${prepared.folder}/brief.pdf`, month: prepared.month, brief: prepared.config.name, files: [...files.keys()], gaps };
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
  const built = await readBuiltFolder(project.out, edition, effects.cwd);
  const { brief, month, variant, locale, outputs } = built.manifest;
  const result = { folder: built.folder, files: Object.keys(outputs).length + 1 };
  try {
    const { files } = await makeEdition({ project, brief, month, locale, draft: built.isDraft, ...(variant === '' ? {} : { variant }), ...(onProgress === undefined ? {} : { onProgress }) }, effects);
    return { ...result, differences: await findDifferences(built, files) };
  } catch (error) {
    if (!(error instanceof BriefwrightError) || error.status === 130 || effects.signal.aborted) throw error;
    return { ...result, differences: [{ code: 'VERIFY_NOT_BUILT', file: built.folder, message: 'The edition cannot be built again.' }, ...error.problems] };
  }
}

/** Every problem of the project for one edition, the composed document and its HTML included; none when it is fit. */
export async function checkProject(options: BuildOptions, effects: Effects): Promise<readonly Problem[]> {
  try {
    const prepared = await prepareEdition(options, effects);
    const composed = await composeEdition(prepared, false);
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
  return findingProblems(await checkAccessibility(bytes), shown);
}

/** Every printed number that `label` means; throws TRACE_NO_MATCH with the nearest labels when there is none. */
export async function traceLabel(options: BuildOptions & { readonly label: string }, effects: Effects): Promise<readonly TraceMatch[]> {
  const prepared = await prepareEdition(options, effects);
  const { briefing } = composeDocument(prepared, false);
  const matches = findMatches(options.label, briefing, prepared.tables, prepared.snapshots);
  if (matches.length > 0) return matches;
  const { numbers, sections } = briefing;
  const near = findNearest(options.label, new Set([...numbers.flatMap((n) => [n.where, n.text]), ...sections.map((s) => s.id)]));
  throw new BriefwrightError([{
    code: 'TRACE_NO_MATCH', message: `No printed number of ${prepared.month} matches "${options.label}".`,
    hint: near === undefined ? 'A label is the id of a number, a figure or a table, or a number as printed.' : `Try "${near}".`,
  }], 1);
}
