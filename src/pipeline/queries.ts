// Answers the queries of a brief for one edition. Must not decide what a query may see or what a number means.
import type { BriefConfig, FigureConfig, SqlConfig } from '../config/brief-config.ts';
import type { QueryProblem } from '../engine/query.ts';
import { BriefwrightError, type Problem } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Snapshot } from '../history/snapshot.ts';
import type { MetricResult } from '../metrics/metric.ts';
import type { Tables } from '../observations/observation.ts';

type SqlFigure = FigureConfig & { readonly sql: SqlConfig };

/** Results by figure id; a query without rows has none. Throws BriefwrightError with the problems of all queries. */
export async function answerQueries(config: BriefConfig, history: History, tables: Tables, snapshots: readonly Snapshot[], signal?: AbortSignal): Promise<ReadonlyMap<string, MetricResult>> {
  const figures = [...config.figures.values()].filter((figure): figure is SqlFigure => figure.sql !== undefined);
  if (figures.length === 0) return new Map();
  const [{ QUERY_LIMITS }, { askQueries }, { queryTables }, { resultOfQuery }] = await Promise.all([
    import('../engine/query.ts'), import('../engine/query-worker.ts'), import('../metrics/query-tables.ts'), import('../metrics/query.ts'),
  ]);
  const answers = await askQueries(queryTables(history, tables, snapshots), figures.map((f) => f.sql.query), QUERY_LIMITS, signal);
  const known = new Map(history.names.flatMap((name) => history.vintages(name).map((o) => [o.key, o])));
  const problems: Problem[] = [];
  const results = new Map<string, MetricResult>();
  for (const [i, figure] of figures.entries()) {
    const answer = answers[i];
    if (answer === undefined) continue;
    const result = 'problem' in answer ? answer : resultOfQuery(figure.sql, answer, known);
    if (result === undefined) continue;
    if ('problem' in result) problems.push(placed(config, figure.id, result.problem));
    else results.set(figure.id, figure.words?.caveat === undefined ? result : { ...result, caveats: [...result.caveats, `figure-${figure.id}`] });
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return results;
}

function placed(config: BriefConfig, figure: string, { offset, ...problem }: QueryProblem): Problem {
  const path = ['figures', figure, 'sql', 'query'];
  return { ...problem, ...config.placeWithin(path, offset ?? 0) };
}
