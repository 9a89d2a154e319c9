// A new row of observations, and its source where that is new: written only when the whole of the data stays sound.
// Must not guess a figure.
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatCsv, parseCsv } from '../csv.ts';
import { appendYamlKey } from '../config/yaml-edit.ts';
import { failure } from '../errors.ts';
import { writeFile } from '../files.ts';
import { OBSERVATION_COLUMNS } from '../observations/rows.ts';
import { readTables } from '../observations/tables.ts';
import type { Project } from '../project.ts';
import { describeTables, type Datapackage } from './datapackage.ts';

export interface NewObservation {
  /** By column. */
  readonly row: ReadonlyMap<string, string>;
  /** Name of the table, without `.csv`; the one that has the series where it is not said. */
  readonly table?: string;
  /** An entry for sources.yaml. */
  readonly source?: Readonly<Record<string, string>>;
}

/** Paths of what was written, relative to the project. Throws every problem that the data would have; then nothing has changed. */
export async function addObservation(project: Project, { row, table, source }: NewObservation): Promise<readonly string[]> {
  if (table !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(table)) throw failure('USAGE_BAD_VALUE', `"${table}" cannot be the name of a table.`, { hint: 'Use lower-case letters, digits and hyphens.' });
  const name = table ?? await findTable(project, row.get('series') ?? '');
  const file = `data/observations/${name}.csv`;
  const texts = new Map<string, string | undefined>([[file, await maybeText(project, file)]]);
  const before = texts.get(file);
  const columns = before === undefined ? OBSERVATION_COLUMNS : parseCsv(before, file).columns;
  const line = formatCsv(columns, [columns.map((c) => row.get(c) ?? '')]).split('\n').slice(1).join('\n');
  const writes = new Map([[file, before === undefined ? `${columns.join(',')}\n${line}` : `${before.replace(/\n?$/, '\n')}${line}`]]);
  if (source !== undefined) {
    const sources = await maybeText(project, 'data/registry/sources.yaml') ?? '';
    texts.set('data/registry/sources.yaml', sources);
    writes.set('data/registry/sources.yaml', appendYamlKey(sources, 'data/registry/sources.yaml', row.get('source') ?? '', source));
  }
  if (before === undefined) {
    const described = await maybeText(project, 'data/datapackage.json');
    if (described !== undefined) {
      const shipped = JSON.parse(described) as Datapackage;
      texts.set('data/datapackage.json', described);
      writes.set('data/datapackage.json', `${JSON.stringify(describeTables(shipped, [...shipped.resources.map((r) => r.path), `observations/${name}.csv`]), null, 2)}\n`);
    }
  }
  await writeSound(project, writes, texts);
  return [...writes.keys()];
}

/** Writes, reads all data as a build would, and puts everything back when that finds a problem. */
async function writeSound(project: Project, writes: ReadonlyMap<string, string>, before: ReadonlyMap<string, string | undefined>): Promise<void> {
  try {
    for (const [path, text] of writes) await writeFile(join(project.root, path), text);
    await readTables(project.root);
  } catch (error) {
    for (const [path, text] of before) {
      if (text === undefined) await rm(join(project.root, path), { force: true });
      else if (writes.has(path)) await writeFile(join(project.root, path), text);
    }
    throw error;
  }
}

/** The table with rows of the series, else one named by what it measures. */
async function findTable(project: Project, series: string): Promise<string> {
  const names = (await readdir(join(project.data, 'observations')).catch(() => [])).filter((n) => n.endsWith('.csv') && n !== 'statements.csv').sort();
  for (const name of names) {
    const text = await readFile(join(project.data, 'observations', name), 'utf8');
    if (text.split('\n').some((line) => line.startsWith(`${series},`))) return basename(name, '.csv');
  }
  const measure = series.split('.')[0] ?? '';
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(measure) ? measure : 'figures';
}

async function maybeText(project: Project, path: string): Promise<string | undefined> {
  return readFile(join(project.root, path), 'utf8').catch(() => undefined);
}
