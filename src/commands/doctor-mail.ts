// The checks of `doctor` about what the brief promises of its mail: signature, links, and what the DNS says of the sender. Must not send a message.
import type { BriefConfig } from '../config/brief-config.ts';
import type { ResolveTxt } from '../delivery/sender-domain.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Finding } from './doctor-finding.ts';

/** Nothing where the brief has no `email:`. `resolveTxt` is left out to ask the machine's name servers. */
export async function checkSender(brief: BriefConfig | undefined, effects: Effects, offline: boolean, resolveTxt?: ResolveTxt): Promise<readonly Finding[]> {
  const email = brief?.email;
  if (email === undefined) return [];
  const [{ readMailing }, { checkSenderDomain }, { maybeSender }] = await Promise.all([import('../delivery/mailing.ts'), import('../delivery/sender-domain.ts'), import('../delivery/address.ts')]);
  const from = maybeSender(email.from);
  if (from === undefined) return [{ check: 'mail sender', status: 'fail', detail: `"${email.from}" is not an address that can send.`, todo: 'Mend "from" under "email:" in the brief.' }];
  try {
    const { dkim, unsubscribe } = await readMailing(email, effects.env);
    const links: Finding = unsubscribe === undefined
      ? { check: 'mail unsubscribe', status: 'warn', detail: 'the brief has no address to leave by; large providers ask for one', todo: 'Write "unsubscribe: https://…" under "email:" in the brief.' }
      : { check: 'mail unsubscribe', status: 'ok', detail: `links lead to ${unsubscribe.base}` };
    if (offline) return [links, { check: 'mail sender', status: 'skip', detail: 'the DNS was not asked (--offline)' }];
    const found = await checkSenderDomain(from.address, dkim, resolveTxt ?? (await import('../delivery/dns.ts')).createTxtResolver(effects.signal));
    return [links, ...found.map(({ record, status, detail, todo }): Finding => ({ check: `mail ${record}`, status: status === 'unknown' ? 'skip' : status, detail, ...(todo === undefined ? {} : { todo }) }))];
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof BriefwrightError)) throw error;
    return error.problems.map((problem): Finding => ({ check: 'mail sender', status: 'fail', detail: problem.message, ...(problem.hint === undefined ? {} : { todo: problem.hint }) }));
  }
}
