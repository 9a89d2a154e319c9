// A message of an issue without a recipient, for the sender to look at. Must not be sent.
import { join } from 'node:path';
import { writeFile } from '../../files.ts';
import { ensureStateFolder } from '../receipts.ts';
import type { PreparedIssue } from './issue.ts';
import { composeIssue } from './issue-message.ts';

/** Writes one sample of the named edition into the private state; its path. */
export async function writeSample(stateFolder: string, { editions, senders, mailing, month }: PreparedIssue, date: number): Promise<string> {
  const [[name, edition] = []] = editions;
  if (name === undefined || edition === undefined) throw new Error('There is no edition.');
  const message = await composeIssue({ edition, senders, mailing, date });
  const path = join(stateFolder, 'samples', `${month}-${name}.eml`);
  await ensureStateFolder(stateFolder);
  await writeFile(path, message.bytes, { mode: 0o600 });
  return path;
}
