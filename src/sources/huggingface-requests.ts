// What the Hub is asked for: addresses and pages. Must not read figures.
import type { Month } from '../period.ts';
import { findNextLink } from './links.ts';
import { SourceFailure } from './source.ts';
import type { Capture } from './source.ts';

/** Tasks of the Hub that make a language model; small encoders and the tests of build servers lead all the others. */
export const LANGUAGE_TASKS: readonly string[] = ['text-generation', 'image-text-to-text'];

/** More than the whole Hub has. */
const MOST_PAGES = 9999;

const ACCOUNT_FIELDS = ['author', 'baseModels', 'createdAt', 'downloads', 'downloadsAllTime', 'gated', 'lastModified', 'library_name', 'likes', 'pipeline_tag', 'safetensors', 'gguf', 'tags', 'trendingScore', 'inferenceProviderMapping'];
/** Pages of new models are many: no more than what is counted. */
const NEW_FIELDS = ['author', 'baseModels', 'createdAt', 'downloads', 'downloadsAllTime', 'gated', 'pipeline_tag', 'safetensors', 'tags'];
/** Of a model that only serves to follow a line further. */
const BASE_FIELDS = ['author', 'baseModels', 'createdAt', 'downloads', 'downloadsAllTime', 'gated', 'pipeline_tag', 'tags'];

/** All models of one account, most downloaded first. One unknown field and the Hub refuses the whole request. */
export function accountUrl(base: string, namespace: string): string {
  return `${base}/api/models?author=${encodeURIComponent(namespace)}&sort=downloads&limit=1000${expand(ACCOUNT_FIELDS)}`;
}

/** Models of one task, newest first: the Hub has no filter by date. */
export function newModelsUrl(base: string, task: string): string {
  return `${base}/api/models?pipeline_tag=${encodeURIComponent(task)}&sort=createdAt&limit=1000${expand(NEW_FIELDS)}`;
}

/** One model, `owner/name` or, for the oldest, `name`. A renamed one redirects and comes back under its new name. */
export function modelUrl(base: string, id: string): string {
  return `${base}/api/models/${id.split('/').map(encodeURIComponent).join('/')}?${expand(BASE_FIELDS).slice(1)}`;
}

function expand(fields: readonly string[]): string {
  return fields.map((field) => `&expand=${field}`).join('');
}

export const accountKey = (namespace: string, page: number): string => `models/${namespace}/${pageNumber(page)}`;
export const modelKey = (id: string): string => `model/${id.toLowerCase()}`;
export const newModelsKey = (task: string, page: number): string => `new/${task}/${pageNumber(page)}`;

function pageNumber(page: number): string {
  return String(page).padStart(4, '0');
}

/** The address of the page after `capture`, as the server wrote it, or undefined after the last one. Where it may lead, the client decides. */
export function findNextPage(capture: Capture): string | undefined {
  const link = findNextLink(capture.headers['link']);
  return link === undefined ? undefined : (URL.parse(link, capture.url)?.href ?? link);
}

/** Asks for page after page until `isLast` says so or there is no further one. */
export async function walkPages(first: string, fetchPage: (url: string, page: number) => Promise<Capture>, isLast: (capture: Capture) => Promise<boolean>): Promise<void> {
  let url: string | undefined = first;
  for (let page = 1; url !== undefined; page++) {
    if (page > MOST_PAGES) throw new SourceFailure('SOURCE_LINK', `${first} has more than ${MOST_PAGES} pages.`, 'The server repeats itself; try another address.');
    const capture: Capture = await fetchPage(url, page);
    if (await isLast(capture)) return;
    const next: string | undefined = findNextPage(capture);
    if (next !== undefined && next === url) throw new SourceFailure('SOURCE_LINK', `The page after ${capture.key} is the page itself.`, 'The server repeats itself; try again later.');
    url = next;
  }
}

/** True when a page, newest first, ends with a model that is older than `month`. */
export async function reachesBefore(capture: Capture, month: Month): Promise<boolean> {
  const items = maybeJson(await capture.read());
  return Array.isArray(items) && items.length > 0 && createdOf(items.at(-1)) < month;
}

/** What is no JSON reaches nowhere; that it is none is reported where the page is read. */
function maybeJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

/** ISO text compares as time does. `~` is after every date: an item without one ends nothing. */
function createdOf(item: unknown): string {
  const created = typeof item === 'object' && item !== null && 'createdAt' in item ? item.createdAt : undefined;
  return typeof created === 'string' ? created : '~';
}
