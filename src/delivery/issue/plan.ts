// What a sending would do to the ledger: worked out first, written only when asked. Must not compose, and must never plan a second copy for a mailbox.
import { failure } from '../../errors.ts';
import { readDeliveries, record } from '../ledger/deliveries.ts';
import type { Delivery, DeliveryState, Issue } from '../ledger/delivery.ts';
import { readDigests, readIssues } from '../ledger/issues.ts';
import { numberOf } from '../ledger/ledger.ts';
import type { Ledger, Run } from '../ledger/ledger.ts';
import type { Reader } from '../recipients/audience.ts';

/** `all`: begin, or go on where it was. `new-only`: also who joined the list since. `correction`: other bytes, to everybody again. */
export type SendMode = 'all' | 'new-only' | 'correction';

export interface PlanRequest {
  readonly brief: string;
  readonly month: string;
  /** SHA-256 of manifest.json by folder name, for every edition that a reader gets. */
  readonly digests: ReadonlyMap<string, string>;
  readonly readers: readonly Reader[];
  readonly mode: SendMode;
}

export interface IssuePlan {
  readonly request: PlanRequest;
  readonly version: number;
  /** The version that goes on; undefined for a new one. */
  readonly issue?: Issue;
  readonly add: readonly Reader[];
  /** Deliveries of this version as they are, with `revive` and `withdraw` among them. */
  readonly known: readonly Delivery[];
  /** Withdrawn ones whose reader is on the list again. */
  readonly revive: readonly Delivery[];
  /** Not sent yet, and the reader is off the list. */
  readonly withdraw: readonly Delivery[];
  /** Not sent of an earlier version, overtaken by this one. */
  readonly overtaken: readonly Delivery[];
  /** On the list, but not in the version that goes on: `--new-only` adds them. */
  readonly late: readonly Reader[];
  /** A plan of which nothing ever left is thrown away and made anew. */
  readonly discard?: Issue;
}

const UNSENT: readonly DeliveryState[] = ['planned', 'frozen', 'deferred'];

/** `ledger` is undefined where there is none yet. Throws ISSUE_CHANGED, CORRECTION_SAME, CORRECTION_FIRST (status 2). */
export function planIssue(ledger: Ledger | undefined, request: PlanRequest): IssuePlan {
  const { brief, month, mode, digests, readers } = request;
  const versions = ledger === undefined ? [] : readIssues(ledger, brief, month);
  const last = versions.at(-1);
  if (ledger === undefined || last === undefined) {
    if (mode === 'correction') throw failure('CORRECTION_FIRST', `The issue ${month}/${brief} has not been sent; there is nothing to correct.`, { hint: 'Send it without --correction.' });
    return emptyPlan(request, 1, readers);
  }
  const known = readDeliveries(ledger, last);
  const changed = [...readDigests(ledger, last)].filter(([name, digest]) => digests.has(name) && digests.get(name) !== digest).map(([name]) => name);
  const isUntouched = known.every((d) => d.attempts === 0 && ['planned', 'frozen', 'withdrawn'].includes(d.state));
  if (isUntouched && (mode === 'all' || (mode === 'correction') === last.version > 1)) return { ...emptyPlan(request, last.version, readers), discard: last, overtaken: overtakenOf(ledger, versions.slice(0, -1)) };
  if (mode === 'correction') {
    if (isUntouched && last.version === 1) throw failure('CORRECTION_FIRST', `The issue ${month}/${brief} has not been sent to anybody; there is nothing to correct.`, { hint: 'Send it without --correction.' });
    if (changed.length === 0) throw failure('CORRECTION_SAME', `The edition has the very bytes that were sent; there is nothing to correct.`, { hint: 'Build the corrected edition first. Who joined the list since gets the issue with --new-only.' });
    return { ...emptyPlan(request, last.version + 1, readers), overtaken: overtakenOf(ledger, versions) };
  }
  if (changed.length > 0) {
    throw failure('ISSUE_CHANGED', `The bytes of ${changed.join(', ')} differ from those that ${countOf(known)} were sent.`, { hint: 'Send it as a new version to everybody with --correction, or put the earlier edition back to go on with it.' });
  }
  return resumePlan(ledger, request, versions, last, known);
}

function resumePlan(ledger: Ledger, request: PlanRequest, versions: readonly Issue[], issue: Issue, known: readonly Delivery[]): IssuePlan {
  const wanted = new Set(request.readers.map((r) => r.recipient.key));
  const ever = new Set(versions.flatMap((version) => readDeliveries(ledger, version).map((d) => d.key)));
  const missing = request.readers.filter((r) => !ever.has(r.recipient.key));
  const isNewOnly = request.mode === 'new-only';
  // Nobody can be late for an edition that has not begun.
  const begun = readDigests(ledger, issue);
  const isLate = (reader: Reader): boolean => !isNewOnly && begun.has(reader.edition);
  return {
    ...emptyPlan(request, issue.version, missing.filter((r) => !isLate(r))), issue, known,
    late: missing.filter(isLate),
    revive: isNewOnly ? known.filter((d) => d.state === 'withdrawn' && wanted.has(d.key)) : [],
    withdraw: known.filter((d) => UNSENT.includes(d.state) && request.digests.has(d.edition) && !wanted.has(d.key)),
  };
}

function emptyPlan(request: PlanRequest, version: number, add: readonly Reader[]): IssuePlan {
  return { request, version, add, known: [], revive: [], withdraw: [], overtaken: [], late: [] };
}

function overtakenOf(ledger: Ledger, versions: readonly Issue[]): readonly Delivery[] {
  return versions.flatMap((version) => readDeliveries(ledger, version, ...UNSENT));
}

function countOf(known: readonly Delivery[]): string {
  const n = known.filter((d) => d.attempts > 0).length;
  return n === 1 ? 'one reader' : `${n} readers`;
}

/** Writes the plan in one step. Only with the sender's lock, and in the same hold of it in which the plan was made. */
export function writePlan(ledger: Ledger, plan: IssuePlan, at: number): Issue {
  const { brief, month, digests } = plan.request;
  return ledger.write('plan', (run) => {
    if (plan.discard !== undefined) discard(run, plan.discard);
    const id = plan.issue?.id ?? numberOf(run('INSERT INTO issues (brief, month, version, created) VALUES (?, ?, ?, ?) RETURNING id', brief, month, plan.version, at)[0] ?? {}, 'id');
    for (const [name, digest] of digests) run('INSERT INTO issue_editions (issue, name, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', id, name, digest);
    for (const { recipient, edition } of plan.add) {
      record(run, run("INSERT INTO deliveries (issue, key, address, name, edition, form, state, updated) VALUES (?, ?, ?, ?, ?, ?, 'planned', ?) RETURNING *", id, recipient.key, recipient.address, recipient.name, edition, recipient.form, at), at, 'send');
    }
    move(run, plan.revive, 'planned', '', at);
    move(run, plan.withdraw, 'withdrawn', 'no longer among the readers', at);
    move(run, plan.overtaken, 'withdrawn', `overtaken by version ${plan.version}`, at);
    return { id, brief, month, version: plan.version };
  });
}

function move(run: Run, deliveries: readonly Delivery[], to: DeliveryState, answer: string, at: number): void {
  for (const { id, state } of deliveries) record(run, run('UPDATE deliveries SET state = ?, answer = ?, next_try = 0, updated = ? WHERE id = ? AND state = ? RETURNING *', to, answer, at, id, state), at, 'send');
}

function discard(run: Run, { id }: Issue): void {
  run('DELETE FROM events WHERE delivery IN (SELECT id FROM deliveries WHERE issue = ?)', id);
  for (const [table, column] of [['deliveries', 'issue'], ['notices', 'issue'], ['issue_editions', 'issue'], ['issues', 'id']] as const) run(`DELETE FROM ${table} WHERE ${column} = ?`, id);
}
