// One endnote in words: publisher, title, date, and how near it is to the thing counted. Must not number.
import type { Formats } from '../format.ts';
import type { Evidence, Source } from '../observations/observation.ts';
import { maybePeriod } from '../period.ts';
import type { Text } from './briefing.ts';
import { titleLink } from './data-language.ts';
import type { Messages } from './messages.ts';

export function composeNoteText(source: Source, evidence: Evidence, formats: Formats, messages: Messages): { text: Text; evidenceLabel: string } {
  const period = maybePeriod(source.date);
  const date = period === undefined ? source.date : formats.period(period);
  const title = titleLink(source, formats.locale);
  const text = messages.runs(date === '' ? 'notes.undated' : 'notes.dated', { publisher: source.publisher, title, date });
  return { text, evidenceLabel: messages.text(`evidence.${evidence}`, { from: source.reportedFrom === '' ? 'origin' : source.reportedFrom }) };
}
