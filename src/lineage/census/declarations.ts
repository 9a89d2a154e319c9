// The declarations of a dump, resolved where they lie as far as a join can: one plain name of a row that is there.
// The rest comes to us as text. Must not decide what a name means: that is `nodes.ts`.
import { BASE_TAG, FLAG, RECORD, UNIT } from '../declaration.ts';
import { at } from '../int-list.ts';
import { placeReferences } from '../nodes.ts';
import type { InnerRow, NodeTable } from '../nodes.ts';
import type { PopulationOptions } from '../hub-route.ts';
import { collectReferences, ORDINARY, wantedRows } from '../references.ts';
import type { References } from '../references.ts';
import type { Columns } from '../resolve.ts';
import { quote } from '../../engine/fence.ts';
import type { Engine } from '../../engine/file-engine.ts';
import { lineOf, relationCode } from './select.ts';

const [U, R] = [`chr(${UNIT.charCodeAt(0)})`, `chr(${RECORD.charCodeAt(0)})`];

export interface PlacedDeclarations {
  readonly columns: Columns;
  readonly placed: NodeTable;
  /** `rowid` in `m` of the nodes that are there. */
  readonly rows: readonly number[];
}

/**
 * Makes tables `g` (found by a join) and `d` (declarations with their numbers: all that need reading, and of the found ones those that somebody
 * who counts makes or stands on), and reads what `resolveLineage` needs.
 */
export async function placeDeclarations(engine: Engine, hasIds: boolean, { origins, rules }: PopulationOptions): Promise<PlacedDeclarations> {
  for (const statement of splitStatements(hasIds)) await engine.run(statement);
  const collector = collectReferences();
  await engine.stream('SELECT line FROM c ORDER BY number', ([lines = []]) => {
    for (const line of lines) collector.add(String(line));
  });
  const references = collector.done();
  const wanted = wantedRows(references.references, origins, rules);
  await engine.load('wanted', { name: 't' }, singles(wanted.names));
  await engine.load('wanted_id', { hub_id: 't' }, singles(wanted.hubIds));
  for (const statement of innerStatements(hasIds)) await engine.run(statement);
  const { inner, rows, nodeOfRow } = await readInner(engine);
  const elsewhere = new Map((await engine.rows('SELECT hub, node FROM e')).map((row) => [String(row[0]), nodeOfRow.get(Number(row[1])) ?? -1]));
  const placed = placeReferences(references.references, inner, origins, rules, { elsewhere });
  return { rows, ...(await appendFound(engine, references, placed, inner, nodeOfRow)) };
}

/** Two tags of one base as the Hub writes them: without and with the relation. */
const TAGGED = `SELECT declared, ${relationCode('stated')} AS relation, base, '' AS hub, passing, true AS tagged, false AS plain, 1 AS place, 1 AS parts
  FROM (SELECT declared, passing, string_split(substr(decl, 2), ${U}) AS tags, substr(tags[1], ${BASE_TAG.length + 1}) AS base, split_part(substr(tags[2], ${BASE_TAG.length + 1}), ':', 1) AS stated FROM x WHERE starts_with(decl, 't'))
  WHERE len(tags) = 2 AND tags[2] = '${BASE_TAG}' || stated || ':' || base AND relation IS NOT NULL`;

/** Several bases that the Hub has resolved, a row each. */
const SEVERAL = `SELECT declared, relation, split_part(part, ${R}, 1) AS base, substr(part, len(base) + 2) AS hub, passing, false AS tagged, false AS plain, place, parts
  FROM (SELECT declared, passing, relation, len(bases) AS parts, unnest(bases) AS part, generate_subscripts(bases, 1) AS place
    FROM (SELECT declared, passing, ${relationCode(`split_part(substr(decl, 2), ${U}, 1)`)} AS relation, string_split(decl, ${U})[2:] AS bases FROM x WHERE starts_with(decl, 'h')) WHERE relation IS NOT NULL)`;

/**
 * `x`: distinct declarations that are no single resolved base, as text. `s`: the bases of those that can be read here. `g`: where all of them were found.
 * A row with another `_id` than the declared one is another model: that is for `nodes.ts` to say.
 */
function splitStatements(hasIds: boolean): readonly string[] {
  return [
    'CREATE TABLE x AS SELECT declared, any_value(decl) AS decl, bool_or(passing) AS passing FROM m WHERE decl IS NOT NULL GROUP BY declared',
    `CREATE TABLE s AS SELECT declared, any_value(relation) AS relation, any_value(base) AS base, any_value(hub) AS hub, bool_or(passing) AS passing, false AS tagged, true AS plain, 1 AS place, 1 AS parts FROM m WHERE relation IS NOT NULL GROUP BY declared
      UNION ALL ${TAGGED} UNION ALL ${SEVERAL}`,
    `CREATE TABLE g AS SELECT s.declared, s.relation, s.base, s.hub, s.passing, s.tagged, s.place, s.parts, s.base <> m.id AS miscased, m.rowid AS node
      FROM s JOIN m ON m.key = hash(lower(s.base)) AND lower(m.id) = lower(s.base)${hasIds ? " AND (s.hub = '' OR m.hub_id = s.hub)" : ''}
      WHERE regexp_full_match(s.base, ${quote(ORDINARY.source)}) AND lower(s.base) <> 'n/a'`,
    // Of several all must be there, and each once.
    'DELETE FROM g WHERE declared IN (SELECT declared FROM g WHERE parts > 1 GROUP BY declared HAVING count(DISTINCT node) < any_value(parts))',
    `CREATE TABLE c AS SELECT declared, line, (row_number() OVER () - 1)::INTEGER AS number FROM (
      SELECT declared, decl AS line FROM x UNION ALL SELECT declared, ${lineOf('')} FROM s WHERE plain) ANTI JOIN g USING (declared)`,
    'DROP TABLE s',
    'DROP TABLE x',
  ];
}

/** `e`: rows by an `_id` that declarations elsewhere use for them; `i`: rows that some declaration may mean; `f`: the found bases of `d`. */
function innerStatements(hasIds: boolean): readonly string[] {
  const named = `key IN (SELECT hash(name) FROM wanted)${hasIds ? ' OR coalesce(hub_id IN (SELECT hub_id FROM wanted_id), false)' : ''}`;
  return [
    'CREATE TABLE e AS SELECT hub, node FROM (SELECT hub, node, row_number() OVER (PARTITION BY hub ORDER BY lower(base)) AS place FROM g WHERE hub IN (SELECT hub_id FROM wanted_id)) WHERE place = 1',
    `CREATE TABLE i AS SELECT * FROM (SELECT rowid AS row, id, ${hasIds ? "coalesce(hub_id, '')" : "''"} AS hub_id, declared, gated, ${named} AS named FROM m) WHERE named OR row IN (SELECT node FROM g)`,
    `CREATE TABLE d AS SELECT declared, number, NULL::TINYINT AS relation, NULL::BOOLEAN AS tagged, 0 AS parts FROM c UNION ALL
      SELECT declared, ((SELECT count(*) FROM c) + row_number() OVER () - 1)::INTEGER, relation, tagged, parts FROM g WHERE place = 1 AND (passing OR declared IN (SELECT declared FROM i))`,
    'CREATE TABLE f AS SELECT number, place, miscased, node::INTEGER AS node FROM g JOIN d USING (declared)',
    'DROP TABLE c',
    'DROP TABLE g',
  ];
}

async function readInner(engine: Engine): Promise<{ readonly inner: readonly InnerRow[]; readonly rows: readonly number[]; readonly nodeOfRow: ReadonlyMap<number, number> }> {
  const [inner, rows, nodeOfRow]: [InnerRow[], number[], Map<number, number>] = [[], [], new Map()];
  await engine.stream(`SELECT i.row::INTEGER, i.id, i.hub_id, coalesce(d.number, -1), i.gated, i.named FROM i LEFT JOIN d USING (declared)
      WHERE i.named OR i.row IN (SELECT node FROM f) OR i.row IN (SELECT node FROM e)`, ([places = [], ids = [], hub = [], declared = [], gated = [], asked = []]) => {
    for (const [i, id] of ids.entries()) {
      nodeOfRow.set(Number(places[i]), inner.length);
      rows.push(Number(places[i]));
      inner.push({ name: String(id).toLowerCase(), shown: String(id), hubId: String(hub[i]), declaration: Number(declared[i]), gated: gated[i] === true, named: asked[i] === true });
    }
  });
  return { inner, rows, nodeOfRow };
}

/** The found declarations come after the others, each with references of its own. */
async function appendFound(engine: Engine, references: References, placed: NodeTable, inner: readonly InnerRow[], nodeOfRow: ReadonlyMap<number, number>): Promise<Pick<PlacedDeclarations, 'columns' | 'placed'>> {
  const [found = 0, bases = 0] = ((await engine.rows('SELECT count(*), coalesce(sum(parts), 0) FROM d WHERE parts > 0'))[0] ?? []).map(Number);
  const [count, first, kinds] = [references.count, references.refs.length, placed.nodeOf.length];
  const columns = {
    count: count + found, starts: extended(references.starts, found), refs: extended(references.refs, bases), flags: extended(references.flags, found), relations: extended(references.relations, found),
  };
  const [nodeOf, flagsOf] = [extended(placed.nodeOf, bases), extended(placed.flagsOf, bases)];
  await engine.stream('SELECT number, relation, tagged, parts FROM d WHERE parts > 0', ([numbers = [], relations = [], tagged = [], parts = []]) => {
    for (const [i, number] of numbers.entries()) {
      const d = Number(number);
      columns.relations[d] = Number(relations[i]);
      columns.flags[d] = tagged[i] === true ? FLAG.fromTags : 0;
      columns.starts[d + 1] = Number(parts[i]);
    }
  });
  for (let d = count; d < count + found; d++) columns.starts[d + 1] = at(columns.starts, d) + at(columns.starts, d + 1);
  for (let r = 0; r < bases; r++) columns.refs[first + r] = kinds + r;
  await engine.stream('SELECT number, place, miscased, node FROM f', ([numbers = [], places = [], miscased = [], rows = []]) => {
    for (const [i, number] of numbers.entries()) {
      const r = kinds + at(columns.starts, Number(number)) - first + Number(places[i]) - 1;
      const node = nodeOfRow.get(Number(rows[i])) ?? -1;
      nodeOf[r] = node;
      flagsOf[r] = (miscased[i] === true ? FLAG.wrongCase : 0) | (inner[node]?.gated === true ? FLAG.gated : 0);
    }
  });
  return { columns, placed: { nodes: placed.nodes, nodeOf, flagsOf } };
}

function extended(values: Int32Array, more: number): Int32Array {
  const out = new Int32Array(values.length + more);
  out.set(values);
  return out;
}

function* singles(values: Iterable<string>): Generator<readonly string[]> {
  for (const value of values) yield [value];
}
