// Running text of the document as plain text and as HTML for mail. Must not link to anything but the web and mail.
import type { Run, Text } from '../document/briefing.ts';

/** Plain text: references to notes fall away (the notes are in the PDF), a link keeps its address in parentheses. */
export function plainOf(text: Text): string {
  return clean(text.map(plainRun).join(''));
}

/** HTML text content, escaped. */
export function htmlOf(text: Text): string {
  return text.map(htmlRun).join('');
}

function plainRun(run: Run): string {
  if (typeof run === 'string') return run;
  if ('note' in run) return '';
  // A line may not end inside a number.
  if ('n' in run) return run.text.replaceAll(' ', '\u00a0');
  if (!('href' in run) || !isSafeLink(run.href) || run.href === run.text) return run.text;
  return `${run.text} (${run.href})`;
}

function htmlRun(run: Run): string {
  if (typeof run === 'string') return escapeHtml(run);
  if ('note' in run) return '';
  if ('href' in run) return htmlLink(run.href, run.text);
  const text = escapeHtml(run.text);
  if (!('strong' in run || 'lang' in run)) return text;
  const spoken = run.lang === undefined ? text : `<span lang="${escapeHtml(run.lang)}">${text}</span>`;
  return run.strong === true ? `<strong>${spoken}</strong>` : spoken;
}

/** A live link, or the words alone when the address is not one for a reader. */
export function htmlLink(href: string, text: string): string {
  return isSafeLink(href) ? `<a href="${escapeHtml(href)}" style="color:#0b4f9c;text-decoration:underline">${escapeHtml(text)}</a>` : escapeHtml(text);
}

/** `https:`, `http:` or `mailto:`, without white space or control characters. */
export function isSafeLink(href: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s\p{Cc}\p{Cf}<>"]+$/u.test(href);
}

export function escapeHtml(text: string): string {
  return clean(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** One line for a header: no line break, no control character, nothing that turns the direction of text. */
export function headerText(text: string): string {
  return clean(text).replace(/[\s\u2028\u2029]+/gu, ' ').trim();
}

/** Without control characters (but for the line feed), halves of characters, and directional overrides. */
export function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '');
}
