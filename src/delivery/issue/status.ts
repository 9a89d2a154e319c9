// How an issue stands with each reader: counts, a table, and what is left to do. Must not change anything.
import { formatCsv } from '../../csv.ts';
import { countStates, readDeliveries } from '../ledger/deliveries.ts';
import { STATES } from '../ledger/delivery.ts';
import type { Delivery, DeliveryState, Issue } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/ledger.ts';

const COLUMNS = ['address', 'name', 'edition', 'version', 'pdf', 'state', 'attempts', 'first_try', 'last_try', 'next_try', 'server', 'answer', 'message_id'] as const;

/** One row for each reader and version, for a spreadsheet; times are ISO 8601 in UTC. */
export function formatStatus(ledger: Ledger, issues: readonly Issue[]): string {
  return formatCsv(COLUMNS, issues.flatMap((issue) => readDeliveries(ledger, issue).map((d) => {
    const value = statusValue(issue, d);
    return COLUMNS.map((column) => value[column]);
  })));
}

export function statusValue(issue: Issue, d: Delivery) {
  return {
    address: d.address, name: d.name, edition: `${issue.month}/${d.edition}`, version: issue.version, pdf: d.form, state: d.state, attempts: d.attempts,
    first_try: formatTime(d.firstTry), last_try: formatTime(d.lastTry), next_try: formatTime(d.nextTry), server: d.server, answer: d.answer, message_id: d.messageId,
  };
}

export type Counts = Readonly<Record<DeliveryState, number>>;

export function countsOf(ledger: Ledger, issue: Issue): Counts {
  const counts = countStates(ledger, issue);
  return Object.fromEntries(STATES.map((state) => [state, counts.get(state) ?? 0])) as Counts;
}

/** `38 accepted, 1 refused, 1 unknown`; states that nobody is in are left out. */
export function describeCounts(counts: Counts): string {
  const order: readonly DeliveryState[] = ['accepted', 'refused', 'expired', 'deferred', 'unknown', 'withdrawn', 'frozen', 'planned', 'sending'];
  const words = order.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${WORDS[state]}`);
  return words.length === 0 ? 'nobody' : words.join(', ');
}

/** Anybody who should have the issue and has not, as far as is known. */
export function isComplete(counts: Counts): boolean {
  return STATES.every((state) => counts[state] === 0 || state === 'accepted' || state === 'withdrawn');
}

/** What a person does about each state that is not done. */
export function adviceOn(counts: Counts, edition: string): readonly string[] {
  return [
    ...(counts.unknown > 0 ? [`Unknown ones may have arrived and are not sent again: look into the mail server's log (briefwright reconcile ${edition} --log FILE), or say what you know (briefwright resolve ${edition} --to ADDRESS --as delivered).`] : []),
    ...(counts.deferred + counts.frozen + counts.planned > 0 ? ['Run the same command again to go on.'] : []),
    ...(counts.refused + counts.expired > 0 ? [`Refused ones are not tried again: correct the list, or say that it is worth another try (briefwright resolve ${edition} --to ADDRESS --as not-delivered).`] : []),
  ];
}

const WORDS: Counts extends Readonly<Record<infer S extends string, number>> ? Readonly<Record<S, string>> : never = {
  accepted: 'accepted', refused: 'refused', expired: 'given up', deferred: 'put off by the server', unknown: 'unknown', withdrawn: 'withdrawn', frozen: 'not sent yet', planned: 'not composed yet', sending: 'on the way',
};

function formatTime(at: number): string {
  return at === 0 ? '' : new Date(at).toISOString();
}
