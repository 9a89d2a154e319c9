// The one loader of briefs: file → checked configuration, or every problem with its place.
// Must not import anything to its right.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import { canonical, findContradictions } from './brief-checks.ts';
import { FOCUS } from './focus.ts';
import type { BriefConfig, BriefSpec, FigureConfig, ItemConfig, ItemSpec, Length, PageLimits, Place } from './brief-config.ts';
import { BRIEF_SCHEMA } from './brief-schema.ts';
import { resolveBriefName } from './brief-list.ts';
import { normalizeEmail } from './email.ts';
import { normalizeSchedule } from './schedule.ts';
import { findIssues } from './schema.ts';
import type { Path } from './schema.ts';
import { parseYaml } from './yaml.ts';

/** Reads and checks `data/briefs/<name>.yaml`. Throws BriefwrightError with every problem of the file. */
export async function readBrief(project: Project, name: string): Promise<BriefConfig> {
  await resolveBriefName(project, name);
  const file = `data/briefs/${name}.yaml`;
  return parseBrief(await readText(join(project.data, 'briefs', `${name}.yaml`), file), file, name, project.root);
}

async function readText(path: string, file: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new BriefwrightError([{ code: 'CONFIG_UNREADABLE', file, message: `The file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` }], 2, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BriefwrightError([{ code: 'CONFIG_NOT_UTF8', file, message: 'The file is not UTF-8 text.', hint: 'Save it as UTF-8.' }], 2, cause);
  }
}

/** As readBrief, from the text. `root` is what a relative browser path starts from. */
export function parseBrief(text: string, file: string, name: string, root: string): BriefConfig {
  const yaml = parseYaml(text, file);
  const place = (path: Path): Place => ({ file, text, ...yaml.locate(path) });
  const placeWithin = (path: Path, offset: number): Place => ({ file, text, ...yaml.locateWithin(path, offset) });
  const problems: Problem[] = findIssues(BRIEF_SCHEMA, yaml.value).map((issue) => ({
    code: issue.code,
    message: issue.message,
    ...(issue.hint === undefined ? {} : { hint: issue.hint }),
    file, text,
    ...(issue.atKey ? yaml.locateKey(issue.path) : yaml.locate(issue.path)),
  }));
  if (problems.length > 0) throw new BriefwrightError(problems.sort(byPlace));
  const spec = yaml.value as BriefSpec;
  const complaints = findContradictions(spec).map(({ path, ...rest }): Problem => ({ ...rest, ...place(path) }));
  if (complaints.length > 0) throw new BriefwrightError(complaints.sort(byPlace));
  return normalizeBrief(spec, { name, file, fileText: text, place, placeWithin, root });
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

interface Origin extends Pick<BriefConfig, 'name' | 'file' | 'fileText' | 'place' | 'placeWithin'> {
  readonly root: string;
}

function normalizeBrief(spec: BriefSpec, { root, ...origin }: Origin): BriefConfig {
  const locale = canonical(spec.locale ?? 'en-GB') ?? 'en-GB';
  const length = spec.length ?? 'full';
  const cutoffDay = spec.cutoff_day ?? 10;
  return {
    ...origin,
    variant: '',
    title: oneLine(spec.title),
    shortTitle: oneLine(spec.short_title ?? spec.title),
    question: oneLine(spec.question),
    publisher: oneLine(spec.publisher),
    author: oneLine(spec.author ?? spec.publisher),
    contact: spec.contact,
    licence: oneLine(spec.licence),
    keywords: (spec.keywords ?? []).map(oneLine),
    first: spec.first,
    cutoffDay,
    publicationDay: spec.publication_day ?? Math.max(14, cutoffDay),
    locale,
    locales: [...new Set([locale, ...(spec.locales ?? []).map((tag) => canonical(tag) ?? tag)])],
    translations: new Map(Object.entries(spec.translations ?? {}).map(([tag, words]) => [canonical(tag) ?? tag, words])),
    page: spec.page ?? 'A4',
    pageGiven: spec.page !== undefined,
    length,
    pages: fillPages(spec.pages, length),
    theme: spec.theme ?? 'default',
    variants: spec.variants ?? [],
    ...(spec.headline_figure === undefined ? {} : { headlineFigure: spec.headline_figure }),
    ...(spec.focus === undefined ? {} : { focus: FOCUS[spec.focus] }),
    sections: spec.sections.map((s, i) => ({ id: s.id, items: s.items.map(itemOf), at: ['sections', i] })),
    figures: new Map(Object.entries(spec.figures).map(([id, f]) => [id, { id, metric: '', params: {}, findings: [], width: 'full', required: false, events: [], ...f } satisfies FigureConfig])),
    comparisons: spec.comparisons ?? [],
    editorial: spec.editorial ?? [],
    accept: spec.accept ?? [],
    sources: new Map(Object.entries(spec.sources ?? {}).map(([id, url]) => [id, url.replace(/\/+$/, '')])),
    ...browserOf(spec.browser, root),
    ...(spec.email === undefined ? {} : { email: normalizeEmail(spec.email) }),
    ...(spec.schedule === undefined ? {} : { schedule: normalizeSchedule(spec.schedule) }),
  };
}

function browserOf(spec: BriefSpec['browser'], root: string): Pick<BriefConfig, 'browserPath'> {
  if (typeof spec === 'string') return { browserPath: spec };
  return spec?.path === undefined ? {} : { browserPath: resolve(root, spec.path) };
}

/** Limits with the defaults of a length: 3 to 12 pages, or 1 to 2. */
export function fillPages(pages: Partial<PageLimits> | undefined, length: Length): PageLimits {
  const [low, high] = length === 'short' ? [1, 2] : [3, 12];
  const min = pages?.min ?? Math.min(low, pages?.max ?? low);
  return { min, max: pages?.max ?? Math.max(high, min) };
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The item with its kind. */
export function itemOf(item: ItemSpec): ItemConfig {
  if (item.figure !== undefined) return { kind: 'figure', figure: item.figure };
  if (item.text !== undefined) return { kind: 'text', text: item.text };
  if (item.findings !== undefined) return { kind: 'findings', findings: item.findings };
  if (item.table !== undefined) return { kind: 'table', table: item.table };
  if (item.register !== undefined) return { kind: 'register', register: item.register };
  if (item.questions !== undefined) return { kind: 'questions', questions: item.questions };
  return { kind: 'waiting', waiting: item.waiting ?? '' };
}
