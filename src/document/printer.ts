// Hands out printed numbers and endnotes, and keeps the list of both: no number without its trace.
// Must not decide what is said.
import type { Formats } from '../format.ts';
import type { Measure } from '../metrics/metric.ts';
import type { Observation, Source } from '../observations/observation.ts';
import type { Note, NoteRun, NumberRun, PrintedNumber } from './briefing.ts';
import { composeNoteText } from './note-text.ts';
import { measureText, type NumberStyle } from './measure-text.ts';
import type { Messages } from './messages.ts';

/** The mark of a figure, or the finding, that prints a number. */
export type Origin = Pick<PrintedNumber, 'row' | 'finding'>;

export interface Printer {
  readonly formats: Formats;
  readonly messages: Messages;
  /** Registers the number at the element `where` and gives the run that prints it. `origin` says what it is of. */
  readonly number: (measure: Measure, where: string, style: NumberStyle, origin?: Origin) => NumberRun;
  /** References to the endnotes of the measures' sources, in order, each once. */
  readonly refs: (inputs: readonly Pick<Observation, 'source' | 'evidence'>[]) => NoteRun[];
  readonly source: (id: string) => Source;
  /** Everything registered so far. */
  readonly numbers: () => readonly PrintedNumber[];
  readonly notes: () => readonly Note[];
}

interface OpenNote {
  readonly number: number;
  readonly source: Source;
  readonly evidence: Observation['evidence'];
  readonly backlinks: string[];
}

export function createPrinter(formats: Formats, messages: Messages, sources: ReadonlyMap<string, Source>): Printer {
  const numbers: PrintedNumber[] = [];
  const notes = new Map<string, OpenNote>();
  const source = (id: string): Source => {
    const found = sources.get(id);
    if (found === undefined) throw new TypeError(`no source "${id}"`);
    return found;
  };
  return {
    formats,
    messages,
    source,
    number(measure, where, style, origin) {
      const text = measureText(measure, style, formats, messages);
      const id = `n${numbers.length + 1}`;
      numbers.push(printed(id, text, where, measure, origin));
      return { n: id, text };
    },
    refs(inputs) {
      const cited = new Map(inputs.map((o) => [o.source, o.evidence]));
      return [...cited].map(([id, evidence]) => {
        const note = notes.get(id) ?? { number: notes.size + 1, source: source(id), evidence, backlinks: [] };
        notes.set(id, note);
        const ref = `ref-${note.number}-${note.backlinks.length + 1}`;
        note.backlinks.push(ref);
        return { note: note.number, ref };
      });
    },
    numbers: () => numbers,
    notes: () => [...notes.values()].map((note) => ({
      number: note.number,
      id: `note-${note.number}`,
      ...composeNoteText(note.source, note.evidence, formats, messages),
      url: note.source.url,
      evidence: note.evidence,
      attribution: note.source.attribution,
      backlinks: note.backlinks,
    })),
  };
}

function printed(id: string, text: string, where: string, m: Measure, origin: Origin | undefined): PrintedNumber {
  return {
    id, text, where,
    ...origin,
    ...(m.value === undefined ? {} : { value: m.value }),
    ...(m.low === undefined ? {} : { low: m.low }),
    ...(m.high === undefined ? {} : { high: m.high }),
    qualifier: m.qualifier, unit: m.unit, period: m.period.text, denominator: m.denominator, window: m.window,
    metric: m.metric, formula: m.formula,
    observations: m.inputs.map((o) => o.key),
    sources: [...new Set(m.inputs.map((o) => o.source))],
  };
}
