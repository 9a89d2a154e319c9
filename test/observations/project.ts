// A small project in a temporary folder, whose files a test replaces one by one.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BriefwrightError } from '../../src/errors.ts';
import type { Problem } from '../../src/errors.ts';
import { OBSERVATION_COLUMNS } from '../../src/observations/rows.ts';
import { STATEMENT_COLUMNS } from '../../src/observations/statements.ts';
import { readTables } from '../../src/observations/tables.ts';

export const COUNTRIES = `code,name,bloc,note
CN,China,china,
HK,Hong Kong,china,shown under China
US,United States,united-states,
FR,France,europe,
ZZ,Unknown,unassigned,
${['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'].map((b) => `${b},${b},${b},`).join('\n')}
`;
export const SOURCES = `good:
  publisher: P
  title: T
  url: https://example.org/a
  date: "2025-11"
  accessed: "2026-01-01"
  licence: not stated
  attribution: ""
  counts: C
  counts_not: N
  reported_from: ""
`;

const ROW: Readonly<Record<string, string>> = {
  series: 'downloads-monthly-org.atom', entity: 'Qwen', country: 'CN', period: '2025-10', value: '385.3', value_low: '', value_high: '', qualifier: '',
  unit: 'million downloads', denominator: 'downloads', window: 'one month', as_of: '2025-10-31', published: '2025-11-12', evidence: 'primary', source: 'good', locator: 'page 1', note: '',
};
const STATEMENT: Readonly<Record<string, string>> = {
  id: 'a', date: '2025-10', who: 'Somebody', country: 'US', about: 'Qwen', kind: 'statement', topic: 'adoption', text: 'Words.', clarifies: '',
  published: '2025-11-12', evidence: 'secondary', source: 'good', locator: 'text', note: '',
};

const line = (columns: readonly string[], cells: Readonly<Record<string, string>>): string => columns.map((c) => cells[c] ?? '').join(',');

/** A good row with some cells replaced. */
export const row = (cells: Readonly<Record<string, string>> = {}): string => line(OBSERVATION_COLUMNS, { ...ROW, ...cells });
export const statement = (cells: Readonly<Record<string, string>> = {}): string => line(STATEMENT_COLUMNS, { ...STATEMENT, ...cells });
export const table = (...rows: readonly string[]): string => `${[OBSERVATION_COLUMNS.join(','), ...rows].join('\n')}\n`;
export const statements = (...rows: readonly string[]): string => `${[STATEMENT_COLUMNS.join(','), ...rows].join('\n')}\n`;

const BASE: Readonly<Record<string, string>> = {
  'data/registry/countries.csv': COUNTRIES,
  'data/registry/organisations.csv': 'namespace,organisation,country,evidence,source_url,note\nQwen,Alibaba,CN,cited,https://example.org/,\n',
  'data/registry/families.csv': 'family,organisation,country,match,note\nQwen,Alibaba,CN,hub:Qwen/*,\n',
  'data/registry/sources.yaml': SOURCES,
  'data/observations/a.csv': table(row()),
};

/** Writes the base project with `files` over it (undefined takes a file away), hands the folder to `use`, removes it. */
export async function withProject<T>(files: Readonly<Record<string, string | Uint8Array | undefined>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tables-'));
  try {
    for (const [path, content] of Object.entries({ ...BASE, ...files })) {
      if (content === undefined) continue;
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The problems of the base project with `files` over it; none when it reads. */
export async function problemsOf(files: Readonly<Record<string, string | Uint8Array | undefined>>): Promise<readonly Problem[]> {
  return withProject(files, async (folder) => {
    try {
      await readTables(folder);
      return [];
    } catch (error) {
      if (error instanceof BriefwrightError) return error.problems;
      throw error;
    }
  });
}

/** `file:line CODE` without the folder. */
export const brief = (problems: readonly Problem[]): string[] => problems.map((p) => `${(p.file ?? '').replace(/^data\/(observations|registry)\//, '')}:${p.line ?? ''} ${p.code}`);
