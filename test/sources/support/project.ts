// A small project in a temporary folder, an outside world with its own clock, and a source that is simple enough to be right.
import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../../../src/effects.ts';
import { resolveProject } from '../../../src/project.ts';
import type { Project } from '../../../src/project.ts';
import { findNextLink } from '../../../src/sources/links.ts';
import { parseJsonShape } from '../../../src/sources/shape.ts';
import type { ShapeProblem } from '../../../src/sources/shape.ts';
import type { Row, Source } from '../../../src/sources/source.ts';

export const MONTH = '2025-11';
/** Two days into December: inside the window of November. */
export const NOW = Date.parse('2025-12-02T08:00:00.000Z');

export async function createProject(): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), 'briefwright-collect-'));
  await mkdir(join(root, 'data/registry'), { recursive: true });
  const write = (name: string, text: string): Promise<void> => writeFile(join(root, 'data/registry', name), text);
  const blocs = ['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'].map((b) => `${b},${b},${b},`);
  await write('countries.csv', ['code,name,bloc,note', 'CN,China,china,', 'US,United States,united-states,', 'FR,France,europe,', 'KR,South Korea,other,', 'ZZ,unknown,unassigned,', ...blocs, ''].join('\n'));
  await write('organisations.csv', 'namespace,organisation,country,evidence,source_url,note\nacme,Acme,US,public file,,\n');
  await write('families.csv', 'family,organisation,country,match,note\nAcme,Acme,US,hub:acme/*,\n');
  await write('router-models.csv', 'match,developer,country,weights,evidence,note\nacme/*,Acme,US,closed,unverified,\n');
  await write('sources.yaml', 'hand:\n  publisher: P\n  title: T\n  url: https://example.org\n  date: "2025"\n  accessed: "2025-11-30"\n  licence: CC0\n  attribution: ""\n  counts: c\n  counts_not: n\n  reported_from: ""\n');
  return resolveProject({ project: root }, root);
}

export interface World extends Effects {
  readonly out: string[];
  readonly err: string[];
}

export function createWorld(env: Effects['env'] = {}, now: () => number = () => NOW, signal: AbortSignal = new AbortController().signal): World {
  const [out, err]: [string[], string[]] = [[], []];
  return { env, cwd: tmpdir(), now, stdout: (t) => void out.push(t), stderr: (t) => void err.push(t), isTerminal: false, signal, out, err };
}

export const QUICK = { pause: 2, pauseMost: 8, request: 1_500, source: 60_000, run: 60_000, connect: 1_000, idle: 5_000 } as const;

/** `/items?page=N` with `Link`, items `{id, country, downloads}`; one row each. */
export function createCounter(change: Partial<Source> = {}): Source {
  return {
    id: 'counter', publisher: 'The Counter', title: 'Counters', url: 'https://counter.example.org/', licence: 'CC BY 4.0', attribution: 'Source: The Counter, as of {as_of}.', counts: 'requests', countsNot: 'people',
    base: 'https://counter.example.org', figures: 'running', promises: { minRows: 3 }, token: { variable: 'COUNTER_TOKEN', required: false },
    plan: ({ base }) => [{ what: 'items', requests: 1, url: `${base}/items?page=1` }],
    gather: async ({ base, fetch, expect }) => {
      expect(5);
      let url: string | undefined = `${base}/items?page=1`;
      for (let page = 1; url !== undefined; page++) {
        const capture = await fetch({ key: `items/${String(page).padStart(4, '0')}`, url, kind: 'json' });
        url = findNextLink(capture.headers['link']);
      }
    },
    parse: async (captures) => {
      const shapes: ShapeProblem[] = [];
      const rows: Row[] = [];
      for (const capture of captures) {
        const list = parseJsonShape(await capture.read(), capture.key, shapes);
        for (const item of list?.items() ?? []) {
          const [id, country, downloads] = [item.field('id').text(), item.field('country').text(), item.field('downloads').count()];
          if (id === undefined || country === undefined || downloads === undefined) continue;
          rows.push({ series: 'downloads.counter', entity: id, country, period: MONTH, value: downloads, unit: 'downloads', denominator: 'requests', window: '30 days', evidence: 'primary', locator: `${item.path}.downloads` });
        }
      }
      return { rows, shapes, asOf: captures.at(-1)?.capturedAt.slice(0, 10) ?? '2025-12-02' };
    },
    ...change,
  };
}
