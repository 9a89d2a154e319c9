// The text of a list of recipients → checked recipients, or every problem with its line. Must not read files; must not show one person's line for another's mistake.
import { inspectCsv } from '../../csv.ts';
import type { CsvRow } from '../../csv.ts';
import { BriefwrightError, findNearest } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { checkAddress } from '../address.ts';
import { isInternational } from '../local-part.ts';
import { mailboxKey, outlineOf, shapeOf } from './likeness.ts';
import type { PdfForm, Recipient } from './recipient.ts';

export const RECIPIENT_COLUMNS = ['address', 'name', 'groups', 'locale', 'variant', 'pdf', 'active'] as const;
type Column = (typeof RECIPIENT_COLUMNS)[number];

const GROUP = /^[a-z0-9]+([-_][a-z0-9]+)*$/;
const MAX_NAME = 120;

type Complain = (code: string, message: string, column: Column, hint: string) => void;

/** `file` is how problems name the list. Throws BriefwrightError (status 2) with all problems; an empty list is one. */
export function parseRecipients(text: string, file: string): readonly Recipient[] {
  const { table, problems: broken } = inspectCsv(text, file);
  // The text of a neighbour's line is nobody's business, so no problem shows an excerpt.
  const problems: Problem[] = broken.map(({ text: _, ...rest }) => rest);
  problems.push(...columnProblems(table.columns, file));
  if (problems.length > 0) throw new BriefwrightError(problems);
  const recipients = table.rows.map((row) => {
    const complain: Complain = (code, message, column, hint) => void problems.push({ code, message, file, ...row.place(column), hint });
    return recipientOf(row, complain);
  }).filter((r) => r !== undefined);
  problems.push(...likenessProblems(recipients, file));
  if (table.rows.length === 0) problems.push({ code: 'RECIPIENTS_EMPTY', message: 'The list names nobody.', file, line: 1, column: 1, hint: 'Add a line for each person below the line of columns.' });
  if (problems.length > 0) throw new BriefwrightError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)));
  return recipients;
}

function columnProblems(columns: readonly string[], file: string): readonly Problem[] {
  const known: readonly string[] = RECIPIENT_COLUMNS;
  const unknown = columns.filter((c) => !known.includes(c)).map((c): Problem => {
    const near = findNearest(c, known);
    return { code: 'RECIPIENT_COLUMN', message: `The list has no column "${printable(c)}".`, file, line: 1, column: 1, hint: `${near === undefined ? '' : `Did you mean "${near}"? `}Columns: ${known.join(', ')}.` };
  });
  if (columns.length > 0 && !columns.includes('address')) unknown.push({ code: 'RECIPIENT_COLUMN', message: 'The column "address" is missing.', file, line: 1, column: 1, hint: `The first line names the columns: ${known.join(',')}.` });
  return unknown;
}

function recipientOf(row: CsvRow, complain: Complain): Recipient | undefined {
  const cell = (column: Column): string => row.cells[column] ?? '';
  const checked = checkAddress(cell('address'));
  if (!checked.ok) complain('RECIPIENT_ADDRESS', `The address ${JSON.stringify(printable(cell('address')))} is not accepted: ${checked.reason}.`, 'address', 'Write one address, such as ada@example.org; the name has its own column.');
  else if (checked.value.name !== '' || cell('address').includes('<')) complain('RECIPIENT_ADDRESS', 'The address has a name in it.', 'address', 'Write the address alone; the name has its own column.');
  const name = cell('name').normalize('NFC').trim();
  const nameProblem = findNameProblem(name);
  if (nameProblem !== undefined) complain('RECIPIENT_NAME', `The name ${nameProblem}.`, 'name', 'Write the name as in a letter, or leave it empty.');
  const groups = cell('groups').split(/[\s;|]+/).filter((g) => g !== '');
  for (const group of groups) if (!GROUP.test(group)) complain('RECIPIENT_GROUP', `"${printable(group)}" cannot be a group.`, 'groups', 'Groups have lower-case letters, digits and hyphens, with a space or ; between two.');
  const locale = localeOf(cell('locale').trim());
  if (locale === undefined) complain('RECIPIENT_LOCALE', `"${printable(cell('locale'))}" is not a language tag.`, 'locale', 'Write one as in "en-GB" or "de", or leave it empty.');
  const variant = cell('variant').trim();
  if (variant !== '' && !GROUP.test(variant)) complain('RECIPIENT_VARIANT', `"${printable(variant)}" cannot be a variant.`, 'variant', 'Write the name of one of the brief\'s variants, or leave it empty.');
  const form = oneOf(cell('pdf'), { '': 'attachment', attachment: 'attachment', link: 'link' } as const);
  if (form === undefined) complain('RECIPIENT_PDF', `pdf cannot be "${printable(cell('pdf'))}".`, 'pdf', 'Write attachment or link.');
  const isActive = oneOf(cell('active'), { '': true, yes: true, no: false } as const);
  if (isActive === undefined) complain('RECIPIENT_ACTIVE', `active cannot be "${printable(cell('active'))}".`, 'active', 'Write yes or no.');
  if (!checked.ok || form === undefined || isActive === undefined || locale === undefined) return undefined;
  const { address } = checked.value;
  return { address, key: mailboxKey(address), name, groups: [...new Set(groups)], locale, variant, form: form satisfies PdfForm, isActive, line: row.line };
}

function findNameProblem(name: string): string | undefined {
  if (name.includes('\u{FFFD}') || !name.isWellFormed()) return 'holds a letter that was lost in a conversion';
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return 'holds a line break or another control character';
  if (/[\p{Cf}\p{Co}\p{Cn}]/u.test(name.replace(/[\u200c\u200d]/g, ''))) return 'holds an invisible character or one that turns the direction of text';
  if (/[<>@"\\]/.test(name)) return 'looks like an address';
  return name.length > MAX_NAME ? `is ${name.length} characters long; ${MAX_NAME} are allowed` : undefined;
}

/** Nobody is written to twice, and nobody's twin is written to. */
function likenessProblems(recipients: readonly Recipient[], file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, Recipient>();
  const outlines = new Map<string, Recipient>();
  const shapes = new Map<string, { readonly domain: string; readonly line: number }>();
  for (const recipient of recipients) {
    const { key, line, address } = recipient;
    const [local = '', domain = ''] = address.split('@');
    const outline = `${outlineOf(local)}@${domain}`;
    // In ASCII alone two mailboxes may well be one letter apart; with accents or dotless letters in play nobody would see which is meant.
    const near = outlines.get(outline);
    const twin = first.get(key);
    const like = shapes.get(shapeOf(domain));
    if (twin !== undefined) problems.push({ code: 'RECIPIENT_TWICE', message: `${address} is the mailbox of line ${twin.line} again.`, file, line, column: 1, hint: 'Delete one of the two lines: case, Unicode form and, at Gmail, dots make no other mailbox.' });
    else if (like !== undefined && like.domain !== domain) problems.push({ code: 'RECIPIENT_LOOK_ALIKE', message: `The domain ${domain} looks like ${like.domain} of line ${like.line}.`, file, line, column: 1, hint: 'One of the two is a slip or a disguise; correct or delete it.' });
    else if (near !== undefined && (isInternational(local) || isInternational(near.address))) problems.push({ code: 'RECIPIENT_LOOK_ALIKE', message: `${address} looks like ${near.address} of line ${near.line}.`, file, line, column: 1, hint: 'One of the two is a slip or a disguise; correct or delete it.' });
    if (near === undefined || isInternational(local)) outlines.set(outline, recipient);
    if (twin === undefined) first.set(key, recipient);
    if (like === undefined) shapes.set(shapeOf(domain), { domain, line });
  }
  return problems;
}

function localeOf(tag: string): string | undefined {
  if (tag === '') return '';
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

function oneOf<T>(text: string, values: Readonly<Record<string, T>>): T | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(values, word) ? values[word] : undefined;
}

/** What a terminal can show of a text that somebody typed. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}').slice(0, 120);
}
