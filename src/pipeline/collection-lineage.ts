// The source `huggingface` with the lineage of the month's new models: bases that no listing has are asked for one by one, and all
// is counted as a dump of the Hub is. `lineage/` is to the right of `sources/`, so that the two meet here. Must not open a connection.
import { observationRows, UNSTEADY } from '../lineage/counts.ts';
import { countHubRows } from '../lineage/hub-route.ts';
import type { ObservationRow } from '../lineage/observation-rows.ts';
import { originsOf } from '../lineage/origin.ts';
import { findUnreadParents } from '../lineage/parents.ts';
import { DEFAULT_FILTER, type Population } from '../lineage/population.ts';
import { LINEAGE_RULES, parseLineageRules } from '../lineage/rules.ts';
import { describeUnassigned } from '../lineage/unassigned.ts';
import { lastDayOf } from '../period.ts';
import { lastDayRead } from '../sources/days.ts';
import { modelKey, modelUrl, newModelsKey, newModelsUrl, reachesBefore, walkPages } from '../sources/huggingface-requests.ts';
import { checkReach, huggingface } from '../sources/huggingface.ts';
import type { ShapeProblem } from '../sources/shape.ts';
import type { Capture, GatherContext, Parsed, Row, Source, SourceContext, SourceRequest } from '../sources/source.ts';
import { furtherTasks, isFurther, newModelCaptures, readBases, readListings, withMoves, type Basis, type Listings } from './collection-lineage-rows.ts';
import { parseFrozenRegistry, type InputFile } from './collection-registry.ts';

/** `sources`, the Hub's with lineage where the inputs have rules for it: a snapshot from before there were any is read as it was. */
export function lineageSources(sources: readonly Source[], inputs: readonly InputFile[]): readonly Source[] {
  const bytes = inputs.find((i) => i.file === LINEAGE_RULES)?.bytes;
  if (bytes === undefined) return sources;
  const basis = { rules: parseLineageRules(new TextDecoder().decode(bytes), LINEAGE_RULES), origins: originsOf(parseFrozenRegistry(inputs)) };
  return sources.map((source) => (source.id === huggingface.id ? withLineage(source, basis) : source));
}

function withLineage(source: Source, basis: Basis): Source {
  return {
    ...source, promises: { ...source.promises, unsteady: UNSTEADY.map((measure) => `${measure}.hub`) },
    plan: (context) => [
      ...source.plan(context),
      ...furtherTasks(basis.rules).map((task) => ({ what: `new models for ${task}`, requests: 1, url: newModelsUrl(context.base, task) })),
      { what: `bases of new models that are in no listing, at most ${basis.rules.mostBasesAsked}`, requests: 0, url: modelUrl(context.base, 'owner/name') },
    ],
    gather: (context) => gather(source, basis, context),
    parse: (captures, context) => parse(source, basis, captures, context),
  };
}

/** 4xx: gone, private or renamed without a trace. That a base is not there is an answer. */
const ABSENT = [401, 403, 404, 410, 451];

async function gather(source: Source, basis: Basis, context: GatherContext): Promise<void> {
  const { base, month, each } = context;
  const taken: Capture[] = [];
  const fetch = async (request: SourceRequest): Promise<Capture> => {
    const capture = await context.fetch(request);
    taken.push(capture);
    return capture;
  };
  await source.gather({ ...context, fetch });
  await each(furtherTasks(basis.rules), (task) => walkPages(newModelsUrl(base, task), (url, page) => fetch({ key: newModelsKey(task, page), url, kind: 'json' }), (capture) => reachesBefore(capture, month)));
  const listings = await readListings(taken, month, basis);
  for (;;) {
    const next = await nextBases(taken, listings, basis);
    if (next.length === 0) return;
    context.expect(taken.length + next.length);
    await each(next, async (id) => void (await fetch({ key: modelKey(id), url: modelUrl(base, id), kind: 'json', answers: ABSENT })));
  }
}

/** Those of most models first; what came back may lead to others. */
async function nextBases(taken: readonly Capture[], listings: Listings, { origins, rules }: Basis): Promise<readonly string[]> {
  const bases = await readBases(taken, []);
  const read = { rows: listings.rows.filter(listings.counts), known: [...listings.known, ...bases.rows], asked: bases.asked };
  return findUnreadParents(read, origins, withMoves(rules, bases)).filter(isAskable).slice(0, Math.max(0, rules.mostBasesAsked - bases.asked.size));
}

/** The Hub refuses these two in a name, whatever is asked about it. */
function isAskable(id: string): boolean {
  return !id.includes('--') && !id.includes('..');
}

async function parse(source: Source, basis: Basis, captures: readonly Capture[], context: SourceContext): Promise<Parsed> {
  const parsed = await source.parse(captures.filter((c) => !isFurther(c.key, basis.rules)), context);
  const shapes: ShapeProblem[] = [...parsed.shapes];
  for (const task of furtherTasks(basis.rules)) await checkReach(captures.filter((c) => c.key.startsWith(`new/${task}/`)), task, context.month, shapes);
  const bases = await readBases(captures, shapes);
  if (shapes.length > 0) return { ...parsed, rows: [], shapes };
  const population = countMonth(await readListings(captures, context.month, basis), bases, basis, context);
  const { read, left } = population.parents;
  const note = `Bases of new models: ${read} were read one by one, ${left} beyond the ${basis.rules.mostBasesAsked} that are asked for stay unread.`;
  const rows = rowsOf(population, basis, captures, context);
  return { ...parsed, rows: [...parsed.rows, ...rows], notes: [...(parsed.notes ?? []), note, ...describeUnassigned(rows)] };
}

function countMonth(listings: Listings, bases: Awaited<ReturnType<typeof readBases>>, basis: Basis, { month }: SourceContext): Population {
  const { origins } = basis;
  const rules = withMoves(basis.rules, bases);
  const counted = { rows: listings.rows.filter(listings.counts), known: [...listings.known, ...bases.rows], asked: bases.asked };
  const unread = new Set(findUnreadParents(counted, origins, rules).filter(isAskable).map((id) => id.toLowerCase()));
  return countHubRows({ rows: listings.rows, known: listings.known, parents: bases.rows, unread }, { origins, rules, filter: DEFAULT_FILTER, months: [month] });
}

function rowsOf(population: Population, { origins, rules }: Basis, captures: readonly Capture[], { month }: SourceContext): readonly Row[] {
  const pages = newModelCaptures(captures);
  const day = lastDayRead(pages);
  const [first] = pages;
  if (day === undefined || first === undefined) return [];
  const locator = `${first.key} count over ${pages.length} page${pages.length === 1 ? '' : 's'} and the bases that they lead to`;
  const rows = observationRows(population, { origins, rules, filter: DEFAULT_FILTER, reading: { tracker: 'hub', asOf: day, source: huggingface.id, locator } });
  // As in the other rows of this source: a month that was read before its end is only told to that day.
  const period = day > lastDayOf(month) ? month : `${month}-01/${day}`;
  return rows.map((row) => rowOf(row, period));
}

function rowOf(row: ObservationRow, period: string): Row {
  const text = (column: string): string => row[column] ?? '';
  return {
    series: text('series'), entity: text('entity'), country: text('country'), period, value: text('value'), unit: text('unit'), denominator: text('denominator'),
    window: text('window'), asOf: text('as_of'), evidence: 'derived', locator: text('locator'), note: text('note'),
  };
}
