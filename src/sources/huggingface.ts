// The Hugging Face Hub: models of every tracked account, and the language models created in the month with their bases.
// Wire facts: base/api/models with `expand`, pages by `Link`, answers in order of downloads or creation.
import { lastDayOf } from '../period.ts';
import { dayOf, lastDayRead } from './days.ts';
import { derivativeRows } from './huggingface-derivatives.ts';
import { mixRows } from './huggingface-mix.ts';
import { parseModels } from './huggingface-models.ts';
import type { HubModel } from './huggingface-models.ts';
import { accountKey, accountUrl, findNextPage, LANGUAGE_TASKS, newModelsKey, newModelsUrl, reachesBefore, walkPages } from './huggingface-requests.ts';
import { totalRows } from './huggingface-totals.ts';
import { originsOf } from './origins.ts';
import type { Account, Origins } from './origins.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, GatherContext, Parsed, PlannedStep, Row, Source, SourceContext } from './source.ts';

export const huggingface: Source = {
  id: 'huggingface',
  publisher: 'Hugging Face',
  title: 'Hub API, list of models',
  url: 'https://huggingface.co/models',
  licence: 'not stated',
  attribution: '',
  counts: 'Requests (GET and HEAD) for the main file of a repository, of the last 30 days and since it was made; repositories by creation date, licence, size and declared base.',
  countsNot: 'People, tokens, other channels. Build servers and small encoder models weigh heavily; a GGUF repository counts each of its files; deleted repositories are gone; bases are what the publisher declares.',
  base: 'https://huggingface.co',
  baseVariable: 'HF_ENDPOINT',
  token: { variable: 'HF_TOKEN', required: false, retryWithout: true },
  figures: 'running',
  promises: { minRows: 50, maxAgeDays: 31, growing: ['downloads-all-time-country.hub'] },
  manners: { concurrency: 4 },
  plan,
  gather,
  parse,
};

function trackedAccounts(origins: Origins): readonly Account[] {
  return origins.accounts.filter((account) => account.kind !== 'test');
}

/** About 60,000 language models are made in a month, and a thousand fit on a page. */
const PAGES_OF_A_MONTH = 60;

function plan({ base, registry }: SourceContext): readonly PlannedStep[] {
  const accounts = trackedAccounts(originsOf(registry));
  const tasks = LANGUAGE_TASKS.map((task) => ({ what: `new models for ${task}`, requests: task === 'text-generation' ? PAGES_OF_A_MONTH : 1, url: newModelsUrl(base, task) }));
  return [{ what: `models of ${accounts.length} accounts`, requests: accounts.length, url: accountUrl(base, accounts[0]?.namespace ?? '') }, ...tasks];
}

async function gather(context: GatherContext): Promise<void> {
  const { base, month, fetch } = context;
  context.expect(plan(context).reduce((sum, step) => sum + step.requests, 0));
  await context.each(trackedAccounts(originsOf(context.registry)), async ({ namespace }) => {
    const ask = (url: string, page: number): Promise<Capture> => fetch({ key: accountKey(namespace, page), url, kind: 'json', answers: [404] });
    await walkPages(accountUrl(base, namespace), ask, async () => false);
  });
  await context.each(LANGUAGE_TASKS, async (task) => {
    const ask = (url: string, page: number): Promise<Capture> => fetch({ key: newModelsKey(task, page), url, kind: 'json' });
    await walkPages(newModelsUrl(base, task), ask, (capture) => reachesBefore(capture, month));
  });
}

async function parse(captures: readonly Capture[], context: SourceContext): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const notes: string[] = [];
  const origins = originsOf(context.registry);
  const ofAccounts = captures.filter((c) => c.key.startsWith('models/'));
  const ofMonth = captures.filter((c) => c.key.startsWith('new/'));
  const rows = [
    ...await accountRows(ofAccounts, origins, shapes, notes),
    ...await monthRows(ofMonth, context, origins, shapes),
  ];
  const asOf = lastDayRead(captures);
  const first = captures.map(dayOf).sort()[0];
  if (first !== asOf) notes.push(`The pages were read from ${first ?? ''} to ${asOf ?? ''}; the windows are those of the last day.`);
  return { rows: shapes.length > 0 ? [] : rows, ...(asOf === undefined ? {} : { asOf }), shapes, notes };
}

async function accountRows(captures: readonly Capture[], origins: Origins, shapes: ShapeProblem[], notes: string[]): Promise<readonly Row[]> {
  const models = await parseModels(captures, shapes);
  const day = lastDayRead(captures);
  if (day === undefined) return [];
  if (models.length === 0) shapes.push({ path: captures[0]?.key ?? 'models', expected: 'expected models of at least one account', sample: '(none)' });
  // A renamed repository comes back under its new owner, which the registry may not know yet.
  const askedFor = (m: HubModel): Account | undefined => origins.findAccount(m.owner) ?? origins.findAccount(m.capture.split('/')[1] ?? '');
  const reading = { day, models, origins, accountOf: askedFor };
  const empty = emptyAccounts(captures);
  if (empty.length > 0) notes.push(`${empty.length} tracked accounts have no models: ${empty.slice(0, 12).join(', ')}${empty.length > 12 ? ', …' : ''}.`);
  return [...totalRows(reading), ...mixRows(reading)];
}

/** `[]`, or no such account. */
function emptyAccounts(captures: readonly Capture[]): readonly string[] {
  return captures.filter((c) => c.key.endsWith('/0001') && (c.status !== 200 || c.size <= 4)).map((c) => c.key.split('/')[1] ?? '');
}

async function monthRows(captures: readonly Capture[], { month }: SourceContext, origins: Origins, shapes: ShapeProblem[]): Promise<readonly Row[]> {
  const day = lastDayRead(captures);
  if (day === undefined) return [];
  for (const task of LANGUAGE_TASKS) await checkReach(captures.filter((c) => c.key.startsWith(`new/${task}/`)), task, month, shapes);
  const all = await parseModels(captures, shapes);
  checkOrder(all, shapes);
  const models = all.filter((m) => m.created.startsWith(month));
  if (models.length === 0) shapes.push({ path: captures[0]?.key ?? 'new', expected: `expected models created in ${month}`, sample: '(none)' });
  const last = lastDayOf(month);
  return derivativeRows({ period: day > last ? month : `${month}-01/${day}`, day, models, origins });
}

/** The pages of a month are whole when the last one has no successor or shows an older model. */
export async function checkReach(captures: readonly Capture[], task: string, month: string, shapes: ShapeProblem[]): Promise<void> {
  const last = captures.at(-1);
  if (last !== undefined && (findNextPage(last) === undefined || await reachesBefore(last, month))) return;
  shapes.push({ path: last?.key ?? newModelsKey(task, 1), expected: `expected a page that reaches back before ${month}`, sample: last === undefined ? '(absent)' : `${captures.length} pages` });
}

/** Where the server does not keep the order, an early stop would leave models out without a word. */
function checkOrder(models: readonly HubModel[], shapes: ShapeProblem[]): void {
  for (const list of Map.groupBy(models, (m) => m.capture.split('/')[1]).values()) {
    const at = list.findIndex((m, i) => m.created > (list[i - 1]?.created ?? m.created));
    const [before, model] = [list[at - 1], list[at]];
    if (model !== undefined && before !== undefined) shapes.push({ path: `${model.capture} createdAt`, expected: 'expected the newest models first', sample: `${model.id} of ${model.created} after ${before.id} of ${before.created}` });
  }
}
