// A table that a project brings along: a file of its own or an address, with a mapping in `data/sources/<id>.yaml`.
// An analyst adds a source without TypeScript. Dated dumps give a history, one collection for each day.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { originsOf } from './origins.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, GatherContext, Parsed, Row, Source, SourceContext } from './source.ts';
import { parseMapping } from './table-file-mapping.ts';
import type { TableMapping } from './table-file-mapping.ts';
import { readTableRows } from './table-file-records.ts';
import { hubRows, mappedRows } from './table-file-rows.ts';

const FOLDER = 'data/sources';
const MAPPING = 'mapping';
const FILE = 'file';

/** The sources that a project describes, in the order of their ids. Throws every problem of every mapping. */
export async function readFileSources(projectDir: string): Promise<readonly Source[]> {
  const entries = await readdir(join(projectDir, FOLDER), { withFileTypes: true }).catch(() => []);
  const problems: Problem[] = [];
  const sources: Source[] = [];
  for (const name of entries.filter((e) => e.isFile() && e.name.endsWith('.yaml')).map((e) => e.name).sort()) {
    const [id, file] = [name.slice(0, -'.yaml'.length), `${FOLDER}/${name}`];
    try {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) throw new BriefwrightError([{ code: 'MAPPING_FILE', message: `"${id}" is not an id of a source.`, file, hint: 'Name the file with lower-case letters, digits and hyphens.' }]);
      sources.push(tableSource(parseMapping(await readFile(join(projectDir, FOLDER, name), 'utf8'), file, id), file));
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return sources;
}

/** The source of one mapping, which stands in `file`. */
export function tableSource(mapping: TableMapping, file: string): Source {
  // A file of the project is never asked for; what doctor can ask is the publisher's page.
  const base = new URL(mapping.isAddress ? mapping.from.replaceAll('{date}', '') : mapping.info.url).origin;
  return {
    ...mapping.info, base, figures: mapping.figures, promises: { minRows: mapping.minRows },
    plan: (context) => [{ what: mapping.isAddress ? 'tables' : 'files of the project', requests: mapping.isAddress ? steps(mapping, context).length : 0, url: addressOf(mapping, context, mapping.dates[0]) }],
    gather: (context) => gather(mapping, file, context),
    parse: (captures, context) => parse(captures, context, file, mapping.info.id),
  };
}

/** The dumps to take; a single file is one step without a day. */
function steps(mapping: TableMapping, { since }: SourceContext): readonly (string | undefined)[] {
  return mapping.dates.length === 0 ? [undefined] : mapping.dates.filter((date) => since === undefined || date >= since);
}

function addressOf(mapping: TableMapping, { base }: SourceContext, date: string | undefined): string {
  const from = mapping.from.replaceAll('{date}', date ?? '');
  if (!mapping.isAddress) return `project:${from}`;
  const { pathname, search } = new URL(from);
  return `${base}${pathname}${search}`;
}

function keyOf(date: string | undefined): string {
  return date === undefined ? FILE : `${FILE}/${date}`;
}

async function gather(mapping: TableMapping, file: string, context: GatherContext): Promise<void> {
  const dates = steps(mapping, context);
  context.expect(dates.length + 1);
  await context.read(MAPPING, file);
  const kind = mapping.format === 'parquet' ? 'binary' : mapping.format;
  await context.each(dates, async (date) => {
    if (mapping.isAddress) await context.fetch({ key: keyOf(date), url: addressOf(mapping, context, date), kind });
    else await context.read(keyOf(date), mapping.from.replaceAll('{date}', date ?? ''));
  });
}

/** The mapping comes from the captures: a later one must not change what an older snapshot says. */
async function parse(captures: readonly Capture[], { registry }: SourceContext, file: string, id: string): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const found = captures.find((c) => c.key === MAPPING);
  if (found === undefined) return { rows: [], shapes: [{ path: MAPPING, expected: 'expected the mapping', sample: '(absent)' }] };
  const mapping = parseMapping(new TextDecoder().decode(await found.read()), file, id);
  const origins = originsOf(registry);
  const rows: Row[] = [];
  for (const capture of captures.filter((c) => c.key === FILE || c.key.startsWith(`${FILE}/`))) {
    const date = capture.key === FILE ? undefined : capture.key.slice(FILE.length + 1);
    const wanted = [...new Set([...mapping.columns.values(), ...(mapping.kind === 'hub-models' ? HUB_COLUMNS : [])])];
    const table = await readTableRows(await capture.read(), mapping.format, mapping.listPath, wanted, capture.key, shapes);
    rows.push(...(mapping.kind === 'hub-models' ? hubRows(table, mapping, date ?? '', capture.key, origins, shapes) : mappedRows(table, mapping, date, capture.key, shapes)));
  }
  const asOf = rows.map((r) => r.asOf).filter((day) => day !== undefined).sort().at(-1);
  return { rows: shapes.length > 0 ? [] : rows, ...(asOf === undefined ? {} : { asOf }), shapes };
}

/** What a dump of the Hub may hold under the Hub's own names. */
const HUB_COLUMNS = ['id', 'downloads', 'downloadsAllTime', 'createdAt', 'tags', 'pipeline_tag', 'baseModels', 'safetensors'];
