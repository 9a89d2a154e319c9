// The columns of a dump as SQL expressions of one fixed shape, whatever this dump's schema. Must not read rows.
import { failure } from '../../errors.ts';
import { quote } from '../../engine/fence.ts';
import type { Engine } from '../../engine/file-engine.ts';

/** SQL for each thing that lineage needs; `NULL` of the right type where the dump has no such column. */
export interface DumpColumns {
  /** `FROM` clause. */
  readonly from: string;
  readonly id: string;
  readonly hubId: string;
  readonly pipelineTag: string;
  readonly downloads: string;
  readonly downloadsEver: string;
  /** Year × 12 + month, 0 when there is none. */
  readonly made: string;
  readonly tags: string;
  readonly relation: string;
  /** List of STRUCT(_id, id). */
  readonly models: string;
  readonly parameters: string;
  readonly gated: string;
  /** JSON text of the card, or undefined when cards are not read. */
  readonly card: string | undefined;
  /** Names of the file's columns that are used. */
  readonly used: readonly string[];
}

const JSON_COLUMNS: Readonly<Record<string, string>> = {
  id: 'VARCHAR', modelId: 'VARCHAR', _id: 'VARCHAR', pipeline_tag: 'VARCHAR', downloads: 'BIGINT', downloadsAllTime: 'BIGINT', createdAt: 'VARCHAR', tags: 'VARCHAR[]',
  baseModels: 'STRUCT(relation VARCHAR, models STRUCT(_id VARCHAR, id VARCHAR)[])', safetensors: 'STRUCT(total BIGINT)', gated: 'JSON', cardData: 'JSON',
};
const BASE_SHAPE = '{"relation":"VARCHAR","models":[{"_id":"VARCHAR","id":"VARCHAR"}]}';

/**
 * Looks at the schema. `cards: true` also reads the card's own `base_model`, the largest column of a dump, for rows that say nothing elsewhere.
 * Throws CENSUS_COLUMN for a dump without `id` or with a column of a type that cannot be what it is called.
 */
export async function findColumns(engine: Engine, cards: boolean): Promise<DumpColumns> {
  const from = engine.format === 'parquet' ? `read_parquet(${quote(engine.path)})`
    : `read_json(${quote(engine.path)}, format = 'newline_delimited', ignore_errors = true, maximum_object_size = 67108864, columns = {${Object.entries(JSON_COLUMNS).filter(([name]) => cards || name !== 'cardData').map(([name, type]) => `${quote(name)}: ${quote(type)}`).join(', ')}})`;
  const types = new Map((await engine.rows(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [String(row[0]), String(row[1])]));
  const used: string[] = [];
  const pick = (name: string, readers: readonly (readonly [RegExp, string])[], absent: string): string => {
    const type = types.get(name);
    if (type === undefined) return absent;
    const reader = readers.find(([pattern]) => pattern.test(type));
    if (reader === undefined) throw failure('CENSUS_COLUMN', `The column "${name}" is of the type ${type.slice(0, 80)}.`, { file: engine.path, hint: 'See hub-stats for the columns that are expected.' });
    used.push(name);
    return reader[1];
  };
  if (!types.has('id')) throw failure('CENSUS_COLUMN', `The dump has no column "id". It has: ${[...types.keys()].slice(0, 20).join(', ')}.`, { file: engine.path });
  const whole = (name: string): readonly (readonly [RegExp, string])[] => [[/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/, `greatest(try_cast(${name} AS BIGINT), 0)`]];
  const id = pick('id', [[/^VARCHAR$/, 'id']], '');
  const legacy = engine.format === 'json' ? pick('modelId', [[/^VARCHAR$/, "coalesce(nullif(id, ''), modelId)"]], id) : id;
  const downloads = pick('downloads', whole('downloads'), '0::BIGINT');
  const base = pick('baseModels', [[/^STRUCT\(/, 'baseModels'], [/^(VARCHAR|JSON)$/, `from_json(baseModels, ${quote(BASE_SHAPE)})`]], `NULL::STRUCT(relation VARCHAR, models STRUCT(_id VARCHAR, id VARCHAR)[])`);
  return {
    from, id: legacy, used, downloads,
    // Nobody looks into a column of nothing; as a text it would take 16 bytes of every row.
    hubId: pick('_id', [[/^VARCHAR$/, "nullif(_id, '')"]], 'NULL::BOOLEAN'),
    pipelineTag: pick('pipeline_tag', [[/^VARCHAR$/, "coalesce(pipeline_tag, '')"]], "''"),
    downloadsEver: `coalesce(${pick('downloadsAllTime', whole('downloadsAllTime'), 'NULL::BIGINT')}, ${downloads}, 0)`,
    made: pick('createdAt', [
      [/^TIMESTAMP WITH TIME ZONE$/, "coalesce(year(createdAt AT TIME ZONE 'UTC') * 12 + month(createdAt AT TIME ZONE 'UTC'), 0)"],
      [/^(TIMESTAMP|DATE)/, 'coalesce(year(createdAt) * 12 + month(createdAt), 0)'],
      [/^VARCHAR$/, "CASE WHEN regexp_matches(createdAt, '^[0-9]{4}-(0[1-9]|1[0-2])-') THEN left(createdAt, 4)::INT * 12 + substr(createdAt, 6, 2)::INT ELSE 0 END"],
    ], '0'),
    tags: pick('tags', [[/^VARCHAR\[\]$/, 'tags']], 'NULL::VARCHAR[]'),
    relation: `coalesce((${base}).relation, '')`,
    models: models(base, types.get('baseModels') ?? ''),
    parameters: pick('safetensors', [[/^STRUCT\(.*\btotal\b/, 'coalesce(greatest(try_cast(safetensors.total AS BIGINT), 0), 0)'], [/^(VARCHAR|JSON)$/, "coalesce(greatest(try_cast(json_extract(safetensors, '$.total') AS BIGINT), 0), 0)"], [/^STRUCT\(/, '0::BIGINT']], '0::BIGINT'),
    gated: pick('gated', [[/^(VARCHAR|JSON)$/, "coalesce(gated::VARCHAR IN ('auto', 'manual', 'true', '\"auto\"', '\"manual\"'), false)"], [/^BOOLEAN$/, 'coalesce(gated, false)']], 'false'),
    card: cards ? pick('cardData', [[/^(VARCHAR|JSON)$/, 'cardData'], [/^STRUCT\(/, 'to_json(cardData)']], 'NULL::VARCHAR') : undefined,
  };
}

/** A dump whose `baseModels` has no `_id` in it still has names. */
function models(base: string, type: string): string {
  const list = `(${base}).models`;
  return !type.startsWith('STRUCT(') || /\b_id\b/.test(type) ? list : `list_transform(${list}, m -> {'_id': NULL::VARCHAR, 'id': m.id})`;
}
