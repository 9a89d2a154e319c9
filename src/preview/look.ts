// Which month, language, paper, theme and variant a page asks for, and which there are. Must not compose.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BriefConfig } from '../config/brief-config.ts';
import { LAST_SIZE } from '../document/short-edition.ts';
import type { Tables } from '../observations/observation.ts';
import { addMonths, isMonth } from '../period.ts';
import type { Look } from '../pipeline/workshop.ts';
import type { Project } from '../project.ts';

export interface Choices {
  readonly months: readonly string[];
  readonly locales: readonly string[];
  readonly pages: readonly string[];
  readonly themes: readonly string[];
  /** The empty one is the brief itself. */
  readonly variants: readonly string[];
}

const NAME = /^[a-z0-9]+([-_][a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;

/** What is not a month, a name or a paper is passed over, as if it had not been asked for. An empty value means the brief's own. */
export function parseLook(query: URLSearchParams, first: Look): Look {
  const given = (key: Exclude<keyof Look, 'size'>, isFit: (text: string) => boolean): string | undefined => {
    const text = query.get(key);
    return text === null ? first[key] : text !== '' && text.length <= 60 && isFit(text) ? text : undefined;
  };
  const page = given('page', (text) => text === 'A4' || text === 'Letter');
  const size = /^\d$/.test(query.get('size') ?? '') ? Math.min(Number(query.get('size')), LAST_SIZE) : 0;
  const look = {
    ...(size === 0 ? {} : { size }),
    month: given('month', isMonth), variant: given('variant', (text) => NAME.test(text)), locale: given('locale', (text) => TAG.test(text)),
    theme: given('theme', (text) => NAME.test(text)), page: page === 'A4' || page === 'Letter' ? page : undefined,
  };
  return Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined)) as Look;
}

/** Ids of the figures that the page has in view; undefined when it does not say. */
export function parseInView(query: URLSearchParams): readonly string[] | undefined {
  return query.get('view')?.split(',').filter((id) => NAME.test(id)).slice(0, 50);
}

/** Months from the brief's first to the last that any data describe; one without the required figures says so when it is chosen. */
export async function findChoices(project: Project, config: BriefConfig, tables: Tables): Promise<Choices> {
  const last = tables.observations.reduce((latest, o) => (o.asOf > latest ? o.asOf : latest), config.first).slice(0, 7);
  const months: string[] = [];
  for (let month = config.first; month <= last; month = addMonths(month, 1)) months.push(month);
  return { months: months.toReversed(), locales: config.locales, pages: ['A4', 'Letter'], themes: await listThemes(project), variants: ['', ...config.variants.map((v) => v.name)] };
}

async function listThemes({ templates }: Project): Promise<readonly string[]> {
  const found = await Promise.all(templates.map((folder) => readdir(join(folder, 'themes'), { withFileTypes: true }).catch(() => [])));
  return [...new Set(found.flat().filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map((entry) => entry.name))].sort();
}
