// One connection after another to the mail server, each used for many messages. Must not judge an answer or try a message twice.
import { createSource } from '../message-source.ts';
import { openSession } from '../smtp.ts';
import type { Delivery as Answer } from '../smtp.ts';
import { cleanAnswer, explainFailure } from '../smtp-failure.ts';
import type { SmtpFailure } from '../smtp-failure.ts';
import { createSession } from '../smtp-session.ts';
import type { SmtpSession, SmtpStage } from '../smtp-session.ts';
import type { SmtpSettings } from '../smtp-settings.ts';

export interface Lane {
  /** A connection that is signed in, or why there is none. Does nothing while one stands. */
  readonly open: () => Promise<SmtpFailure | undefined>;
  /** Hands one message over the open connection. Never rejects. `wasUsed`: the connection had carried others, so the server may have closed it for that. */
  readonly send: (envelope: { readonly from: string; readonly to: string }, bytes: Uint8Array) => Promise<Answer & { readonly wasUsed: boolean }>;
  /** QUIT. Never rejects. */
  readonly close: () => Promise<void>;
}

interface Connection {
  readonly session: SmtpSession;
  readonly limit: AbortController;
  used: number;
}

/** `signal` breaks whatever is going on; what had not left whole is then certain not to have been accepted. */
export function createLane(settings: SmtpSettings, perConnection: number, signal: AbortSignal): Lane {
  const state: { open?: Connection | undefined } = {};
  const drop = (): void => {
    state.open?.session.close();
    state.open = undefined;
  };
  const close = async (): Promise<void> => {
    await state.open?.session.quit();
    drop();
  };
  const explain = (error: unknown, stage: SmtpStage, isExhausted: boolean): SmtpFailure => explainFailure(error, { settings, stage, isExhausted, isInterrupted: signal.aborted });
  return {
    close,
    open: async () => {
      if (state.open !== undefined && state.open.used >= perConnection) await close();
      if (state.open !== undefined) return undefined;
      const limit = new AbortController();
      const progress: { stage: SmtpStage } = { stage: 'connect' };
      const session = createSession(settings, AbortSignal.any([signal, limit.signal]));
      state.open = { session, limit, used: 0 };
      try {
        await within(limit, settings.timeouts.total, () => openSession(session, settings, progress));
        return undefined;
      } catch (error) {
        drop();
        return explain(error, progress.stage, false);
      }
    },
    send: async ({ from, to }, bytes) => {
      const { open } = state;
      if (open === undefined) throw new Error('The lane is not open.');
      const wasUsed = open.used > 0;
      const source = createSource(bytes);
      try {
        const answer = await within(open.limit, settings.timeouts.total, () => open.session.send({ from, to, size: bytes.length }, source.stream));
        // An answer before the end of the message is none: the final dot was never sent.
        if (!source.isExhausted()) throw Object.assign(new Error('The server answered too early.'), { code: 'EPROTOCOL' });
        open.used += 1;
        return { outcome: 'sent', answer: cleanAnswer(answer, settings), wasUsed };
      } catch (error) {
        const failure = explain(error, 'envelope', source.isExhausted());
        // After an answer the conversation can go on; after anything else nobody knows where it is.
        const isUsable = failure.problem.code === 'SMTP_UTF8_MISSING' || (failure.status >= 400 && failure.status !== 421 && ['RCPT TO', 'DATA'].includes(failure.command) && (failure.command === 'RCPT TO' || source.isExhausted()));
        if (!isUsable || !(await within(open.limit, settings.timeouts.greeting, () => open.session.reset()).then(() => true, () => false))) drop();
        return { ...failure, wasUsed };
      } finally {
        source.stream.destroy();
      }
    },
  };
}

async function within<T>(limit: AbortController, ms: number, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => limit.abort(), ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
