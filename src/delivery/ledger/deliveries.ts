// Every change of a delivery, each as one durable step that says from which state it may come. Must not speak to a mail server.
import type { PdfForm } from '../recipients/recipient.ts';
import { STATES } from './delivery.ts';
import type { Delivery, DeliveryState, Issue } from './delivery.ts';
import { numberOf, textOf } from './ledger.ts';
import type { Ledger, Row, Run } from './ledger.ts';

/** In the order of the list. */
export function readDeliveries(ledger: Ledger, issue: Issue, ...states: readonly DeliveryState[]): readonly Delivery[] {
  const wanted = states.length === 0 ? STATES : states;
  return ledger.rows(`SELECT * FROM deliveries WHERE issue = ? AND state IN (${wanted.map(() => '?').join(', ')}) ORDER BY id`, issue.id, ...wanted).map(deliveryOf);
}

export function countStates(ledger: Ledger, issue: Issue): ReadonlyMap<DeliveryState, number> {
  const rows = ledger.rows('SELECT state, count(*) AS n FROM deliveries WHERE issue = ? GROUP BY state', issue.id);
  return new Map(STATES.flatMap((state) => rows.filter((row) => row['state'] === state).map((row): [DeliveryState, number] => [state, numberOf(row, 'n')])));
}

/** What each mailbox has, or may have, of earlier versions of an issue: Message-IDs by key, the oldest first. */
export function readEarlier(ledger: Ledger, { brief, month, version }: Issue): ReadonlyMap<string, readonly string[]> {
  const rows = ledger.rows("SELECT d.key, d.message_id FROM deliveries d JOIN issues i ON i.id = d.issue WHERE i.brief = ? AND i.month = ? AND i.version < ? AND d.state IN ('accepted', 'unknown') AND d.message_id <> '' ORDER BY i.version", brief, month, version);
  return new Map([...Map.groupBy(rows, (row) => textOf(row, 'key'))].map(([key, found]) => [key, found.map((row) => textOf(row, 'message_id'))]));
}

export interface Frozen {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly date: number;
}

/** The messages of these deliveries are on the disk. One step for all of them. */
export function markFrozen(ledger: Ledger, frozen: readonly (Frozen & { readonly id: number })[], at: number): void {
  ledger.write('frozen', (run) => {
    for (const f of frozen) {
      const rows = run("UPDATE deliveries SET state = 'frozen', delivery_id = ?, message_id = ?, sha256 = ?, bytes = ?, date = ?, updated = ? WHERE id = ? AND state = 'planned' RETURNING *", f.deliveryId, f.messageId, f.sha256, f.bytes, f.date, at, f.id);
      record(run, rows, at, 'send');
    }
  });
}

/**
 * Takes the next delivery of these editions that is due: it is `sending` from here on, whatever happens to this program. `server` is where it will go.
 * Undefined when none is due at `at`.
 */
export function claimNext(ledger: Ledger, issue: Issue, editions: readonly string[], server: string, at: number): Delivery | undefined {
  return ledger.write('claim', (run) => {
    const rows = run(
      `UPDATE deliveries SET state = 'sending', attempts = attempts + 1, first_try = CASE first_try WHEN 0 THEN ? ELSE first_try END, last_try = ?, next_try = 0, server = ?, updated = ?
       WHERE id = (SELECT id FROM deliveries WHERE issue = ? AND edition IN (${editions.map(() => '?').join(', ')}) AND (state = 'frozen' OR (state = 'deferred' AND next_try <= ?)) ORDER BY attempts, id LIMIT 1) RETURNING *`,
      at, at, server, at, issue.id, ...editions, at,
    );
    record(run, rows, at, 'send');
    return rows.map(deliveryOf)[0];
  });
}

export interface Outcome {
  readonly state: 'accepted' | 'refused' | 'deferred' | 'unknown' | 'expired' | 'frozen';
  readonly answer: string;
  /** For `deferred`. */
  readonly nextTry?: number;
}

/**
 * What became of a claimed delivery. False when the row has moved on since the claim (another word was faster): then nothing changes.
 * `frozen` gives it back: certainly not sent, and not counted as a try.
 */
export function settle(ledger: Ledger, claimed: Delivery, outcome: Outcome, at: number): boolean {
  return ledger.write(`settle ${outcome.state}`, (run) => {
    const back = outcome.state === 'frozen' ? 1 : 0;
    const rows = run(
      "UPDATE deliveries SET state = ?, answer = ?, next_try = ?, attempts = attempts - ?, updated = ? WHERE id = ? AND state = 'sending' AND attempts = ? RETURNING *",
      outcome.state, outcome.answer, outcome.nextTry ?? 0, back, at, claimed.id, claimed.attempts,
    );
    record(run, rows, at, 'send');
    return rows.length === 1;
  });
}

/** What a dead sender left: nobody knows whether these arrived. Only with the sender's lock. Returns how many. */
export function recoverSending(ledger: Ledger, at: number): number {
  if (ledger.rows("SELECT id FROM deliveries WHERE state = 'sending' LIMIT 1").length === 0) return 0;
  return ledger.write('recover', (run) => {
    const rows = run("UPDATE deliveries SET state = 'unknown', answer = 'the program ended while the message was on its way', updated = ? WHERE state = 'sending' RETURNING *", at);
    record(run, rows, at, 'recovery');
    return rows.length;
  });
}

export interface Move {
  readonly id: number;
  readonly from: readonly DeliveryState[];
  readonly to: DeliveryState;
  readonly answer: string;
}

/** Moves by evidence, by a person, or because the reader is gone. One step; rows that are no longer in `from` stay. Returns how many moved. */
export function moveDeliveries(ledger: Ledger, moves: readonly Move[], by: string, at: number): number {
  if (moves.length === 0) return 0;
  return ledger.write(`move ${by}`, (run) => moves.reduce((n, move) => {
    const rows = run(
      `UPDATE deliveries SET state = ?, answer = ?, next_try = 0, updated = ? WHERE id = ? AND state IN (${move.from.map(() => '?').join(', ')}) RETURNING *`,
      move.to, move.answer, at, move.id, ...move.from,
    );
    record(run, rows, at, by);
    return n + rows.length;
  }, 0));
}

/** Writes the new state of changed rows into the history. */
export function record(run: Run, rows: readonly Row[], at: number, by: string): void {
  for (const row of rows) run('INSERT INTO events (delivery, at, state, attempt, answer, by) VALUES (?, ?, ?, ?, ?, ?)', numberOf(row, 'id'), at, textOf(row, 'state'), numberOf(row, 'attempts'), textOf(row, 'answer'), by);
}

export function deliveryOf(row: Row): Delivery {
  const state = STATES.find((s) => s === row['state']);
  if (state === undefined) throw new Error(`there is no state ${String(row['state'])}`);
  const form: PdfForm = textOf(row, 'form') === 'link' ? 'link' : 'attachment';
  return {
    id: numberOf(row, 'id'), issue: numberOf(row, 'issue'), key: textOf(row, 'key'), address: textOf(row, 'address'), name: textOf(row, 'name'), edition: textOf(row, 'edition'), form, state,
    deliveryId: textOf(row, 'delivery_id'), messageId: textOf(row, 'message_id'), sha256: textOf(row, 'sha256'), bytes: numberOf(row, 'bytes'), date: numberOf(row, 'date'),
    attempts: numberOf(row, 'attempts'), firstTry: numberOf(row, 'first_try'), lastTry: numberOf(row, 'last_try'), nextTry: numberOf(row, 'next_try'),
    server: textOf(row, 'server'), answer: textOf(row, 'answer'), updated: numberOf(row, 'updated'),
  };
}
