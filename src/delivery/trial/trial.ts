// One message to a sink by the very path of an issue (plan, compose, freeze, ledger, SMTP), in a state folder of its own. Must not touch the project's ledger.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BriefConfig } from '../../config/brief-config.ts';
import type { Problem } from '../../errors.ts';
import type { MailAddress } from '../address.ts';
import type { BuiltEdition } from '../edition.ts';
import { readFrozen } from '../issue/frozen-messages.ts';
import type { PreparedIssue } from '../issue/issue.ts';
import { resolveSenders } from '../issue/issue-message.ts';
import { runIssue } from '../issue/run.ts';
import { readDeliveries } from '../ledger/deliveries.ts';
import type { DeliveryState } from '../ledger/delivery.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Mailing } from '../mailing.ts';
import { mailboxKey } from '../recipients/likeness.ts';
import type { SmtpSettings } from '../smtp-settings.ts';

export interface TrialRequest {
  readonly brief: BriefConfig;
  readonly edition: BuiltEdition;
  readonly mailing: Mailing;
  readonly settings: SmtpSettings;
  readonly to: MailAddress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface Trial {
  readonly state: DeliveryState;
  /** The server's words. */
  readonly answer: string;
  /** Why the server could not be asked on. */
  readonly problem?: Problem;
  /** As it was frozen before it left. */
  readonly bytes: Uint8Array;
  readonly messageId: string;
}

/** The message is a proof, so that a person who gets it sees what it is. Throws what preparing, composing and freezing throw. */
export async function sendTrial(request: TrialRequest): Promise<Trial> {
  const { settings, now, signal } = request;
  const stateFolder = await mkdtemp(join(tmpdir(), 'briefwright-trial-'));
  try {
    const run = await runIssue({ prepared: prepareTrial(request), mode: 'all', settings, stateFolder, isPatient: false, now, signal, proof: now() });
    if (run.kind !== 'ran') throw new Error('The state folder of a trial is its own.');
    const ledger = await openLedger(stateFolder);
    try {
      const [row] = readDeliveries(ledger, run.issue);
      if (row === undefined) throw new Error('The trial has no delivery.');
      const { problem } = run.result;
      return { state: row.state, answer: row.answer, messageId: row.messageId, bytes: await readFrozen(stateFolder, run.issue, row), ...(problem === undefined ? {} : { problem }) };
    } finally {
      ledger.close();
    }
  } finally {
    await rm(stateFolder, { recursive: true, force: true });
  }
}

/** An issue whose only reader is the sink. */
function prepareTrial({ brief, edition, mailing, to }: TrialRequest): PreparedIssue {
  const name = basename(edition.folder);
  const recipient = { address: to.address, key: mailboxKey(to.address), name: to.name, groups: [], locale: '', variant: '', form: 'attachment' as const, isActive: true, line: 1 };
  return {
    brief, month: edition.manifest.month, editions: new Map([[name, edition]]), audience: { readers: [{ recipient, edition: name }], others: [] },
    senders: resolveSenders(brief.email, edition), mailing, objections: [],
  };
}
