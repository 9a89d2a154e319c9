// What must be so before an issue may leave; every reason against it at once. Must not ask anybody or change anything.
import type { BriefConfig } from '../../config/brief-config.ts';
import type { Problem } from '../../errors.ts';
import { maybeApproval } from '../approvals.ts';
import type { BuiltEdition } from '../edition.ts';

export interface GateRequest {
  readonly brief: BriefConfig;
  readonly edition: BuiltEdition;
  readonly stateFolder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What `check` says of the edition now. */
  readonly checked: readonly Problem[];
}

/** A reason against sending; `status` is the exit status that it asks for. */
export interface Objection {
  readonly problem: Problem;
  readonly status: 1 | 2;
}

/** None when the edition may go out. Its bytes have been compared with the manifest when it was read. Throws APPROVALS_UNREADABLE. */
export function findObjections(request: GateRequest): readonly Objection[] {
  const { edition, checked } = request;
  const out: Objection[] = checked.map((problem) => ({ problem, status: 2 }));
  if (/\/v\d+$/.test(edition.label)) out.push(against(2, 'EDITION_OLD', `${edition.label} has been replaced by a later version.`, 'Send the present one, or send this one as a proof with --to ADDRESS.'));
  return [...out, ...findStale(request), ...findUnapproved(request), ...findEarly(request)];
}

function findStale({ brief, edition, now }: GateRequest): readonly Objection[] {
  const limit = brief.email?.staleDays;
  if (limit === undefined) return [];
  const { asOf } = edition.briefing.edition;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate();
  const age = Temporal.PlainDate.from(asOf).until(today, { largestUnit: 'days' }).days;
  return age <= limit ? [] : [against(2, 'EDITION_STALE', `The data of ${edition.label} are of ${asOf}, ${age} days ago; the brief allows ${limit}.`, 'Build a later month, or raise stale_days under "email".')];
}

function findUnapproved({ brief, edition, stateFolder }: GateRequest): readonly Objection[] {
  if (brief.email?.approval !== true || maybeApproval(stateFolder, edition.label, edition.digest) !== undefined) return [];
  return [against(1, 'EDITION_NOT_APPROVED', `Nobody has approved these bytes of ${edition.label}.`, `briefwright approve ${edition.label}`)];
}

function findEarly({ brief, edition, now }: GateRequest): readonly Objection[] {
  const embargo = brief.email?.embargo;
  if (embargo === undefined) return [];
  const opens = Temporal.PlainDate.from(edition.briefing.edition.published).toPlainDateTime(embargo.time).toZonedDateTime(embargo.zone);
  return now >= opens.epochMilliseconds ? [] : [against(1, 'EDITION_EMBARGOED', `${edition.label} may not go out before ${opens.toString({ smallestUnit: 'minute', timeZoneName: 'auto' })}.`, 'Send it then; a proof may go out earlier (--to ADDRESS).')];
}

function against(status: 1 | 2, code: string, message: string, hint: string): Objection {
  return { problem: { code, message, hint }, status };
}
