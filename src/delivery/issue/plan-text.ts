// Who would get what, in words and as JSON. Must not show a password or send anything.
import type { SmtpSettings } from '../smtp-settings.ts';
import { describeSmtp } from '../smtp-settings.ts';
import type { Delivery } from '../ledger/delivery.ts';
import type { PreparedIssue } from './issue.ts';
import type { IssuePlan } from './plan.ts';

export interface Line {
  readonly address: string;
  readonly name: string;
  /** Folder name of the edition, empty for who gets none. */
  readonly edition: string;
  readonly pdf: string;
  /** `would get it`, `has it`, … */
  readonly what: string;
}

/** One line for everybody on the list, readers first. */
export function linesOf(prepared: PreparedIssue, plan: IssuePlan): readonly Line[] {
  const known = new Map(plan.known.map((d) => [d.key, d]));
  const added = new Set(plan.add.map((r) => r.recipient.key));
  const [revived, gone] = [new Set(plan.revive.map((d) => d.key)), new Set(plan.withdraw.map((d) => d.key))];
  const readers = prepared.audience.readers.map(({ recipient, edition }): Line => {
    const row = known.get(recipient.key);
    const what = added.has(recipient.key) || revived.has(recipient.key) ? 'would get it' : row === undefined ? 'joined later (--new-only)' : wordsOf(row);
    return { address: recipient.address, name: recipient.name, edition: row?.edition ?? edition, pdf: row?.form ?? recipient.form, what };
  });
  const leaving = plan.known.filter((d) => gone.has(d.key)).map((d): Line => ({ address: d.address, name: d.name, edition: '', pdf: '', what: 'would be withdrawn: no longer among the readers' }));
  const others = prepared.audience.others.map(({ recipient, reason }): Line => ({ address: recipient.address, name: recipient.name, edition: '', pdf: '', what: `gets nothing: ${reason}` }));
  return [...readers, ...leaving, ...others];
}

function wordsOf({ state, answer, nextTry }: Delivery): string {
  const why = answer === '' ? '' : ` (${answer})`;
  switch (state) {
    case 'accepted': return 'has it';
    case 'planned': case 'frozen': return 'would get it';
    case 'deferred': return `would be tried again after ${new Date(nextTry).toISOString()}${why}`;
    case 'sending': return 'is on the way, or was when a run ended: unknown';
    case 'unknown': return `unknown, would not be sent${why}`;
    case 'refused': return `was refused${why}`;
    case 'expired': return `was given up${why}`;
    case 'withdrawn': return `gets nothing: withdrawn${why}`;
  }
}

/** Several lines without a trailing newline. */
export function describeIssue(prepared: PreparedIssue, plan: IssuePlan, settings: SmtpSettings | undefined): string {
  const { brief, month, editions, senders } = prepared;
  const lines = linesOf(prepared, plan);
  const width = (pick: (line: Line) => string): number => Math.max(0, ...lines.map((line) => pick(line).length));
  const [who, name, edition] = [width((l) => l.address), Math.min(30, width((l) => l.name)), width((l) => l.edition)];
  const n = lines.filter((line) => line.what === 'would get it').length;
  const pdf = brief.email?.rate;
  return [
    `Would send ${month}/${brief.name}${plan.version === 1 ? '' : `, version ${plan.version},`} to ${n} of ${lines.length} on the list (nothing was sent; add --yes to send):`,
    ...[...editions.values()].map((e) => `  ${'Edition'.padEnd(10)}${e.label}, manifest ${e.digest.slice(0, 12)}`),
    `  ${'From'.padEnd(10)}${senders.from.name === '' ? senders.from.address : `${senders.from.name} <${senders.from.address}>`}`,
    `  ${'Server'.padEnd(10)}${settings === undefined ? 'SMTP_URL is not set' : describeSmtp(settings)}${pdf === undefined ? '' : `, ${pdf.connections} connection${pdf.connections === 1 ? '' : 's'}, ${pdf.perMinute} a minute`}`,
    '',
    ...lines.map((l) => `  ${l.address.padEnd(who)}  ${l.name.slice(0, 30).padEnd(name)}  ${l.edition.padEnd(edition)}  ${l.pdf.padEnd(10)}  ${l.what}`.trimEnd()),
  ].join('\n');
}

/** The plan as data for `--json`. */
export function issueValue(prepared: PreparedIssue, plan: IssuePlan, settings: SmtpSettings | undefined) {
  return {
    kind: 'issue', month: prepared.month, brief: prepared.brief.name, version: plan.version, from: prepared.senders.from,
    editions: [...prepared.editions.values()].map((e) => ({ edition: e.label, folder: e.folder, manifest: e.digest })),
    ...(settings === undefined ? {} : { server: describeSmtp(settings) }), readers: linesOf(prepared, plan),
  };
}
