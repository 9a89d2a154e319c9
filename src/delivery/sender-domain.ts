// What the DNS says about a sender's domain, as a receiver will read it: the key of the signature, SPF, DMARC. Must not change or guess a record.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { DkimSigner } from './dkim.ts';
import { isAligned } from './dkim.ts';

/** TXT records of a name, each as its pieces; rejects with `code` ENOTFOUND or ENODATA where there is none. */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>;

export interface DomainFinding {
  readonly record: 'dkim' | 'spf' | 'dmarc';
  /** `warn`: mail goes out, but receivers may doubt it. `unknown`: the DNS could not be asked. */
  readonly status: 'ok' | 'warn' | 'fail' | 'unknown';
  readonly detail: string;
  readonly todo?: string;
}

/** `sender` is the address in From. A signature that no receiver can check is a failure: they count it as a forgery. */
export async function checkSenderDomain(sender: string, dkim: DkimSigner | undefined, resolveTxt: ResolveTxt): Promise<readonly DomainFinding[]> {
  const domain = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase();
  return Promise.all([checkKey(sender, dkim, resolveTxt), checkSpf(domain, resolveTxt), checkDmarc(domain, resolveTxt)]);
}

async function checkKey(sender: string, dkim: DkimSigner | undefined, resolveTxt: ResolveTxt): Promise<DomainFinding> {
  if (dkim === undefined) return { record: 'dkim', status: 'warn', detail: 'messages are not signed here', todo: 'Let the mail server sign them, or write "dkim:" under "email:" in the brief.' };
  const name = `${dkim.selector}._domainkey.${dkim.domain}`;
  const own = createPublicKey(createPrivateKey(dkim.privateKey)).export({ type: 'spki', format: 'der' }).toString('base64');
  const todo = `Publish at ${name}: v=DKIM1; k=rsa; p=${own}`;
  const records = await lookUp(name, /(^|;)\s*p\s*=/i, resolveTxt);
  if (records === undefined) return { record: 'dkim', status: 'unknown', detail: `${name} could not be asked for` };
  const published = records.map((record) => (/(?:^|;)\s*p\s*=\s*([^;]*)/i.exec(record)?.[1] ?? '').replace(/\s+/g, ''));
  if (published.length === 0) return { record: 'dkim', status: 'fail', detail: `${name} has no key`, todo };
  if (!published.includes(own)) return { record: 'dkim', status: 'fail', detail: `${name} has another key${published.includes('') ? ' (a withdrawn one)' : ''} than BRIEFWRIGHT_DKIM_KEY`, todo };
  if (published.length > 1) return { record: 'dkim', status: 'fail', detail: `${name} has ${published.length} keys; receivers take none`, todo: 'Leave one record there.' };
  if (!isAligned(dkim.domain, sender)) return { record: 'dkim', status: 'warn', detail: `${dkim.domain} is not the domain of ${sender}`, todo: 'Sign with the domain of the sender, else DMARC does not count it.' };
  return { record: 'dkim', status: 'ok', detail: `${name} has the key of BRIEFWRIGHT_DKIM_KEY` };
}

async function checkSpf(domain: string, resolveTxt: ResolveTxt): Promise<DomainFinding> {
  const records = await lookUp(domain, /^v=spf1(\s|$)/i, resolveTxt);
  if (records === undefined) return { record: 'spf', status: 'unknown', detail: `${domain} could not be asked for` };
  const [record, ...more] = records;
  if (record === undefined) return { record: 'spf', status: 'warn', detail: `${domain} has no SPF record`, todo: 'Publish one that names the servers that send for the domain.' };
  if (more.length > 0) return { record: 'spf', status: 'fail', detail: `${domain} has ${records.length} SPF records; receivers take none`, todo: 'Make one of them.' };
  if (/\s\+?all(\s|$)/i.test(record)) return { record: 'spf', status: 'warn', detail: `the SPF record of ${domain} lets every server send`, todo: 'End it with -all or ~all.' };
  // Whether it names the server that sends is known there only: it may be a relay behind SMTP_URL.
  return { record: 'spf', status: 'ok', detail: `${domain}: ${record.slice(0, 200)}` };
}

async function checkDmarc(domain: string, resolveTxt: ResolveTxt): Promise<DomainFinding> {
  const labels = domain.split('.');
  // RFC 9989 walks up the tree; eight names are the most it asks for.
  const names = labels.slice(0, -1).map((_, i) => labels.slice(i).join('.')).slice(0, 8);
  for (const name of names) {
    const records = await lookUp(`_dmarc.${name}`, /^v=DMARC1\s*(;|$)/i, resolveTxt);
    if (records === undefined) return { record: 'dmarc', status: 'unknown', detail: `_dmarc.${name} could not be asked for` };
    const [record, ...more] = records;
    if (more.length > 0) return { record: 'dmarc', status: 'fail', detail: `_dmarc.${name} has ${records.length} records; receivers take none`, todo: 'Leave one.' };
    if (record !== undefined) return { record: 'dmarc', status: 'ok', detail: `_dmarc.${name}: ${record.slice(0, 200)}` };
  }
  return { record: 'dmarc', status: 'warn', detail: `${domain} has no DMARC record`, todo: `Publish at _dmarc.${domain}: v=DMARC1; p=none; rua=mailto:…` };
}

/** Records that `pattern` matches, their pieces joined; none where the name has none; undefined where the DNS did not answer. */
async function lookUp(name: string, pattern: RegExp, resolveTxt: ResolveTxt): Promise<readonly string[] | undefined> {
  try {
    return (await resolveTxt(name)).map((pieces) => pieces.join('')).filter((record) => pattern.test(record));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return ['ENOTFOUND', 'ENODATA'].includes(code) ? [] : undefined;
  }
}
