// A whole sender as a program of its own, to be killed: `node sender.ts <project> <port> <readers>`. It may kill itself: STEP=n ends it at the nth step of the ledger.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { readEdition } from '../../../src/delivery/edition.ts';
import { prepareIssue } from '../../../src/delivery/issue/issue.ts';
import { runIssue } from '../../../src/delivery/issue/run.ts';
import { parseRecipients } from '../../../src/delivery/recipients/recipient-table.ts';
import { parseSmtpUrl } from '../../../src/delivery/smtp-settings.ts';
import { parseBrief } from '../../../src/config/brief.ts';

const [root = '', port = '', readers = '', brief = ''] = process.argv.slice(2);
const out = join(root, 'out');
const state = join(root, '.briefwright');
const edition = await readEdition(out, '2025-11/open-models', { allowDraft: false });
const list = `address\n${Array.from({ length: Number(readers) }, (_, i) => `reader${i}@example.org\n`).join('')}`;
const prepared = await prepareIssue({ brief: parseBrief(brief, 'b.yaml', 'open-models', '/'), edition, recipients: parseRecipients(list, 'list'), mailing: {}, stateFolder: state, now: Date.now(), check: async () => [] });
const limit = Number(process.env['STEP'] ?? '0');
const progress = { steps: 0, isSending: false };
writeSync(1, 'ready\n');
const result = await runIssue({
  prepared, mode: 'all', settings: parseSmtpUrl(`smtp://127.0.0.1:${port}`), stateFolder: state, isPatient: false, now: () => Date.now(), signal: new AbortController().signal, quick: 20,
  ledgerOptions: { onStep: (name, when) => {
    progress.steps += 1;
    if (name === 'claim' && when === 'before' && !progress.isSending) {
      progress.isSending = true;
      writeSync(1, 'claim\n');
    }
    if (progress.steps === limit) process.kill(process.pid, 'SIGKILL');
  } },
});
process.stdout.write(`${JSON.stringify({ kind: result.kind, steps: progress.steps })}\n`);
process.exit(0);
