// A measure as a reader sees it: number, hedge and sign in the edition's locale. Must not compute.
import type { Formats } from '../format.ts';
import type { Measure } from '../metrics/metric.ts';
import type { Messages } from './messages.ts';

/** `prose` says the hedge in words, `symbol` as a sign; `signed` is for changes. */
export type NumberStyle = 'prose' | 'symbol' | 'signed';

/** The printed form of a measure; an event is its period. */
export function measureText(measure: Measure, style: NumberStyle, formats: Formats, messages: Messages): string {
  if (measure.unit === 'event') return formats.period(measure.period);
  const ends = [measure.low, measure.high].flatMap((end) => (end === undefined ? [] : [number(end, measure, formats)]));
  const [low, high] = ends;
  if ((measure.value === undefined || measure.isRange === true) && low !== undefined && high !== undefined) return low === high ? low : formats.range(low, high);
  const value = measure.value ?? measure.low ?? measure.high;
  if (value === undefined) throw new TypeError(`${measure.metric}: a measure without a number`);
  const text = number(value, measure, formats);
  if (style === 'signed') return value > 0 && !isZero(text) ? `+${text}` : text.replace('-', '−');
  if (measure.qualifier === '') return text.replace('-', '−');
  if (style === 'prose') return messages.text(`qualifiers.${QUALIFIERS[measure.qualifier]}`, { number: text });
  return measure.qualifier === 'up to' ? messages.text('qualifiers.up_to', { number: text }) : `${measure.qualifier}${text}`;
}

const QUALIFIERS = { '>': 'more', '<': 'less', '~': 'about', 'up to': 'up_to' } as const;

function number(value: number, measure: Measure, formats: Formats): string {
  const { scale, decimals } = measure.printed;
  switch (measure.unit) {
    case 'percent':
      return formats.percent(value, decimals);
    case 'usd-per-mtok':
      return formats.usd(value, Number.isInteger(value) ? 0 : Math.max(2, decimals));
    case 'downloads':
    case 'tokens':
    case 'parameters':
      return value >= 1e6 ? formats.compact(value, compactDigits(value, scale, decimals)) : formats.number(value, 0);
    default:
      return formats.number(value / scale, decimals);
  }
}

/** As many digits after the mark as the source gave, seen from the word that is printed (million, billion, trillion). */
function compactDigits(value: number, scale: number, decimals: number): number {
  const word = 10 ** (3 * Math.floor(Math.log10(value) / 3));
  return Math.max(0, Math.min(3, Math.round(Math.log10(word / scale)) + decimals));
}

function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}
