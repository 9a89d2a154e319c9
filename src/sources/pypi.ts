// PyPI by way of pypistats.org: downloads of packages that developers use with models. Interest in tools, not in models.
import { addDays, daysTo, lastDayRead } from './days.ts';
import { parseJsonShape } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, Parsed, Row, Source } from './source.ts';

/** Package → country of its publisher; `world` for tools that serve every model. */
const PACKAGES: readonly (readonly [string, string])[] = [['dashscope', 'CN'], ['mistralai', 'FR'], ['transformers', 'world'], ['vllm', 'world']];

function recentUrl(base: string, name: string): string {
  return `${base}/api/packages/${name}/recent?period=month`;
}

export const pypi: Source = {
  id: 'pypi',
  publisher: 'PyPI Stats',
  title: 'Downloads of packages from the Python Package Index',
  url: 'https://pypistats.org',
  licence: 'not stated',
  attribution: '',
  counts: 'Downloads of a package in the last month, without mirrors.',
  countsNot: 'Models and people: build servers install the same package again and again.',
  base: 'https://pypistats.org',
  figures: 'running',
  promises: { minRows: PACKAGES.length },
  manners: { concurrency: 1, spacing: 2_000 },
  plan: ({ base }) => [{ what: 'packages', requests: PACKAGES.length, url: recentUrl(base, PACKAGES[0]?.[0] ?? '') }],
  gather: async ({ base, expect, fetch, each }) => {
    expect(PACKAGES.length);
    await each(PACKAGES, async ([name]) => {
      await fetch({ key: `packages/${name}`, url: recentUrl(base, name), kind: 'json' });
    });
  },
  parse,
};

async function parse(captures: readonly Capture[]): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const read = lastDayRead(captures);
  if (read === undefined) return { rows: [], shapes };
  // The count is made once a day, of the days that are over.
  const day = addDays(read, -1);
  const rows: Row[] = [];
  for (const capture of captures) {
    const root = parseJsonShape(await capture.read(), capture.key, shapes);
    const [name, downloads] = [root?.field('package').text(), root?.field('data').field('last_month').count()];
    if (root === undefined || name === undefined || downloads === undefined) continue;
    if (name !== capture.key.slice('packages/'.length)) root.field('package').report(`expected "${capture.key.slice('packages/'.length)}"`);
    rows.push({
      series: 'downloads-30d-package.pypi', entity: name, country: PACKAGES.find(([p]) => p === name)?.[1] ?? 'ZZ', period: daysTo(day, 30), asOf: day, value: downloads, unit: 'downloads',
      denominator: 'downloads of the package from PyPI, without mirrors', window: 'last month, as PyPI Stats counts it', evidence: 'secondary', locator: `${capture.key} data.last_month`, note: 'the exact days are not stated',
    });
  }
  return { rows: shapes.length > 0 ? [] : rows, asOf: day, shapes };
}
