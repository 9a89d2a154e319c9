// Epoch AI: the table of notable models, as CSV. Must not read other tables: their columns differ.
import { parseCsv } from '../csv.ts';
import { BriefwrightError } from '../errors.ts';
import { lastDayRead } from './days.ts';
import { notableRows } from './epoch-models.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, Parsed, Source, SourceContext } from './source.ts';

const KEY = 'notable-ai-models';
/** The first tell what changed. */
const MOST_SHAPES = 20;

function tableUrl(base: string): string {
  return `${base}/data/notable_ai_models.csv`;
}

export const epoch: Source = {
  id: 'epoch',
  publisher: 'Epoch AI',
  title: 'Notable AI models',
  url: 'https://epoch.ai/data',
  licence: 'CC BY 4.0',
  attribution: 'Epoch AI, "Notable AI models", retrieved {as_of}, CC BY 4.0',
  counts: 'Models that meet Epoch’s criteria of notability, by country of the organisation, weights and training hardware.',
  countsNot: 'Adoption. The hardware is stated for a minority, access not for all; the newest year is partial.',
  base: 'https://epoch.ai',
  figures: 'dated',
  promises: { minRows: 100, maxAgeDays: 62, maxMissing: 0.1 },
  plan: ({ base }) => [{ what: 'notable models', requests: 1, url: tableUrl(base) }],
  gather: async ({ base, expect, fetch }) => {
    expect(1);
    await fetch({ key: KEY, url: tableUrl(base), kind: 'csv' });
  },
  parse,
};

async function parse(captures: readonly Capture[], { registry }: SourceContext): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const [capture] = captures;
  const day = lastDayRead(captures);
  if (capture === undefined || day === undefined) return { rows: [], shapes };
  const text = new TextDecoder().decode(await capture.read());
  try {
    const rows = notableRows(parseCsv(text, KEY), day, KEY, registry.countries, shapes);
    // A table that is no longer kept up looks fresh on every reading: its newest model tells.
    const newest = rows.map((row) => row.period.split('/')[1] ?? '').sort().at(-1) ?? '';
    return { rows: shapes.length > 0 ? [] : rows, asOf: day, shapes: shapes.slice(0, MOST_SHAPES), notes: newest === '' ? [] : [`The newest model of the table is of ${newest}.`] };
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    return { rows: [], asOf: day, shapes: error.problems.slice(0, MOST_SHAPES).map((p) => ({ path: `${KEY} line ${p.line ?? 1}`, expected: 'expected a CSV table', sample: p.message })) };
  }
}
