// The marks that a mail template leaves for the sender: parts that only some messages have, and places for what differs.
// They are HTML comments, which no escaped text can make. Must not fill them in.
import type { Problem } from '../../errors.ts';

/** Parts of a message. `attached` or `linked`: how the PDF comes. `unsubscribe`: there is a link for it. */
export const MAIL_PARTS = ['proof', 'attached', 'linked', 'unsubscribe'] as const;
/** Places: the PDF's file name and size, and two addresses. */
export const MAIL_PLACES = ['file', 'size'] as const;
export const MAIL_ADDRESSES = ['document', 'unsubscribe'] as const;

export function beginMark(part: string): string {
  return `<!--[${part}]-->`;
}

export function endMark(part: string): string {
  return `<!--[/${part}]-->`;
}

export function placeMark(place: string): string {
  return `<!--[=${place}]-->`;
}

/** Data for a message: no text can hold a mark, a control character or one that turns the direction of what follows. */
export function cleanForMail<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) => (typeof value === 'string' ? cleanText(value) : value)) as T;
}

function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '').replaceAll('<!--[', '<!-- [');
}

/** Parts that are not ended, or are ended without being begun. Parts do not stand in each other. */
export function findLooseMarks(text: string, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  let open: string | undefined;
  const report = (message: string): void => void problems.push({ code: 'TEMPLATE_MAIL_PART', message, file, hint: 'Write {{begin "proof"}}…{{end "proof"}}; parts do not stand in each other.' });
  for (const [, slash, part = ''] of text.matchAll(/<!--\[(\/?)([a-z]+)\]-->/g)) {
    if (slash === '' && open !== undefined) report(`{{begin "${part}"}} stands inside the part "${open}".`);
    if (slash === '/' && open !== part) report(`{{end "${part}"}} ends a part that was not begun.`);
    open = slash === '' ? part : undefined;
  }
  if (open !== undefined) report(`The part "${open}" is not ended.`);
  return problems;
}
