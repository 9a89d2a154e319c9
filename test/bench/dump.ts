// A dump of all models that no hub ever had: the columns of hub-stats, the same bytes for the same number of rows,
// with the skew, the depth and the dirt of the real one. Must not be read as data about anybody.
import { DuckDBInstance } from '@duckdb/node-api';

export interface DumpOptions {
  readonly rows: number;
  /** Where to write; the ending says how: `.parquet` or `.ndjson`. */
  readonly path: string;
  /** Accounts that publish bases, with the names of the registry, the largest first. */
  readonly namespaces: readonly string[];
  /** Only rows from this number on: the increment of a later month. */
  readonly from?: number;
}

/** Writes the dump. Row i depends on i alone, so that a dump of fewer rows is the beginning of a larger one. */
export async function writeDump({ rows, path, namespaces, from = 0 }: DumpOptions): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '900MB', threads: '2', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    for (const statement of macros(namespaces)) await connection.run(statement);
    const format = path.endsWith('.parquet') ? "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)" : '(FORMAT json)';
    await connection.run(`COPY (${rowsOf(from, rows, path.endsWith('.parquet'))}) TO '${path.replaceAll("'", "''")}' ${format}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** `u(i, k)`: the k-th number in [0, 1) of row i. `name_of(i)`: the id of row i. Bases are the rows below 20,000. */
function macros(namespaces: readonly string[]): readonly string[] {
  const list = namespaces.map((name) => `'${name.replaceAll("'", "''")}'`).join(',');
  return [
    'CREATE MACRO u(i, k) AS (hash(i * 64 + k) >> 12)::DOUBLE / 4503599627370496',
    `CREATE MACRO org_of(i) AS ([${list}])[1 + floor(${namespaces.length} * pow(u(i, 1), 3))::INT]`,
    `CREATE MACRO owner_of(i) AS CASE WHEN i < 20000 THEN org_of(i) WHEN u(i, 2) < 0.04 THEN org_of(i) WHEN u(i, 2) < 0.10 THEN ['mradermacher','TheBloke','bartowski','mlx-community','lmstudio-community','unsloth'][1 + floor(6 * u(i, 3))::INT] ELSE 'user-' || floor(400000 * pow(u(i, 4), 2))::INT END`,
    "CREATE MACRO stem_of(i) AS ['Qwen3-','Llama-3.1-','gemma-3-','Mistral-','Phi-4-','model-'][1 + floor(6 * u(i, 5))::INT] || i",
    "CREATE MACRO name_of(i) AS owner_of(i) || '/' || stem_of(i)",
    // Most stand on few bases; the rest on anything that is older, so that chains grow.
    'CREATE MACRO base_of(i, k) AS CASE WHEN u(i, k) < 0.70 THEN floor(20000 * pow(u(i, k + 1), 5))::BIGINT ELSE floor(i * pow(u(i, k + 1), 4))::BIGINT END',
    `CREATE MACRO declared(i, k) AS CASE
       WHEN u(i, k + 2) < 0.004 THEN upper(name_of(base_of(i, k)))
       WHEN u(i, k + 2) < 0.006 THEN 'https://huggingface.co/' || name_of(base_of(i, k)) || '/tree/main'
       WHEN u(i, k + 2) < 0.020 THEN 'gone-' || (base_of(i, k) % 5000) || '/was-here'
       WHEN u(i, k + 2) < 0.023 THEN '/workspace/out/checkpoint-' || (i % 900)
       WHEN u(i, k + 2) < 0.024 THEN name_of(i)
       WHEN u(i, k + 2) < 0.0245 THEN name_of(i + 1)
       ELSE name_of(base_of(i, k)) END`,
  ];
}

function rowsOf(from: number, to: number, timestamps: boolean): string {
  const created = "TIMESTAMP '2022-03-02 23:29:04' + INTERVAL 1 SECOND * floor(147000000 * pow(i / 3000000.0, 0.45))::BIGINT";
  const created_at = timestamps ? created : `strftime(${created}, '%Y-%m-%dT%H:%M:%S.000Z')`;
  return `WITH drawn AS (
    SELECT i, name_of(i) AS id, owner_of(i) AS author, u(i, 6) AS kind,
      CASE WHEN i < 20000 OR u(i, 7) < 0.38 THEN [] WHEN u(i, 8) < 0.94 THEN [declared(i, 20)]
        ELSE [declared(i, 20), declared(i, 24), declared(i, 28)][1:2 + (i % 2)] END AS bases,
      CASE WHEN u(i, 9) < 0.45 THEN 'text-generation' WHEN u(i, 9) < 0.53 THEN 'image-text-to-text' WHEN u(i, 9) < 0.70 THEN 'text-classification' WHEN u(i, 9) < 0.85 THEN 'text-to-image' END AS pipeline_tag,
      floor(3 / pow(1 - u(i, 10), 1.4))::BIGINT AS downloads
    FROM range(${from}, ${to}) AS r(i)
  ), related AS (
    SELECT *, CASE WHEN len(bases) > 1 THEN 'merge' WHEN kind < 0.42 THEN 'quantized' WHEN kind < 0.72 THEN 'finetune' ELSE 'adapter' END AS relation FROM drawn
  )
  SELECT id, author, ${created_at} AS createdAt, ${created_at} AS lastModified, downloads, downloads * 9 AS downloadsAllTime, floor(downloads / 50)::BIGINT AS likes,
    pipeline_tag, CASE WHEN kind < 0.3 THEN 'gguf' ELSE 'transformers' END AS library_name,
    list_concat(
      CASE WHEN relation = 'quantized' AND kind < 0.3 AND len(bases) > 0 THEN ['gguf', 'endpoints_compatible', 'imatrix', 'conversational'] WHEN relation = 'quantized' AND len(bases) > 0 AND kind < 0.40 THEN ['transformers','safetensors','4-bit','bitsandbytes'] ELSE ['transformers','safetensors','text-generation-inference','endpoints_compatible','autotrain_compatible'] END,
      ['arxiv:24' || (i % 97) || '.' || (i % 8999), 'en', 'dataset:user-' || (i % 9973) || '/set-' || (i % 77)],
      list_transform(bases, b -> 'base_model:' || b),
      list_transform(bases, b -> 'base_model:' || relation || ':' || b),
      ['license:' || ['apache-2.0','apache-2.0','mit','llama3.1','gemma','other','cc-by-nc-4.0','openrail'][1 + floor(8 * u(i, 11))::INT], 'region:us']) AS tags,
    CASE WHEN len(bases) > 0 AND u(i, 12) < 0.95 THEN {'relation': relation, 'models': list_transform(bases, b -> {'_id': substr(md5(lower(b)), 1, 24), 'id': b})} END AS baseModels,
    {'total': CASE WHEN u(i, 13) < 0.7 THEN floor(1e8 * pow(1500, u(i, 14)))::BIGINT END} AS safetensors,
    '{"language":["en"],"license":"apache-2.0","tags":["a","b","c"],"text":"' || repeat('lorem ' || (i % 31), 12) || '"}' AS cardData
  FROM related`;
}
