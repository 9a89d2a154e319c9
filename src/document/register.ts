// Who has said what, dated and sourced, with later words under the earlier ones. Must not judge.
import type { Statement } from '../observations/observation.ts';
import type { Register, RegisterEntry, Text } from './briefing.ts';
import type { Printer } from './printer.ts';

type Entry = Omit<RegisterEntry, 'later'>;

/** Statements of a topic (`adoption`, `hardware`, …), latest first; undefined when there are none. */
export function maybeRegister(topic: string, statements: readonly Statement[], printer: Printer): Register | undefined {
  const ofTopic = statements.filter((s) => s.topic === topic);
  const ids = new Set(ofTopic.map((s) => s.id));
  const first = ofTopic.filter((s) => s.clarifies === '' || !ids.has(s.clarifies));
  if (first.length === 0) return undefined;
  const entries = first
    .sort((a, b) => (a.date.end < b.date.end ? 1 : a.date.end > b.date.end ? -1 : a.key < b.key ? -1 : 1))
    .map((s) => ({ ...entry(s, printer), later: ofTopic.filter((other) => other.clarifies === s.id).map((other) => entry(other, printer)) }));
  return { kind: 'register', id: `register-${topic}`, entries };
}

function entry(s: Statement, printer: Printer): Entry {
  const { messages } = printer;
  // Tables are typed with straight quotation marks; the edition's language has its own.
  const said = s.text.replaceAll(/"([^"]*)"/g, (_, words: string) => messages.text('labels.quoted', { words })).replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '’');
  const text: Text = [said, ...printer.refs([s])];
  return { date: printer.formats.shortPeriod(s.date), who: s.who.charAt(0).toUpperCase() + s.who.slice(1), bloc: s.bloc, kind: messages.text(`statements.${s.kind}`), text };
}
