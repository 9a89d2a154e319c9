// A dump of all models → the population, by the engine: rows stay there, only distinct declarations and bases come to us.
// Must not fetch a dump; must give what `hub-route.ts` gives for the same rows.
import { at } from '../int-list.ts';
import { LISTED, publisherClasses } from '../population.ts';
import type { Population } from '../population.ts';
import type { PopulationOptions } from '../hub-route.ts';
import { resolveLineage } from '../resolve.ts';
import type { Lineage } from '../resolve.ts';
import { licenceClassOf } from '../rules.ts';
import { placeDeclarations } from './declarations.ts';
import { findColumns } from './columns.ts';
import type { DumpColumns } from './columns.ts';
import { withEngine } from '../../engine/file-engine.ts';
import type { Engine, EngineOptions } from '../../engine/file-engine.ts';
import { dropRepeats, modelTable, monthPlace } from './select.ts';

export interface CensusOptions extends PopulationOptions, EngineOptions {
  /** Also read `base_model` from the cards of rows that have it nowhere else. Off: the Hub copies it into the tags. */
  readonly cards?: boolean;
}

const NAMESPACE = "CASE WHEN contains(m.id, '/') THEN lower(split_part(m.id, '/', 1)) END";

/** Counts a dump. Throws CENSUS_FILE, CENSUS_COLUMN, CENSUS_READ. */
export async function countCensus(options: CensusOptions): Promise<Population> {
  return withEngine(options, async (engine) => {
    const columns = await findColumns(engine, options.cards === true);
    const { classes, placeOf } = publisherClasses(options.origins);
    await engine.load('pub', { namespace: 't', place: 'n' }, placeOf);
    await engine.run(modelTable(columns, options.rules, options.filter));
    const counts = await countRows(engine, columns);
    const { columns: declared, placed, rows } = await placeDeclarations(engine, counts.withId > 0, options);
    const lineage = resolveLineage(declared, placed, options.origins);
    await loadClasses(engine, lineage, rows, options);
    return { months: options.months, publishers: classes, lineage, parents: { read: 0, left: 0 }, ...counts.counts, ...(await tally(engine, options, classes.flatMap((c, i) => (c.bloc === 'unassigned' ? [i] : [])))) };
  });
}

async function countRows(engine: Engine, columns: DumpColumns): Promise<{ readonly withId: number; readonly counts: Pick<Population, 'rows' | 'repeatedRows' | 'unreadableRows' | 'undatedRows'> }> {
  const one = async (sql: string): Promise<readonly number[]> => numbers((await engine.rows(sql))[0]);
  const [all = 0, kept = 0, withId = 0] = await one(`SELECT (SELECT count(*) FROM ${columns.from}), count(*), count(hub_id) FROM m`);
  // One distinct count at a time: several in one statement cost twice as much.
  const [[names = 0], [ids = 0]] = [await one('SELECT count(DISTINCT key) FROM m'), withId === 0 ? [0] : await one('SELECT count(DISTINCT hub_id) FROM m')];
  if (ids < withId) await engine.run(dropRepeats('hub_id'));
  if (names < kept) await engine.run(dropRepeats('lower(id)'));
  const [rows = 0, undatedRows = 0] = await one('SELECT count(*), count(*) FILTER (made = 0) FROM m');
  return { withId, counts: { rows, repeatedRows: kept - rows, unreadableRows: all - kept, undatedRows } };
}

/** Tables `own` (a model that counts under another declaration), `k` (declaration → number and class) and `lic`. */
async function loadClasses(engine: Engine, lineage: Lineage, rows: readonly number[], { rules }: CensusOptions): Promise<void> {
  await engine.load('own', { row: 'n', number: 'n', class: 'n' }, [...lineage.overrides].map(([node, number]) => [at(rows, node, -1), number, at(lineage.classOf, number, -1)]));
  await engine.load('classes', { number: 'n', class: 'n' }, pairs(lineage.classOf));
  await engine.run('CREATE TABLE k AS SELECT declared, number, class FROM d JOIN classes USING (number)');
  const licences = (await engine.rows('SELECT DISTINCT licence FROM m WHERE licence IS NOT NULL')).map((row) => String(row[0]));
  await engine.load('lic', { licence: 't', place: 'n' }, licences.map((text) => [text, licenceClassOf(rules, text)]));
}

function* pairs(classOf: Int32Array): Generator<readonly number[]> {
  for (let d = 0; d < classOf.length; d++) yield [d, at(classOf, d)];
}

async function tally(engine: Engine, { months }: CensusOptions, unassigned: readonly number[]): Promise<Pick<Population, 'cells' | 'totals' | 'standing' | 'unassigned'>> {
  const place = monthPlace(months);
  const placed = `FROM m LEFT JOIN k USING (declared) LEFT JOIN own ON own.row = m.rowid LEFT JOIN lic USING (licence) LEFT JOIN pub ON pub.namespace = ${NAMESPACE} WHERE passing`;
  const cells = await engine.rows(`SELECT ${place}, coalesce(pub.place, 0), coalesce(own.class, k.class, -1), size, coalesce(lic.place, -1), format, count(*), sum(downloads) ${placed} GROUP BY ALL`);
  const totals = await engine.rows(`SELECT ${place} AS month, count(*), count(*) FILTER (untasked), count(*) FILTER (passing) FROM m GROUP BY ALL`);
  const isNew = `${place} > 0`;
  const standing = await engine.rows(`SELECT ${place}, coalesce(own.number, k.number) AS standing, count(*) ${placed} AND ${isNew} AND standing IS NOT NULL GROUP BY ALL`);
  const names = await engine.rows(`SELECT month, namespace, models FROM (
    SELECT *, row_number() OVER (PARTITION BY month ORDER BY models DESC, namespace) AS place FROM (
      SELECT ${place} AS month, coalesce(${NAMESPACE}, '') AS namespace, count(*) AS models FROM m
      LEFT JOIN pub ON pub.namespace = ${NAMESPACE} WHERE passing AND ${isNew} AND coalesce(pub.place, 0) IN (${unassigned.join(', ')}) GROUP BY ALL)) WHERE place <= ${LISTED} ORDER BY month, place`);
  return {
    cells: cells.map(numbers).map(([month = 0, publisher = 0, lineage = -1, size = -1, licence = -1, format = 0, models = 0, downloads = 0]) => ({ month, publisher, lineage, size, licence, format: format === 1 ? 1 : format === 2 ? 2 : 0, models, downloads })),
    totals: totals.map(numbers).map(([month = 0, models = 0, withoutTask = 0, passing = 0]) => ({ month, models, withoutTask, passing })),
    standing: standing.map(numbers).map(([month = 0, declaration = 0, models = 0]) => ({ month, declaration, models })),
    unassigned: names.map((row) => ({ month: Number(row[0]), namespace: String(row[1]), models: Number(row[2]) })),
  };
}

function numbers(row: readonly unknown[] | undefined): readonly number[] {
  return (row ?? []).map(Number);
}
