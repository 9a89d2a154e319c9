// Collected figures that were told otherwise before: old → new and why. Must not decide which is right.
import type { Observation } from '../observations/observation.ts';
import { quote } from '../metrics/measure.ts';
import type { Block, Text } from './briefing.ts';
import { inDataLanguage } from './data-language.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';

/** A collected figure before and after a revision of its month's collection. */
export interface RevisedFigure {
  readonly before: Observation;
  readonly after: Observation;
  /** It was read again; or what had been read was counted under another registry, or by another version of the program. */
  readonly reason: 'collection' | 'registry' | 'program';
  /** This edition is the one that tells it. */
  readonly isNews: boolean;
}

export interface Revisions {
  readonly figures: readonly RevisedFigure[];
  /** Accounts that the registry sees otherwise than before, for what this edition tells. */
  readonly accounts: readonly { readonly namespace: string; readonly before: string; readonly after: string }[];
}

const MOST_REVISED = 8;
const MOST_ACCOUNTS = 6;

/** The largest revisions by a later collection of the month; none when nothing was revised. */
export function composeRevised({ figures }: Revisions, printer: Printer): readonly Block[] {
  return listOf(figures.filter((f) => f.isNews && f.reason !== 'registry'), 'collected.revised', 'news', printer);
}

/** What a changed registry restates, figures that this edition prints before others: the accounts, then old → new. */
export function composeRestated({ figures, accounts }: Revisions, used: ReadonlySet<string>, printer: Printer): readonly Block[] {
  const restated = figures.filter((f) => f.isNews && f.reason === 'registry');
  if (restated.length === 0) return [];
  const printed = restated.filter((f) => used.has(f.after.key));
  const named = accounts.slice(0, MOST_ACCOUNTS).map((a) => `${a.namespace} (${a.before} → ${a.after})`).join(', ');
  const text = printer.messages.runs(accounts.length === 0 ? 'collected.rules_changed' : 'collected.registry_changed', { accounts: inDataLanguage(named, printer.formats.locale), more: accounts.length > MOST_ACCOUNTS ? 'yes' : 'no' });
  return [{ kind: 'paragraph', text }, ...listOf(printed.length > 0 ? printed : restated, 'collected.restated', 'restatements', printer)];
}

function listOf(revised: readonly RevisedFigure[], key: string, where: string, printer: Printer): readonly Block[] {
  const { messages, formats } = printer;
  const change = ({ before, after }: RevisedFigure): number => Math.abs((after.value ?? 0) - (before.value ?? 0)) / Math.max(1, Math.abs(before.value ?? 0));
  const items = [...revised].sort((a, b) => change(b) - change(a)).slice(0, MOST_REVISED).map((r): Text => [
    ...messages.runs(key, {
      name: labelOf(r.after, printer), what: inDataLanguage(r.after.denominator, formats.locale), period: formats.period(r.after.period),
      before: printer.number(quote(r.before, 'revision@1'), where, 'symbol'), after: printer.number(quote(r.after, 'revision@1'), where, 'symbol'),
    }),
    ...printer.refs([r.after]),
  ]);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** Lineage counts the same thing once for each bloc. */
function labelOf(o: Observation, { messages }: Printer): string {
  const name = nameOf(o.entity, messages);
  return o.series.includes('derivatives-') && o.country !== 'world' ? `${name}, ${nameOf(o.bloc, messages)}` : name;
}
