// Until which day a dump reaches: the day of its newest model. Must not count.
import type { Day } from '../../period.ts';
import { findColumns } from './columns.ts';
import { withEngine } from '../../engine/file-engine.ts';
import type { EngineOptions } from '../../engine/file-engine.ts';

/** Day (UTC) of the newest model made by `today`; undefined for a dump without dates. A date to come is a mistake of the dump. Throws as countCensus does. */
export async function maybeDumpDay(options: EngineOptions, today: Day): Promise<Day | undefined> {
  return withEngine(options, async (engine) => {
    const { from, used } = await findColumns(engine, false);
    if (!used.includes('createdAt')) return undefined;
    const type = (await engine.rows(`SELECT typeof(createdAt) FROM ${from} LIMIT 1`))[0]?.[0];
    const time = type === 'TIMESTAMP WITH TIME ZONE' ? "createdAt AT TIME ZONE 'UTC'" : 'createdAt';
    const day = `left(CAST(${time} AS VARCHAR), 10)`;
    const found = (await engine.rows(`SELECT max(${day}) FROM ${from} WHERE regexp_full_match(${day}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND ${day} <= '${today}'`))[0]?.[0];
    return typeof found === 'string' ? found : undefined;
  });
}
