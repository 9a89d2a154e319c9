// The main shares a second time, in plain SQL over raw rows: what the metrics are compared with. Shares no code with them.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Observation } from '../../src/observations/observation.ts';

export interface SecondOpinion {
  /** Rows of a query over `known`: the newest vintage of each figure at the cut-off. */
  readonly ask: (observations: readonly Observation[], cutoff: string, sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly close: () => void;
}

export async function openSecondOpinion(): Promise<SecondOpinion> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  return {
    ask: async (observations, cutoff, sql) => {
      await load(connection, observations);
      await connection.run(`CREATE OR REPLACE VIEW known AS
        SELECT * EXCLUDE (latest) FROM (
          SELECT *, row_number() OVER (PARTITION BY series, entity, country, bloc, period, denominator, "window" ORDER BY published DESC, key DESC) AS latest
          FROM raw WHERE published <= '${cutoff}')
        WHERE latest = 1`);
      return (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][];
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function load(connection: DuckDBConnection, observations: readonly Observation[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TABLE raw (key VARCHAR, series VARCHAR, entity VARCHAR, country VARCHAR, bloc VARCHAR, period VARCHAR, period_end VARCHAR, value DOUBLE, denominator VARCHAR, "window" VARCHAR, as_of VARCHAR, published VARCHAR)');
  const text = (s: string): string => `'${s.replaceAll("'", "''")}'`;
  const rows = observations.map((o) => `(${[o.key, o.series, o.entity, o.country, o.bloc, o.period.text, o.period.end].map(text).join(', ')}, ${o.value === undefined ? 'NULL' : `${o.value}::DOUBLE`}, ${[o.denominator, o.window, o.asOf, o.published].map(text).join(', ')})`);
  if (rows.length > 0) await connection.run(`INSERT INTO raw VALUES ${rows.join(', ')}`);
}

/** Period, bloc and share of every bloc that the series ever names, and of unassigned. */
export function shareSql(series: string): string {
  return `WITH s AS (SELECT * FROM known WHERE series = '${series}'),
    blocs AS (SELECT DISTINCT bloc FROM s WHERE bloc <> 'world' UNION SELECT 'unassigned'),
    periods AS (SELECT period, sum(value) AS whole FROM s GROUP BY period HAVING sum(value) > 0)
    SELECT period, blocs.bloc, 100 * coalesce((SELECT sum(value) FROM s WHERE s.period = periods.period AND s.bloc = blocs.bloc), 0) / whole
    FROM periods CROSS JOIN blocs ORDER BY 1, 2`;
}

/** Month, low and high bound of the share of open weights. */
export const OPEN_SHARE_SQL = `WITH m AS (
    SELECT period, sum(value) AS whole, coalesce(sum(value) FILTER (entity = 'open weights'), 0) AS open, coalesce(sum(value) FILTER (entity = 'closed weights'), 0) AS closed
    FROM known WHERE series = 'router-tokens-monthly.openrouter' AND length(period) = 7 GROUP BY period)
  SELECT period, 100 * open / whole, 100 * open / (open + closed) FROM m WHERE whole > 0 AND open + closed > 0 ORDER BY 1`;

/** Entity, first day after the earlier reading, last day, and what the counter grew by; nothing where it fell or a reading is missing. */
export function counterSql(series: string): string {
  return `WITH r AS (SELECT entity, as_of, value FROM known WHERE series = '${series}'),
    days AS (SELECT as_of, lag(as_of) OVER (ORDER BY as_of) AS before FROM (SELECT DISTINCT as_of FROM r))
    SELECT b.entity, CAST(CAST(days.before AS DATE) + 1 AS VARCHAR) || '/' || days.as_of, b.value - a.value
    FROM days JOIN r b ON b.as_of = days.as_of JOIN r a ON a.as_of = days.before AND a.entity = b.entity
    WHERE b.value >= a.value ORDER BY 1, 2`;
}
