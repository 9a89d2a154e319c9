// The SQL of a census: what `hub-route.ts` does to rows in memory, said for an engine. Must not run anything.
import { BASE_TAG, RECORD, UNIT } from '../declaration.ts';
import { RELATIONS } from '../model-row.ts';
import type { LineageFilter } from '../population.ts';
import { rejectPattern } from '../rules.ts';
import type { LineageRules } from '../rules.ts';
import type { DumpColumns } from './columns.ts';
import { quote } from '../../engine/fence.ts';

const [U, R] = [`chr(${UNIT.charCodeAt(0)})`, `chr(${RECORD.charCodeAt(0)})`];

/**
 * Table `m`: one row per model, narrow. A declaration of one base of a known relation, nine in ten, stays in its parts (`relation`, `base`, `hub`), any other
 * is text (`decl`); `declared` is either as a number, and `key` the name. Lists are only opened for rows that need them, and nothing is joined here:
 * behind a join the engine copies every list of a block for every row of it.
 */
export function modelTable(c: DumpColumns, rules: LineageRules, filter: LineageFilter): string {
  const isDeclared = '(relation IS NOT NULL OR decl IS NOT NULL)';
  return `CREATE TABLE m AS
    SELECT id, hash(lower(id)) AS key, hub_id, made, downloads, ever, gated, untasked, passing, relation, base, hub, decl,
      CASE WHEN relation IS NOT NULL THEN hash(relation, base, hub) WHEN decl IS NOT NULL THEN hash(decl) END AS declared, CASE WHEN passing THEN ${sizeOf(rules)} ELSE -1 END AS size,
      CASE WHEN passing THEN substr(list_filter(tags, x -> starts_with(x, 'license:'))[1], ${'license:'.length + 1}) END AS licence,
      CASE WHEN passing AND ${isDeclared} THEN (CASE WHEN ${tagged(rules.ggufTags)} THEN 1 WHEN ${tagged(rules.quantisedTags)} THEN 2 ELSE 0 END)::TINYINT END AS format
    FROM (
      SELECT *, CASE WHEN relation IS NULL THEN ${declarationOf(c)} END AS decl, CASE WHEN relation IS NOT NULL THEN models[1].id END AS base, CASE WHEN relation IS NOT NULL THEN coalesce(models[1]._id, '') END AS hub FROM (
        SELECT *, task = '' AS untasked, ${passes(rules, filter)} AS passing, CASE WHEN len(models) = 1 AND models[1].id <> '' THEN ${relationCode('stated')} END AS relation FROM (
          SELECT ${c.id} AS id, ${c.hubId} AS hub_id, (${c.made})::SMALLINT AS made, coalesce(${c.downloads}, 0) AS downloads, ${c.downloadsEver} AS ever, ${c.gated} AS gated,
            ${c.pipelineTag} AS task, ${c.tags} AS tags, ${c.relation} AS stated, ${c.models} AS models, ${c.parameters} AS parameters${c.card === undefined ? '' : `, ${c.card} AS card`}
          FROM ${c.from})))
    WHERE id IS NOT NULL AND id <> ''`;
}

/** The place of a relation in RELATIONS; NULL for what is none. */
export function relationCode(column: string): string {
  return `(CASE ${column} ${RELATIONS.map((r, i) => `WHEN ${quote(r)} THEN ${i}`).join(' ')} END)::TINYINT`;
}

function tagged(words: readonly string[]): string {
  return words.length === 1 ? `list_contains(tags, ${quote(words[0] ?? '')})` : `len(list_filter(tags, x -> x IN (${words.map(quote).join(', ')}))) > 0`;
}

function sizeOf(rules: LineageRules): string {
  const cases = rules.sizeClasses.map((c, i) => `WHEN parameters >= ${c.from} THEN ${i}`).reverse();
  return `(CASE WHEN parameters <= 0 THEN -1 ${cases.join(' ')} ELSE -1 END)::TINYINT`;
}

function passes(rules: LineageRules, filter: LineageFilter): string {
  const place = rules.sizeClasses.findIndex((c) => c.name === filter.sizeClass);
  return [
    'true',
    ...(filter.languageOnly ? [`task IN (${rules.languageTasks.map(quote).join(', ')})`] : []),
    ...(filter.popularOnly ? [`ever > ${rules.minDownloads}`] : []),
    ...(filter.nameRules ? [`NOT regexp_matches(CASE WHEN contains(id, '/') THEN substr(lower(id), strpos(id, '/')) ELSE lower(id) END, ${quote(rejectPattern(rules))})`] : []),
    ...(filter.sizeClass === undefined ? [] : [`${sizeOf(rules)} = ${place}`]),
  ].join(' AND ');
}

/** The line of `encodeDeclaration`, NULL for none: the first of three that says something. */
function declarationOf(c: DumpColumns): string {
  const resolved = `array_to_string(list_transform(list_filter(models, x -> x.id <> ''), x -> x.id || coalesce(${R} || nullif(x._id, ''), '')), ${U})`;
  const tags = `array_to_string(list_filter(tags, x -> starts_with(x, '${BASE_TAG}')), ${U})`;
  const card = `CASE WHEN card LIKE '%base_model%' AND len(${cardBases}) > 0 THEN 'c' || coalesce(json_extract_string(card, '$.base_model_relation'), '') || ${U} || array_to_string(${cardBases}, ${U}) END`;
  return `coalesce('h' || stated || ${U} || nullif(${resolved}, ''), 't' || nullif(${tags}, '')${c.card === undefined ? '' : `, ${card}`})`;
}

const cardBases = "CASE json_type(card, '$.base_model') WHEN 'VARCHAR' THEN [json_extract_string(card, '$.base_model')] WHEN 'ARRAY' THEN list_filter(json_extract_string(card, '$.base_model[*]'), x -> x IS NOT NULL) ELSE [] END";

/** The line of a row of `m`, or of what has its columns; empty for none. */
const LINE = `coalesce(decl, ${lineOf('')}, '')`;

/** A declaration in parts as `encodeDeclaration` writes it. */
export function lineOf(table: string): string {
  return `'h' || [${RELATIONS.map(quote).join(', ')}][${table}relation + 1] || ${U} || ${table}base || CASE WHEN ${table}hub = '' THEN '' ELSE ${R} || ${table}hub END`;
}

/** Deletes all but the first of rows with the same key, in the order of `isBefore`. Only called when there are any. */
export function dropRepeats(key: string): string {
  return `DELETE FROM m WHERE rowid IN (
    SELECT rowid FROM (
      SELECT m.rowid, row_number() OVER (PARTITION BY ${key} ORDER BY ever DESC, downloads DESC, id, ${LINE}, made) AS place FROM m
      SEMI JOIN (SELECT ${key} AS k FROM m WHERE ${key} IS NOT NULL GROUP BY 1 HAVING count(*) > 1) AS twice ON twice.k = ${key}
    ) WHERE place > 1)`;
}

/** Place of the month in the asked ones, from 1; 0 for all others. */
export function monthPlace(months: readonly string[]): string {
  if (months.length === 0) return '0';
  return `CASE made ${months.map((month, i) => `WHEN ${Number(month.slice(0, 4)) * 12 + Number(month.slice(5))} THEN ${i + 1}`).join(' ')} ELSE 0 END`;
}
