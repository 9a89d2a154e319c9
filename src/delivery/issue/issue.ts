// An issue from the named edition to the plan of its sending: editions, readers, objections, and what the ledger says. Must not send.
import { basename, dirname, join } from 'node:path';
import type { BriefConfig } from '../../config/brief-config.ts';
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { readEdition } from '../edition.ts';
import type { BuiltEdition } from '../edition.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Mailing } from '../mailing.ts';
import { resolveAudience } from '../recipients/audience.ts';
import type { Audience } from '../recipients/audience.ts';
import type { Recipient } from '../recipients/recipient.ts';
import { readSuppressions } from '../suppression.ts';
import { findObjections } from './gate.ts';
import type { Objection } from './gate.ts';
import { resolveSenders } from './issue-message.ts';
import type { Senders } from './issue-message.ts';
import { planIssue } from './plan.ts';
import type { IssuePlan, SendMode } from './plan.ts';

export interface IssueRequest {
  /** The brief itself, whatever variant the edition is of. */
  readonly brief: BriefConfig;
  /** The edition that was named. Of the brief itself it stands for all variants and languages, else for that one alone. */
  readonly edition: BuiltEdition;
  readonly recipients: readonly Recipient[];
  readonly mailing: Mailing;
  readonly stateFolder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What `check` says of an edition. */
  readonly check: (edition: BuiltEdition) => Promise<readonly Problem[]>;
}

export interface PreparedIssue {
  readonly brief: BriefConfig;
  readonly month: string;
  /** By folder name: every edition that a reader gets. */
  readonly editions: ReadonlyMap<string, BuiltEdition>;
  readonly audience: Audience;
  readonly senders: Senders;
  readonly mailing: Mailing;
  /** Against sending now; none when it may go out. */
  readonly objections: readonly Objection[];
}

/** Reads everything before it complains. Throws BriefwrightError (status 2) with every list, edition and address that cannot be used. */
export async function prepareIssue(request: IssueRequest): Promise<PreparedIssue> {
  const { brief, edition, recipients, stateFolder, now, check } = request;
  const name = basename(edition.folder);
  const all = resolveAudience(brief, recipients, await readSuppressions(stateFolder));
  const audience = name === brief.name ? all : { ...all, readers: all.readers.filter((reader) => reader.edition === name) };
  const editions = new Map<string, BuiltEdition>([[name, edition]]);
  const problems: Problem[] = [];
  for (const wanted of new Set(audience.readers.map((reader) => reader.edition))) {
    if (editions.has(wanted)) continue;
    try {
      editions.set(wanted, await readEdition('', join(dirname(edition.folder), wanted), { allowDraft: false }));
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems.map((p) => (p.code === 'EDITION_UNKNOWN' ? missing(wanted, edition, audience) : p)));
    }
  }
  if (audience.readers.length === 0) problems.push({ code: 'RECIPIENTS_NOBODY', message: `Nobody on the list gets ${name}.`, hint: `Send ${edition.manifest.month}/${brief.name}, which goes to everybody in the variant and language that they get.` });
  const senders = attempt(() => resolveSenders(brief.email, edition), problems);
  if (problems.length > 0 || senders === undefined) throw new BriefwrightError(problems);
  const objections: Objection[] = [];
  for (const one of editions.values()) objections.push(...findObjections({ brief, edition: one, stateFolder, now, checked: await check(one) }));
  return { brief, month: edition.manifest.month, editions, audience, senders, mailing: request.mailing, objections: unique(objections) };
}

export function planPrepared(ledger: Ledger | undefined, prepared: PreparedIssue, mode: SendMode): IssuePlan {
  const digests = new Map([...prepared.editions].map(([name, edition]) => [name, edition.digest]));
  return planIssue(ledger, { brief: prepared.brief.name, month: prepared.month, digests, readers: prepared.audience.readers, mode });
}

function missing(name: string, { manifest }: BuiltEdition, { readers }: Audience): Problem {
  const n = readers.filter((reader) => reader.edition === name).length;
  const [, ...parts] = name.split('.');
  return { code: 'EDITION_MISSING', message: `${n === 1 ? 'One reader gets' : `${n} readers get`} ${manifest.month}/${name}, which has not been built.`, hint: `Build it first: --month ${manifest.month} with the variant or language ${parts.join(' and ')}.` };
}

function attempt<T>(work: () => T, problems: Problem[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** What is wrong with the data is said once, not for every variant. */
function unique(objections: readonly Objection[]): readonly Objection[] {
  const seen = new Set<string>();
  return objections.filter(({ problem }) => {
    const key = JSON.stringify([problem.code, problem.file, problem.line, problem.column, problem.message]);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
