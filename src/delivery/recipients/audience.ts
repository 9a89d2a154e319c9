// Which people of the list get an issue of a brief, in which form, and why the others do not. Must not send or write anything.
import type { BriefConfig } from '../../config/brief-config.ts';
import { hintNames } from '../../config/names.ts';
import { editionName } from '../../config/variant.ts';
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import type { Suppression, SuppressionList } from '../suppression.ts';
import { mailboxKey } from './likeness.ts';
import type { Recipient } from './recipient.ts';
import { RECIPIENTS_FILE } from './recipient-source.ts';

/** Why somebody on the list gets nothing, in the order in which they are looked at. */
export type Absence = 'inactive' | 'other-group' | 'suppressed' | 'held-back';

export interface Reader {
  readonly recipient: Recipient;
  /** Folder name of the edition that this person gets: `open-models.letter.de`. */
  readonly edition: string;
}

export interface NonReader {
  readonly recipient: Recipient;
  readonly absence: Absence;
  /** In words, for the sender's eyes. */
  readonly reason: string;
}

export interface Audience {
  readonly readers: readonly Reader[];
  readonly others: readonly NonReader[];
}

/**
 * Sorts the list for one brief (the brief itself, not a variant of it).
 * Throws RECIPIENT_VARIANT, RECIPIENT_LOCALE and RECIPIENTS_NOBODY (status 2) with every line that asks for what the brief has not.
 */
export function resolveAudience(brief: BriefConfig, recipients: readonly Recipient[], suppressions: SuppressionList): Audience {
  const readers: Reader[] = [];
  const others: NonReader[] = [];
  const problems: Problem[] = [];
  const refusals = indexRefusals(suppressions);
  for (const recipient of recipients) {
    const absence = findAbsence(brief, recipient, refusals);
    if (absence !== undefined) others.push({ recipient, ...absence });
    else {
      problems.push(...editionProblems(brief, recipient));
      readers.push({ recipient, edition: editionName({ ...brief, variant: recipient.variant }, recipient.locale === '' ? brief.locale : recipient.locale) });
    }
  }
  if (readers.length === 0) {
    const groups = brief.email?.groups;
    problems.push({ code: 'RECIPIENTS_NOBODY', message: `Of ${recipients.length} on the list nobody gets the brief "${brief.name}".`, file: RECIPIENTS_FILE, hint: groups === undefined ? 'Look at the columns active and at .briefwright/suppression.jsonl.' : `The brief goes to the groups ${groups.join(', ')}; look at the columns groups and active.` });
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return { readers, others };
}

/** The suppression list by mailbox: who said no under one spelling has said it under all. */
export type Refusals = ReadonlyMap<string, readonly Suppression[]>;

export function indexRefusals(list: SuppressionList): Refusals {
  return Map.groupBy(list.entries, (entry) => mailboxKey(entry.address));
}

/** Why `recipient` may not get the brief, or undefined. */
function findAbsence(brief: BriefConfig, recipient: Recipient, refusals: Refusals): Omit<NonReader, 'recipient'> | undefined {
  const { groups, allowDomains } = brief.email ?? {};
  if (!recipient.isActive) return { absence: 'inactive', reason: 'not active' };
  if (groups !== undefined && !recipient.groups.some((group) => groups.includes(group))) return { absence: 'other-group', reason: 'in none of the brief\'s groups' };
  const suppressed = findRefusal(refusals, recipient.key, brief.name);
  if (suppressed !== undefined) return { absence: 'suppressed', reason: `${suppressed.reason} on ${suppressed.time.slice(0, 10)}` };
  const domain = recipient.address.slice(recipient.address.lastIndexOf('@') + 1);
  if (allowDomains !== undefined && !allowDomains.includes(domain)) return { absence: 'held-back', reason: `${domain} is not among allow_domains` };
  return undefined;
}

/** The entry that keeps the brief from a mailbox; also asked right before a message leaves. */
export function findRefusal(refusals: Refusals, key: string, brief: string): Suppression | undefined {
  return refusals.get(key)?.find((entry) => entry.brief === '' || entry.brief === brief);
}

function editionProblems(brief: BriefConfig, { variant, locale, line }: Recipient): readonly Problem[] {
  const place = { file: RECIPIENTS_FILE, line, column: 1 };
  const variants = brief.variants.map((v) => v.name);
  return [
    ...(variant === '' || variants.includes(variant) ? [] : [{ code: 'RECIPIENT_VARIANT', message: `The brief "${brief.name}" has no variant "${variant}".`, ...place, hint: `${hintNames('variants', variant, variants)} Leave it empty for the brief itself.` }]),
    ...(locale === '' || brief.locales.includes(locale) ? [] : [{ code: 'RECIPIENT_LOCALE', message: `The brief "${brief.name}" is not published in "${locale}".`, ...place, hint: hintNames('locales', locale, brief.locales) }]),
  ];
}
