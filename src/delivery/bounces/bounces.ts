// Reports of mail servers → suppression list, counts, and a folder for what cannot be believed. Must not suppress an address that a report only claims.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, writeFile } from '../../files.ts';
import { addressKey, addSuppression } from '../suppression.ts';
import { judge, maybeReport } from './delivery-report.ts';
import type { BounceKind, RecipientReport } from './delivery-report.ts';
import { readBounces, writeBounce } from './bounce-log.ts';
import type { FindReader } from './known-messages.ts';
import type { SourceMessage } from './mail-source.ts';

export interface Bounce {
  readonly address: string;
  readonly kind: Exclude<BounceKind, 'none'>;
  readonly status: string;
  readonly diagnostic: string;
  /** Soft ones of this address so far, this one included. */
  readonly soft: number;
}

export interface BounceSummary {
  readonly messages: number;
  /** Read in an earlier run. */
  readonly repeated: number;
  /** No report, or one that says that the message arrived. */
  readonly others: number;
  /** Reports about messages that were never sent from here, or that return too little to tell; copies lie in `bounces/`. */
  readonly unknown: number;
  readonly bounces: readonly Bounce[];
}

export interface BounceEffects {
  readonly stateFolder: string;
  readonly find: FindReader;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Safe to run again over the same mail: what was read is remembered by its hash. Throws what the suppression list throws. */
export async function processBounces(messages: AsyncIterable<SourceMessage>, effects: BounceEffects): Promise<BounceSummary> {
  const earlier = await readBounces(effects.stateFolder);
  const seen = new Set(earlier.map((entry) => entry.report));
  const softs = new Map<string, number>();
  for (const entry of earlier) if (entry.kind === 'soft') softs.set(entry.address, (softs.get(entry.address) ?? 0) + 1);
  const summary = { messages: 0, repeated: 0, others: 0, unknown: 0, bounces: [] as Bounce[] };
  for await (const { bytes } of messages) {
    effects.signal.throwIfAborted();
    summary.messages += 1;
    const hash = sha256(bytes);
    const report = maybeReport(bytes);
    const facts = report?.recipients.filter((r) => judge(r) !== 'none') ?? [];
    if (report === undefined || facts.length === 0) summary.others += 1;
    else if (seen.has(hash)) summary.repeated += 1;
    else {
      const reader = effects.find(report.returned);
      if (reader === undefined) {
        summary.unknown += 1;
        await keepAside(effects.stateFolder, hash, bytes);
      } else summary.bounces.push(await recordBounce(reader, worst(facts, reader), hash, softs, effects));
      seen.add(hash);
    }
  }
  return summary;
}

/** The block about the reader; one about somebody else, to whom the reader's mail is forwarded, says nothing final about the reader. */
function worst(facts: readonly RecipientReport[], reader: string): { readonly report: RecipientReport; readonly kind: Bounce['kind'] } {
  const judged = facts.flatMap((report) => {
    const kind = judge(report);
    const isOwn = report.addresses.some((address) => addressKey(address) === reader);
    return kind === 'none' ? [] : [{ report, kind: kind === 'hard' && !isOwn ? 'soft' as const : kind }];
  });
  const [first] = judged;
  if (first === undefined) throw new Error('There is nothing to judge.');
  return judged.find(({ kind }) => kind === 'hard') ?? judged.find(({ kind }) => kind === 'soft') ?? first;
}

async function recordBounce(address: string, { report, kind }: ReturnType<typeof worst>, hash: string, softs: Map<string, number>, { stateFolder, now }: BounceEffects): Promise<Bounce> {
  const { status, diagnostic } = report;
  const time = new Date(now).toISOString();
  // The list first: a crash in between reads the report again, which adds nothing twice.
  if (kind === 'hard') await addSuppression(stateFolder, { address, brief: '', reason: 'bounced', time, note: `${status} ${diagnostic}`.trim() });
  if (kind === 'soft') softs.set(address, (softs.get(address) ?? 0) + 1);
  await writeBounce(stateFolder, { format: 1, time, report: hash, address, kind, status, diagnostic });
  return { address, kind, status, diagnostic, soft: softs.get(address) ?? 0 };
}

async function keepAside(stateFolder: string, hash: string, bytes: Uint8Array): Promise<void> {
  const folder = join(stateFolder, 'bounces');
  const path = join(folder, `${hash}.eml`);
  if (existsSync(path)) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
}
