// The texts of an edition's message for one reader: parts kept or left out, places filled. Must not compose a sentence.
import { beginMark, endMark, MAIL_ADDRESSES, MAIL_PARTS, MAIL_PLACES, placeMark } from '../render/mail/marks.ts';
import { escapeHtml, headerText } from './runs.ts';

export type MailPart = (typeof MAIL_PARTS)[number];
export type MailPlace = (typeof MAIL_PLACES)[number] | (typeof MAIL_ADDRESSES)[number];

/** What this message has. A place without a value is left empty. */
export interface Personal {
  readonly parts: readonly MailPart[];
  readonly places: Readonly<Partial<Record<MailPlace, string>>>;
}

export function fillHtml(html: string, personal: Personal): string {
  return fill(html, personal, escapeHtml).replace(/\n{2,}/g, '\n');
}

export function fillText(text: string, personal: Personal): string {
  return `${fill(text, personal, headerText).replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** Marks only: what is put in is not read again, so that a value cannot hold one. */
function fill(text: string, { parts, places }: Personal, escape: (value: string) => string): string {
  const kept = MAIL_PARTS.reduce((out, part) => {
    const [begin, end] = [beginMark(part), endMark(part)];
    return out.split(begin).map((piece, i) => {
      if (i === 0) return piece;
      const [inside = '', ...after] = piece.split(end);
      return `${parts.includes(part) ? inside : ''}${after.join('')}`;
    }).join('');
  }, text);
  const names: readonly MailPlace[] = [...new Set([...MAIL_PLACES, ...MAIL_ADDRESSES])];
  const marks = new Map(names.map((name) => [placeMark(name), escape(places[name] ?? '')]));
  return kept.replace(/<!--\[=[a-z]+\]-->/g, (mark) => marks.get(mark) ?? '');
}
