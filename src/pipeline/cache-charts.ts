// Charts kept between builds, each under a hash of everything that it is drawn from. Must not draw one.
import type { Chart, ChartFont, ChartRequest, ChartTheme } from '../charts/chart.ts';
import { sha256 } from '../files.ts';
import { identifyFile } from './cache-inputs.ts';
import type { CacheStore } from './cache-store.ts';

export interface ChartCache {
  /** The chart that was drawn for the very same request by the very same program. */
  readonly maybeChart: (request: ChartRequest) => Promise<Chart | undefined>;
  readonly keep: (request: ChartRequest, chart: Chart) => Promise<void>;
  readonly trim: () => Promise<void>;
}

/** In bytes; an edition of twenty figures has about 2 MB. */
export const CHARTS_LIMIT = 64 * 1024 * 1024;

/** `program` is a hash of the program, its packages and the runtime. */
export function createChartCache(store: CacheStore, program: string): ChartCache {
  const fonts = new Map<string, string>();
  const identifyFont = (path: string): string => {
    const identity = fonts.get(path) ?? identifyFile(path);
    fonts.set(path, identity);
    return identity;
  };
  // The theme is the same for all charts, and some have hundreds of fonts.
  const themes = new Map<ChartTheme, string>();
  const identifyAll = (all: readonly ChartFont[] = []): unknown[] => all.map(({ path, ...font }) => ({ ...font, file: identifyFont(path) }));
  const hashTheme = (theme: ChartTheme): string => {
    const hash = themes.get(theme) ?? sha256(JSON.stringify({ ...theme, fonts: identifyAll(theme.fonts), otherFonts: identifyAll(theme.otherFonts) }));
    themes.set(theme, hash);
    return hash;
  };
  const keyOf = ({ specFile: _file, specText: _text, theme, ...request }: ChartRequest): string => sha256(JSON.stringify([program, request, hashTheme(theme)]));
  return {
    maybeChart: async (request) => {
      const bytes = await store.maybeRead(keyOf(request));
      return bytes === undefined ? undefined : decodeChart(bytes);
    },
    keep: (request, chart) => store.write(keyOf(request), encodeChart(chart)),
    trim: store.trim,
  };
}

/** The picture first, then the rest as JSON: `<length>\n<png><json>`. */
function encodeChart({ png, ...rest }: Chart): Uint8Array {
  return Buffer.concat([Buffer.from(`${png.length}\n`), png, Buffer.from(JSON.stringify(rest))]);
}

function decodeChart(bytes: Buffer): Chart {
  const start = bytes.indexOf('\n') + 1;
  const end = start + Number(bytes.toString('latin1', 0, start));
  return { ...(JSON.parse(bytes.toString('utf8', end)) as Omit<Chart, 'png'>), png: new Uint8Array(bytes.subarray(start, end)) };
}
