// One endnote in words: publisher, title, date, and how near it is to the thing counted. Must not number.
import type { Formats } from '../format.ts';
import type { Evidence, Source } from '../observations/observation.ts';
import { maybePeriod } from '../period.ts';
import type { Text } from './briefing.ts';
import { titleLink } from './data-language.ts';
import type { Messages } from './messages.ts';

export function composeNoteText(source: Source, evidence: Evidence, formats: Formats, messages: Messages): { text: Text; evidenceLabel: string } {
  return { text: composeSourceText(source, formats, messages), evidenceLabel: messages.text(`evidence.${evidence}`, { from: source.reportedFrom === '' ? 'origin' : source.reportedFrom }) };
}

/** Without how near it is to the thing counted. */
export function composeSourceText(source: Source, formats: Formats, messages: Messages): Text {
  const period = maybePeriod(source.date);
  const date = period === undefined ? source.date : formats.period(period);
  return messages.runs(date === '' ? 'notes.undated' : 'notes.dated', { publisher: source.publisher, title: titleLink(source, formats.locale), date });
}
