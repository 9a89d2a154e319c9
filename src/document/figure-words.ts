// The words of figures that stand in the brief itself, as messages behind those of the files. Must not win over a file.
import type { BriefConfig, FigureConfig } from '../config/brief-config.ts';
import type { MessageFile } from './messages.ts';

/** Undefined when the brief has none, or when `locale` is of another language than the brief's own. */
export function maybeFigureWords(config: BriefConfig, locale: string): MessageFile | undefined {
  const languageOf = (tag: string): string => new Intl.Locale(tag).language;
  const worded = [...config.figures.values()].filter((figure) => figure.words !== undefined);
  if (worded.length === 0 || languageOf(locale) !== languageOf(config.locale)) return undefined;
  const entries = <T>(of: (figure: FigureConfig) => T | undefined): Record<string, T> => Object.fromEntries(worded.flatMap((figure) => {
    const entry = of(figure);
    return entry === undefined ? [] : [[figure.id, entry]];
  }));
  const caveats = Object.fromEntries(worded.flatMap(({ id, words }) => (words?.caveat === undefined ? [] : [[`figure-${id}`, words.caveat]])));
  return {
    file: config.file, text: config.fileText,
    tree: { figures: entries(titleWords), method: entries(methodWords), caveats },
    locate: ([top = '', id = '', ...rest]) => {
      const keys = top === 'caveats' ? [id.replace(/^figure-/, ''), 'words', 'caveat'] : [id, 'words', ...rest.map((key) => (key === 'words' ? 'chart' : key))];
      const { line = 1, column = 1 } = config.place(['figures', ...keys]);
      return { line, column };
    },
  };
}

function titleWords({ words = {} }: FigureConfig): Record<string, unknown> {
  const { title, subtitle, chart } = words;
  return { ...(title === undefined ? {} : { title }), ...(subtitle === undefined ? {} : { subtitle }), ...(chart === undefined ? {} : { words: chart }) };
}

/** What the brief does not say of the method follows from what it declares of the query. */
function methodWords({ words = {}, sql }: FigureConfig): Record<string, string> {
  const said = { measure: words.measure ?? words.title, unit: words.unit ?? (sql === undefined ? undefined : `${sql.unit}, ${sql.window}`), scope: words.scope ?? sql?.denominator, country: words.country, care: words.care };
  return Object.fromEntries(Object.entries(said).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}
