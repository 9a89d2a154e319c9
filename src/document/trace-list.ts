// The list of an edition's numbers with the way back of each, in words: what a number of the HTML links to. Must not compute a figure.
import { formatsFor, type Formats } from '../format.ts';
import type { Briefing, Run, Text } from './briefing.ts';
import { inDataLanguage } from './data-language.ts';
import type { Messages } from './messages.ts';
import { composeSourceText } from './note-text.ts';
import { maybePlaceName } from './place-name.ts';
import { traceNumbers, type Knowledge, type TraceMatch } from './trace.ts';

export interface TraceFact {
  readonly label: string;
  readonly text: Text;
}

/** One figure, wherever it is printed. */
export interface TraceEntry {
  /** Element id. */
  readonly id: string;
  /** The number as it is printed first. */
  readonly printed: string;
  /** Its rows in `Briefing.numbers`, in the order of print. */
  readonly ids: readonly string[];
  /** Where it is printed, each place once with the first number there. */
  readonly places: readonly { readonly n: string; readonly name: string }[];
  readonly facts: readonly TraceFact[];
  readonly observations: readonly Text[];
  /** That there are more, or empty. */
  readonly more: string;
  readonly sources: readonly Text[];
}

/** The figures that one place of the edition prints first. */
export interface TraceGroup {
  readonly title: string;
  readonly entries: readonly TraceEntry[];
}

export interface TraceList {
  readonly title: string;
  readonly lead: string;
  readonly labels: { readonly printed: string; readonly observations: string; readonly sources: string };
  readonly groups: readonly TraceGroup[];
}

/** The rest is in data.csv. */
const MOST_OBSERVATIONS = 4;

export function composeTraceList(briefing: Briefing, knowledge: Knowledge, messages: Messages): TraceList {
  const figures = Map.groupBy(traceNumbers(briefing.numbers, briefing, knowledge), (match) => match.figure);
  const nameOf = (where: string): string => maybePlaceName(where, briefing, messages) ?? where;
  const means: Means = { messages, formats: formatsFor(briefing.edition.locale), sources: knowledge.tables.sources };
  const entries = [...figures.values()].flatMap((matches) => {
    const [first] = matches;
    return first === undefined ? [] : [{ title: nameOf(first.where), entry: composeEntry(first, matches.map((m) => ({ n: m.id, name: nameOf(m.where) })), means) }];
  });
  return {
    title: messages.text('traces.title'), lead: messages.text('traces.lead', { day: briefing.edition.asOfLabel }),
    labels: { printed: messages.text('traces.printed'), observations: messages.text('traces.observations'), sources: messages.text('traces.sources') },
    groups: [...Map.groupBy(entries, (e) => e.title)].map(([title, own]) => ({ title, entries: own.map((e) => e.entry) })),
  };
}

interface Means {
  readonly messages: Messages;
  readonly formats: Formats;
  readonly sources: Knowledge['tables']['sources'];
}

function composeEntry(match: TraceMatch, all: TraceEntry['places'], { messages, formats, sources }: Means): TraceEntry {
  const fact = (key: string, text: string): TraceFact[] => (text === '' ? [] : [{ label: messages.text(`traces.${key}`), text: [inDataLanguage(text, formats.locale)] }]);
  const left = match.observations.length - MOST_OBSERVATIONS;
  return {
    id: `trace-${match.id}`, printed: match.text, ids: all.map((p) => p.n), places: all.filter((p, i) => all.findIndex((q) => q.name === p.name) === i),
    facts: [
      ...fact('formula', match.worked ?? match.formula), ...fact('meaning', match.worked === undefined || match.formula === 'as published' ? '' : match.formula),
      ...fact('share_of', match.denominator), ...fact('window', match.window), ...fact('period', match.period), ...fact('metric', match.metric),
    ],
    observations: match.observations.slice(0, MOST_OBSERVATIONS).map((o): Run[] => [
      inDataLanguage([o.entity, o.country, o.period, o.value].filter((part) => part !== '').join(' · '), formats.locale), ` (${messages.text('traces.published', { day: formats.day(o.published) })}) `, inDataLanguage(o.key, formats.locale),
    ]),
    more: left > 0 ? messages.text('traces.more', { count: left }) : '',
    sources: match.sources.flatMap(({ id }): Text[] => {
      const source = sources.get(id);
      return source === undefined ? [] : [composeSourceText(source, formats, messages)];
    }),
  };
}
