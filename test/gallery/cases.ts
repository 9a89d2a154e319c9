// What the gallery shows: every shipped specification with typical, extreme and broken data.
import type { ChartRequest, ChartRow, ChartTheme } from '../../src/charts/chart.ts';
import type { Bloc } from '../../src/observations/observation.ts';
import { FULL, HALF, month, request, row, SPEC_NAMES, year, type SpecName } from '../charts/sample.ts';
import { EVENTS, sampleRows } from '../charts/sample-rows.ts';
import { VARIANTS } from '../charts/sample-variants.ts';

export interface GalleryCase {
  readonly spec: SpecName;
  readonly name: string;
  readonly width: 'full' | 'half';
  readonly request: ChartRequest;
}

const BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned'];
const CHINESE: readonly string[] = ['阿里巴巴 通义千问', '深度求索', '月之暗面 Kimi', '智谱清言', '腾讯混元', '百度文心一言', '阶跃星辰', '面壁智能', '零一万物'];

function withoutValues(name: SpecName): ChartRow[] {
  return sampleRows(name).map((r) => ({ ...r, value: null, low: null, high: null, text: '' }));
}

/** Labels become Chinese, groups keep company with Arabic and Hebrew. */
function inOtherScripts(name: SpecName): ChartRow[] {
  const labels = [...new Set(sampleRows(name).map((r) => r.label))];
  const groups = [...new Set(sampleRows(name).map((r) => r.group))];
  const foreign = ['季度报告 2025', 'نماذج مفتوحة', 'מודלים פתוחים', '路由器份额', '开源许可证'];
  return sampleRows(name).map((r) => ({ ...r, label: CHINESE[labels.indexOf(r.label) % CHINESE.length] ?? r.label, group: r.group === '' ? '' : (foreign[groups.indexOf(r.group) % foreign.length] ?? r.group) }));
}

/** Thirty of what the type counts: lines, groups, periods, panels, events. */
function thirty(name: SpecName): ChartRow[] {
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: 30 }, (_, i) => make(i));
  const months = ['2026-01', '2026-05', '2026-09'];
  switch (name) {
    case 'line-blocs': case 'line': case 'area': case 'range-band': case 'slope': case 'dumbbell':
      return each((i) => months.slice(name === 'slope' || name === 'dumbbell' ? 1 : 0).map((at, k) => row({ ...month(at), label: `Model ${i + 1}`, bloc: BLOCS[i % 5] ?? 'china', value: 3 * i + k * 2, low: 3 * i, high: 3 * i + 2, text: String(3 * i + k * 2), order: i }))).flat();
    case 'stacked-share':
      return each((i) => BLOCS.map((bloc, k) => row({ ...month('2026-09'), group: `Country ${i + 1}`, bloc, value: 20, text: '20\u00a0%', order: k }))).flat();
    case 'stacked-area':
      return each((i) => BLOCS.map((bloc, k) => row({ ...month(`${2024 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`), bloc, value: 20, text: '20\u00a0%', order: k }))).flat();
    case 'stacked-columns':
      return each((i) => BLOCS.map((bloc, k) => row({ ...year(String(1996 + i)), bloc, value: 5 + i, text: String(5 + i), order: k }))).flat();
    case 'small-multiples':
      return each((i) => [0, 1, 2].map((k) => row({ ...year(String(2023 + k)), bloc: BLOCS[i % 5] ?? 'china', group: `Country ${i + 1}`, value: i + k, text: String(i + k), order: i }))).flat();
    case 'timeline':
      return each((i) => row({ ...month(`202${4 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`), bloc: BLOCS[i % 5] ?? 'china', group: `Lane ${(i % 5) + 1}`, label: `Event ${i + 1}`, value: 1, order: i % 5 }));
    default:
      return VARIANTS.thirty(name);
  }
}

const MAKERS: Readonly<Record<string, (name: SpecName) => ChartRow[]>> = {
  typical: sampleRows, 'one point': VARIANTS.one, 'all null': withoutValues, 'all but one null': VARIANTS['all but one null'], 'all equal': VARIANTS.equal, 'thirty series': thirty,
  'times 1e12': VARIANTS.large, negative: VARIANTS.negative, 'all zero': VARIANTS.zero, 'names of 60 characters': VARIANTS['long names'], 'other scripts': inOtherScripts,
};

/** In the order of the gallery: by specification, typical first in both widths. */
export function galleryCases(theme: ChartTheme): GalleryCase[] {
  return SPEC_NAMES.flatMap((spec) => Object.entries(MAKERS).flatMap(([name, make]) => (name === 'typical' ? (['full', 'half'] as const) : (['half'] as const)).map((width): GalleryCase => {
    const id = `${spec}-${name.replaceAll(' ', '-')}-${width}`;
    return { spec, name, width, request: request(spec, make(spec), { id, width: width === 'full' ? FULL : HALF, events: name === 'typical' ? EVENTS : [], alt: `${spec}, ${name}, ${width} width.`, theme }) };
  })));
}
