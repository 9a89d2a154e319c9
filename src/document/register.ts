// Who has said what, dated and sourced, with later words under the earlier ones. Must not judge.
import type { Statement } from '../observations/observation.ts';
import type { Register, RegisterEntry, Run, Text } from './briefing.ts';
import { inDataLanguage, maybeDataLanguage } from './data-language.ts';
import type { Messages } from './messages.ts';
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
  const who = maybeText(`register.${s.id}.who`, messages) ?? s.who;
  const text: Text = [...said(s, printer), ...printer.refs([s])];
  return { date: printer.formats.shortPeriod(s.date), who: who.charAt(0).toUpperCase() + who.slice(1), bloc: s.bloc, kind: messages.text(`statements.${s.kind}`), text };
}

/** The messages' own words for the statement, with quotations left in the language of the table; else the table's words. */
function said(s: Statement, { messages, formats }: Printer): Text {
  const lang = maybeDataLanguage(formats.locale);
  const own = maybeText(`register.${s.id}.text`, messages);
  // Tables are typed with straight quotation marks; the edition's language has its own.
  const quoted = (words: string): string => messages.text('labels.quoted', { words });
  const tidy = (text: string): string => text.replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '’');
  if (lang === undefined || own === undefined) return [inDataLanguage(tidy(s.text.replaceAll(/"([^"]*)"/g, (_, words: string) => quoted(words))), formats.locale)];
  return own.split(/"([^"]*)"/).flatMap((part, i): Run[] => (part === '' ? [] : [i % 2 === 0 ? tidy(part) : { text: quoted(part), lang }]));
}

function maybeText(key: string, messages: Messages): string | undefined {
  return messages.has(key) ? messages.text(key) : undefined;
}
