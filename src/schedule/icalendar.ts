// Issues → an iCalendar file (RFC 5545). Must not choose which issues.
import type { IssuePlan } from './due.ts';

/** `titles` by brief name. `stamp` is the moment that the file is made at, milliseconds since 1970. Lines end in CRLF and hold at most 75 octets. */
export function formatCalendar(plans: readonly IssuePlan[], titles: ReadonlyMap<string, string>, stamp: number): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Briefwright//Briefwright//EN', 'CALSCALE:GREGORIAN', ...plans.flatMap((plan) => eventsOf(plan, titles.get(plan.brief) ?? plan.brief, stamp)), 'END:VCALENDAR'];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

function eventsOf(plan: IssuePlan, title: string, stamp: number): readonly string[] {
  const uid = (what: string): string => `UID:${plan.month}-${plan.brief}-${what}@briefwright`;
  const dated = `DTSTAMP:${moment(stamp)}`;
  const day = Temporal.PlainDate.from(plan.cutoff);
  return [
    'BEGIN:VEVENT', uid('cutoff'), dated, `DTSTART;VALUE=DATE:${compact(day.toString())}`, `DTEND;VALUE=DATE:${compact(day.add({ days: 1 }).toString())}`,
    `SUMMARY:${escapeText(`${title}: cut-off for ${plan.month}`)}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
    'BEGIN:VEVENT', uid('issue'), dated, `DTSTART:${moment(plan.publishFrom)}`, 'DURATION:PT15M',
    `SUMMARY:${escapeText(`${title}: issue ${plan.issue} (${plan.month}) appears`)}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
  ];
}

function moment(milliseconds: number): string {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r?\n/g, '\\n');
}

/** Folded at 75 octets, never inside a character. */
function foldLine(line: string): string {
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const character of line) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > 75) {
      parts.push(part);
      part = ' ';
      size = 1;
    }
    part += character;
    size += bytes;
  }
  return [...parts, part].join('\r\n');
}
