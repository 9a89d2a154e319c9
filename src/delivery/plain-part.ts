// The text/plain part: the first page of the brief for a reader without HTML. Must not hold a figure that the document lacks.
import type { Briefing, Takeaway } from '../document/briefing.ts';
import { clean, plainOf } from './runs.ts';
import type { MailWords } from './words.ts';

/** What a message says about itself, beside the brief. */
export interface MessageNotes {
  readonly isProof: boolean;
  readonly fileName: string;
  /** `1.9 MB`. */
  readonly fileSize: string;
}

const WIDTH = 72;

/** Lines of at most 72 columns (a word that is longer stands alone), ending with one line feed. */
export function composePlain(briefing: Briefing, words: MailWords, notes: MessageNotes): string {
  const { edition, brief } = briefing;
  const blocks = [
    [wrap(briefing.title), ...mastheadOf(briefing, words).map(wrap)],
    notes.isProof ? [wrap(`${words.label('mail_proof')}. ${proofNote(briefing, words)}`)] : [],
    [wrap(plainOf(briefing.headline))],
    [words.label('bottom_line'), wrap(plainOf(briefing.bottomLine))],
    briefing.takeaways.length === 0 ? [] : [words.label('takeaways')],
    ...briefing.takeaways.map((t) => [takeaway(t, words)]),
    [words.label('mail_attached'), `${notes.fileName} (PDF, ${notes.fileSize})`, wrap(words.label('mail_attached_note'))],
    [words.label('mail_sources'), wrap(words.label('mail_sources_note'))],
    [
      edition.nextLabel === '' ? '' : wrap(`${words.label('next')}${words.word('colon')} ${edition.nextLabel}`),
      brief.contact === '' ? '' : wrap(`${words.label('contact')}${words.word('colon')} ${clean(brief.contact)}`),
      wrap([...new Set([brief.publisher, brief.author])].filter((x) => x !== '').join(', ')),
      brief.licence === '' ? '' : wrap(`${words.label('licence')}${words.word('colon')} ${brief.licence}`),
    ],
  ];
  return `${blocks.map((lines) => lines.filter((line) => line !== '').join('\n')).filter((block) => block !== '').join('\n\n')}\n`;
}

/** `Issue 11`, with its status unless that is new; `Published: 12 December 2025`; `Data as of: 10 December 2025`. */
export function mastheadOf(briefing: Briefing, words: MailWords): readonly string[] {
  const { edition } = briefing;
  const status = edition.status === 'new' || edition.statusLabel === '' ? '' : ` · ${edition.statusLabel}`;
  return [`${words.label('issue')} ${edition.issue}${status}`, `${words.label('published')}${words.word('colon')} ${edition.publishedLabel}`, `${words.label('as_of')}${words.word('colon')} ${edition.asOfLabel}`].map(clean);
}

export function proofNote(briefing: Briefing, words: MailWords): string {
  return briefing.edition.status === 'draft' ? `${words.label('mail_proof_note')} ${words.label('mail_draft_note')}` : words.label('mail_proof_note');
}

/** The number and what it counts, then its basis and how far to trust it. */
function takeaway(takeaway: Takeaway, words: MailWords): string {
  const paragraphs = [`${plainOf(takeaway.lead)} ${plainOf(takeaway.text)}`, plainOf(takeaway.basis), trustOf(takeaway, words)];
  const lines = paragraphs.filter((x) => x !== '').flatMap((x) => wrapped(x, WIDTH - 2));
  return lines.map((line, i) => `${i === 0 ? '* ' : '  '}${line}`).join('\n');
}

/** `Up · Low confidence`. */
export function trustOf(takeaway: Takeaway, words: MailWords): string {
  return [takeaway.direction === 'none' ? '' : words.label(takeaway.direction), clean(takeaway.confidenceLabel)].filter((x) => x !== '').join(' · ');
}

function wrap(text: string): string {
  return wrapped(clean(text), WIDTH).join('\n');
}

/** Breaks at spaces only, never at a no-break space: a number keeps its unit. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n\t]+/).filter((x) => x !== '')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function columns(text: string): number {
  return [...text].length;
}
