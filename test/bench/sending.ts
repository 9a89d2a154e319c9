// How fast issues leave to a server on this machine, with 1 and 5 connections, and what memory that takes: `npm run bench:send`.
// Must not write into the project: all of it happens in a temporary folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBrief } from '../../src/config/brief.ts';
import { readEdition } from '../../src/delivery/edition.ts';
import { prepareIssue } from '../../src/delivery/issue/issue.ts';
import { runIssue } from '../../src/delivery/issue/run.ts';
import { parseRecipients } from '../../src/delivery/recipients/recipient-table.ts';
import { parseSmtpUrl } from '../../src/delivery/smtp-settings.ts';

const [edition = 'out/2026-09/open-models', count = '2000'] = process.argv.slice(2);
const readers = Number(count);

/** Takes everything and keeps nothing. */
const sink = createServer((socket) => {
  const talk = { inBody: false, tail: '' };
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1');
    if (talk.inBody) {
      talk.tail = (talk.tail + text.slice(-8)).slice(-8);
      if (!talk.tail.endsWith('\r\n.\r\n')) return;
      talk.inBody = false;
      socket.write('250 2.0.0 queued\r\n');
    } else for (const line of text.split('\r\n').filter((x) => x !== '')) {
      const verb = line.slice(0, 4).toUpperCase();
      talk.inBody = verb === 'DATA';
      talk.tail = '';
      socket.write(verb === 'DATA' ? '354 go\r\n' : verb === 'EHLO' ? '250-sink\r\n250 SIZE 20000000\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      if (verb === 'QUIT') socket.end();
    }
  });
  socket.write('220 sink\r\n');
});
await new Promise<void>((resolve) => void sink.listen(0, '127.0.0.1', resolve));
const { port } = sink.address() as AddressInfo;
const built = await readEdition('out', edition, { allowDraft: true, cwd: process.cwd() });
const name = built.manifest.brief;
const list = parseRecipients(`address,pdf\n${Array.from({ length: readers }, (_, i) => `reader${i}@example.org,link\n`).join('')}`, 'list');

for (const connections of [1, 5]) {
  const root = await mkdtemp(join(tmpdir(), 'bench-send-'));
  try {
    const brief = parseBrief(`
title: T
question: Q?
publisher: P
contact: desk@example.org
licence: CC
first: 2020-01
locale: ${built.manifest.locale === '' ? 'en-GB' : built.manifest.locale}
sections: [{id: s, items: [{figure: f}]}]
figures: {f: {metric: m, chart: c}}
email: {from: desk@example.org, archive: "https://example.org", rate: {per_minute: 60000, connections: ${connections}}}
`, 'bench.yaml', name, '/');
    const prepared = await prepareIssue({ brief, edition: built, recipients: list, mailing: { archive: 'https://example.org' }, stateFolder: root, now: Date.now(), check: async () => [] });
    const memory: number[] = [];
    const marks = { begun: performance.now(), sending: 0 };
    const timer = setInterval(() => memory.push(process.memoryUsage().rss), 100);
    await runIssue({
      prepared, mode: 'all', settings: parseSmtpUrl(`smtp://127.0.0.1:${port}`), stateFolder: root, isPatient: false, now: () => Date.now(), signal: new AbortController().signal,
      onProgress: (text) => {
        if (marks.sending === 0 && text.startsWith('Sending')) marks.sending = performance.now();
      },
    });
    clearInterval(timer);
    const ended = performance.now();
    const quarter = (i: number): string => `${Math.round(Math.max(...memory.slice(Math.floor((i * memory.length) / 4), Math.ceil(((i + 1) * memory.length) / 4))) / 2 ** 20)}`;
    process.stdout.write(`${connections} connection(s), ${readers} readers: composed and stored ${Math.round(readers / ((marks.sending - marks.begun) / 1000))}/s, sent ${Math.round(readers / ((ended - marks.sending) / 1000))}/s; peak memory by quarters ${[0, 1, 2, 3].map(quarter).join(', ')} MiB\n`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
sink.close();
