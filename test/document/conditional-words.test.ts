// Words that state a direction, an order or a size follow the data: the shipped figures are changed, and the sentences change or fall silent.
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateBrief } from '../../src/document/evaluate.ts';
import type { Block, Briefing } from '../../src/document/briefing.ts';
import { plain } from '../../src/document/messages.ts';
import { historyAt } from '../../src/history/history.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition, type Prepared } from '../../src/pipeline/preparation.ts';
import { effects, project } from '../support/edition.ts';

type Change = (o: Observation) => Observation;

const prepared = new Map<string, Prepared>();
beforeAll(async () => {
  for (const month of ['2025-11', '2026-09']) for (const locale of ['en-GB', 'fr']) prepared.set(`${month} ${locale}`, await prepareEdition({ project: await project(), brief: 'open-models', month, locale }, effects));
}, 120_000);

async function edition(month: string, locale: string, change: Change): Promise<Briefing> {
  const own = prepared.get(`${month} ${locale}`);
  if (own === undefined) throw new TypeError(month);
  const tables = { ...own.tables, observations: own.tables.observations.map(change) };
  const evaluated = evaluateBrief(own.config, historyAt(tables, month, own.evaluated.history.cutoff), own.evaluated.previousCutoff);
  return (await composeDocument({ ...own, tables, evaluated }, false)).briefing;
}

const blocksOf = (briefing: Briefing): readonly Block[] => [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)];

function headline(briefing: Briefing, figure: string): string {
  const found = blocksOf(briefing).find((b) => b.kind === 'figure' && b.id === figure);
  return found?.kind === 'figure' ? plain(found.headline) : 'no figure';
}

const wordsOf = (briefing: Briefing): string => [plain(briefing.headline), plain(briefing.bottomLine), ...blocksOf(briefing).flatMap((b) => (b.kind === 'paragraph' ? [plain(b.text)] : b.kind === 'questions' ? b.items.map((i) => plain(i.answer)) : []))].join('\n');

/** Values by entity or bloc within one series; a function of what was there. */
function set(series: string, values: Readonly<Record<string, number>>, only: (o: Observation) => boolean = () => true): Change {
  return (o) => {
    const value = values[o.entity] ?? values[o.bloc];
    return o.series !== series || value === undefined || !only(o) ? o : { ...o, value };
  };
}
const same: Change = (o) => o;
const LATE = (o: Observation): boolean => o.period.end > '2025-06';

/** Month, figure, what is changed, and the headline in English and in French. */
const CASES: readonly (readonly [string, string, string, Change, string, string])[] = [
  ['2025-11', 'as it is', 'downloads-reported', same, 'Qwen ahead of Llama on Hugging Face, as reported', 'Qwen devant Llama sur Hugging Face, d’après des tiers'],
  ['2025-11', 'the order turned round', 'downloads-reported', set('downloads-cumulative-family.bloomberg', { Qwen: 300e6 }), 'Llama ahead of Qwen on Hugging Face, as reported', 'Llama devant Qwen sur Hugging Face, d’après des tiers'],
  ['2025-11', 'level', 'downloads-reported', set('downloads-cumulative-family.bloomberg', { Qwen: 346.2e6 }), 'Reported downloads of Qwen and Llama', 'Téléchargements déclarés de Qwen et de Llama'],
  ['2025-11', 'a small part', 'derivatives-reported', (o) => (o.series.startsWith('derivatives-') && o.entity.startsWith('Chinese-origin') ? { ...o, value: 12 } : o), 'What new derivatives stand on, as reported', 'Sur quoi reposent les nouveaux dérivés, d’après des tiers'],
  ['2026-09', 'as it is', 'downloads-new-share', same, 'Models from China gain in new downloads', 'Nouveaux téléchargements\u202f: les modèles de Chine gagnent du terrain'],
  ['2026-09', 'the other side moved most', 'downloads-new-share', set('downloads-share-new-country.atom', { china: 30 }, LATE), 'Models from the United States lose ground in new downloads', 'Nouveaux téléchargements\u202f: les modèles des États-Unis reculent'],
  ['2026-09', 'within rounding', 'downloads-new-share', set('downloads-share-new-country.atom', { china: 25.2, 'united-states': 60 }, LATE), 'Models from China hold their share in new downloads', 'Nouveaux téléchargements\u202f: les modèles de Chine conservent leur part'],
  ['2026-09', 'as it is', 'derivatives-reported', same, 'Qwen has become the base of most new derivatives', 'Qwen est devenu la base de la plupart des nouveaux dérivés'],
  ['2026-09', 'as it is', 'licence-mix', same, 'Large Chinese releases carry the freer licences', 'Les grandes publications chinoises ont les licences les plus libres'],
  ['2026-09', 'US freer', 'licence-mix', set('licence-share-over-20b.hf-summer', { 'Apache 2.0 or MIT': 95 }), 'Large US releases carry the freer licences', 'Les grandes publications américaines ont les licences les plus libres'],
  ['2026-09', 'alike', 'licence-mix', set('licence-share-over-20b.hf-summer', { 'Apache 2.0 or MIT': 81 }), 'Licences of large Chinese and US releases', 'Licences des grandes publications chinoises et américaines'],
  ['2026-09', 'small parts', 'large-model-share', set('downloads-share-over-70b.hf-summer', { MiniMax: 21, 'Moonshot AI': 20, DeepSeek: 12, 'Z.ai': 8 }), 'Large models draw most at MiniMax and Moonshot AI', 'Les grands modèles pèsent le plus chez MiniMax et Moonshot AI'],
  ['2026-09', 'as it is', 'capability-gaps', same, 'The leading models are a few per cent apart', 'Quelques pour cent séparent les premiers modèles'],
  ['2026-09', 'far apart', 'capability-gaps', set('arena-gap-us-china.ai-index', { 'top US against top Chinese model': 31 }), 'How far apart the leading models are', 'L’écart entre les premiers modèles'],
];

describe('headlines', () => {
  test.each(CASES)('%s, %s: %s', async (month, _, figure, change, english, french) => {
    expect([headline(await edition(month, 'en-GB', change), figure), headline(await edition(month, 'fr', change), figure)]).toEqual([english, french]);
  }, 60_000);

  test('a share that fell is not said to have become the base of most, and not to be up', async () => {
    const down = await edition('2026-09', 'en-GB', (o) => (/^derivative.*atom$/.test(o.series) && o.entity === 'Qwen' ? { ...o, value: o.period.text >= '2026' ? 8 : 30 } : o));
    expect(headline(down, 'derivatives-reported')).toBe('Qwen bases carry less of the new derivatives');
    expect(wordsOf(down)).toMatch(/8%(?: \d+)? of the month’s new derivatives in February 2026, down from 30%/);
    expect(wordsOf(down)).not.toContain('up from');
    const still = await edition('2026-09', 'en-GB', (o) => (/^derivative.*atom$/.test(o.series) && o.entity === 'Qwen' ? { ...o, value: o.period.text >= '2026' ? 69 : 66 } : o));
    expect(headline(still, 'derivatives-reported')).toBe('Qwen remains the base of most new derivatives');
  }, 60_000);

  test('the order turned round in the words too', async () => {
    const turned = await edition('2025-11', 'en-GB', set('downloads-cumulative-family.bloomberg', { Qwen: 300e6 }));
    expect(plain(turned.bottomLine)).toMatch(/^Meta’s Llama has been downloaded more often from Hugging Face than Alibaba’s Qwen, 346\.2 million times against 300 million as reported/);
  }, 60_000);

  test('a negative lead is no lead, and US models that list below are not said to cost more', async () => {
    const behind = await edition('2026-09', 'en-GB', set('arena-gap-us-china.ai-index', { 'top US against top Chinese model': -1.5 }));
    expect(wordsOf(behind)).toContain('the lead of the top US model over the top Chinese one was −1.5%');
    expect(wordsOf(behind)).not.toContain('the top US model led');
    const cheap = await edition('2026-09', 'en-GB', (o) => (o.unit === 'usd-per-mtok' && o.bloc === 'united-states' ? { ...o, value: 0.01 } : o));
    expect(headline(cheap, 'list-price')).toBe('US models list below Chinese ones');
  }, 60_000);

  test('a majority that had been larger a year before is down, not up', async () => {
    const down = await edition('2026-09', 'en-GB', (o) => (o.series.startsWith('router-open-share') && o.period.text <= '2025-09' && o.period.text >= '2025-08' ? { ...o, low: 90, high: 95 } : o));
    expect(wordsOf(down)).not.toMatch(/up from 90/);
  }, 60_000);
});
