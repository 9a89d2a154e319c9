// How large a message is and what that means. Must not compose one.
import { failure } from '../errors.ts';
import { isAligned } from './dkim.ts';
import type { MessageInput, MessagePart } from './message-input.ts';

const LARGE_MESSAGE = 5_000_000;
/** Gmail cuts the HTML part at about 102 KB. */
const HTML_BUDGET = 80_000;

/** `1.9 MB` in the words of the locale; decimal units. */
export function formatSize(bytes: number, locale: string): string {
  const [unit, n] = bytes >= 1_000_000 ? ['megabyte', bytes / 1_000_000] as const : ['kilobyte', bytes / 1000] as const;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'megabyte' ? 1 : 0 }).format(n);
}

/** What the sender should know of a message of `size` bytes. */
export function findWarnings(size: number, parts: readonly MessagePart[], { dkim, from }: MessageInput): readonly string[] {
  const html = parts.find((part) => part.type === 'text/html')?.bytes ?? 0;
  return [
    ...(size > LARGE_MESSAGE ? [`The message has ${formatSize(size, 'en')}; some mail systems hold back more than 5 MB.`] : []),
    ...(html > HTML_BUDGET ? [`The HTML part has ${formatSize(html, 'en')}; Gmail cuts it at about 102 kB.`] : []),
    ...(dkim === undefined || isAligned(dkim.domain, from.address) ? [] : [`The DKIM domain ${dkim.domain} is not that of the sender ${from.address}; receivers with DMARC will not count the signature.`]),
  ];
}

export function tooLarge(size: number, pdf: number, limit: number) {
  const file = pdf === 0 ? '' : ` (the PDF ${formatSize(pdf, 'en')})`;
  return failure('MESSAGE_TOO_LARGE', `The message would have ${formatSize(size, 'en')}${file}; ${formatSize(limit, 'en')} are allowed.`, {
    hint: 'Build a shorter variant (length: short) or fewer figures, or write "archive: https://…" under "email:" in the brief, so that a link stands for the PDF.',
  }, 1);
}
