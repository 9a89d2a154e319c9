import { describe, expect, test } from 'vitest';
import { findVerdicts } from '../../../src/delivery/evidence/reconciliation.ts';
import { parsePostfixLog } from '../../../src/delivery/evidence/postfix-log.ts';
import type { Delivery } from '../../../src/delivery/ledger/delivery.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const at = (second: number): string => new Date(NOW - 600_000 + second * 1000).toISOString();
const line = (second: number, daemon: string, text: string, pid = 7): string => `${at(second)} mail postfix/${daemon}[${pid}]: ${text}`;

const row = (id: number, change: Partial<Delivery> = {}): Delivery => ({
  id, issue: 1, key: `r${id}`, address: `r${id}@example.org`, name: '', edition: 'open-models', form: 'attachment', state: 'unknown', deliveryId: `d${id}`, messageId: `<m${id}@example.org>`, sha256: '', bytes: 1, date: 0,
  attempts: 1, firstTry: NOW - 590_000, lastTry: NOW - 590_000, nextTry: 0, server: 'mail.example.org:25', answer: '', updated: NOW - 60_000, ...change,
});

/** A message of ours that went through, so that the log is known to be the server's. */
const OTHER = [line(1, 'smtpd', 'connect from localhost[127.0.0.1]', 5), line(2, 'smtpd', 'AAAAAAA1: client=localhost[127.0.0.1]', 5), line(2, 'cleanup', 'AAAAAAA1: message-id=<m9@example.org>', 6), line(2, 'qmgr', 'AAAAAAA1: from=<desk@example.org>, size=100, nrcpt=1 (queue active)', 8), line(3, 'smtpd', 'disconnect from localhost[127.0.0.1] ehlo=1', 5)];
const accepted = [row(9, { state: 'accepted' })];
const BEGIN = [line(10, 'smtpd', 'connect from localhost[127.0.0.1]'), line(11, 'smtpd', 'BBBBBBB2: client=localhost[127.0.0.1]'), line(11, 'cleanup', 'BBBBBBB2: message-id=<m1@example.org>', 9)];
const LOST = line(12, 'smtpd', 'lost connection after DATA (1234 bytes) from localhost[127.0.0.1]');
const END = line(13, 'smtpd', 'disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=0/1 commands=3/4');
const ACTIVE = line(13, 'qmgr', 'BBBBBBB2: from=<desk@example.org>, size=1234, nrcpt=1 (queue active)', 8);

const verdict = (lines: readonly string[], unknown = row(1), known = accepted): readonly [string, string] => {
  const [found] = findVerdicts([unknown], known, parsePostfixLog(lines, NOW));
  return [found?.verdict ?? '', found?.reason ?? ''];
};

describe('what a log decides', () => {
  test.each<[string, readonly string[], string, RegExp]>([
    ['in the queue', [...OTHER, ...BEGIN, ACTIVE, END], 'accepted', /BBBBBBB2/],
    ['in the queue, the conversation lost after the dot', [...OTHER, ...BEGIN, line(12, 'smtpd', 'lost connection after END-OF-MESSAGE from localhost[127.0.0.1]'), ACTIVE, END], 'accepted', /queue/],
    ['in the queue, even if nothing else of us is in the log', [...BEGIN, ACTIVE, END], 'accepted', /queue/],
    ['cut off in the middle', [...OTHER, ...BEGIN, LOST, END], 'not-accepted', /cut off/],
    ['never came to the message', [...OTHER, BEGIN[0] ?? '', END], 'not-accepted', /never came/],
    ['begun, its end not logged yet', [...OTHER, ...BEGIN, END], 'open', /not yet its end/],
    ['a conversation still open', [...OTHER, BEGIN[0] ?? '', line(14, 'anvil', 'statistics')], 'open', /still open/],
    ['cut off once, taken the second time', [...OTHER, ...BEGIN, LOST, END, line(20, 'smtpd', 'connect from x[127.0.0.1]'), line(21, 'smtpd', 'CCCCCCC3: client=x'), line(21, 'cleanup', 'CCCCCCC3: message-id=<m1@example.org>', 9), line(21, 'qmgr', 'CCCCCCC3: from=<desk@example.org>, size=1, nrcpt=1 (queue active)'), line(22, 'smtpd', 'disconnect from x')], 'accepted', /CCCCCCC3/],
    ['turned down by a filter after its header', [...OTHER, ...BEGIN, line(12, 'cleanup', 'BBBBBBB2: milter-reject: END-OF-MESSAGE from x: 5.7.1 spam', 9), END], 'not-accepted', /cut off/],
    ['the log of another server', [...BEGIN.slice(0, 1), END], 'open', /another server/],
    ['a log that begins too late', [line(20, 'smtpd', 'connect from x'), line(21, 'smtpd', 'disconnect from x')], 'open', /older log/],
    ['no log at all', [], 'open', /begins at nothing/],
    ['the server began anew in between', [...OTHER, BEGIN[0] ?? '', line(15, 'master', 'daemon started -- version 3.7.11', 1)], 'not-accepted', /never came/],
    ['somebody else\'s conversation, long after', [...OTHER, BEGIN[0] ?? '', END, line(595, 'smtpd', 'connect from later[10.0.0.1]', 77)], 'not-accepted', /never came/],
  ])('%s', (_, lines, expected, reason) => {
    expect(verdict(lines)).toEqual([expected, expect.stringMatching(reason)]);
  });

  test('a message that went to another server is not judged by this log', () => {
    expect(verdict([...OTHER, BEGIN[0] ?? '', END], row(1, { server: 'other.example.org:25' }))).toEqual(['open', expect.stringMatching(/another server/)]);
  });
});

test('the short form of the system\'s log: local time, last year\'s December', () => {
  const log = parsePostfixLog(['Dec 31 23:59:59 mail postfix/smtpd[5]: connect from x[1.2.3.4]', 'Jan  2 00:00:01 mail postfix/submission/smtpd[5]: disconnect from x[1.2.3.4]', 'Jan  2 00:00:02 mail sshd[1]: hello', 'nonsense'], new Date(2026, 0, 3).getTime());
  expect(log).toMatchObject({ first: new Date(2025, 11, 31, 23, 59, 59).getTime(), last: new Date(2026, 0, 2, 0, 0, 1).getTime(), sessions: [{ start: new Date(2025, 11, 31, 23, 59, 59).getTime(), end: new Date(2026, 0, 2, 0, 0, 1).getTime() }] });
});

test('a line that only quotes another one is none', () => {
  expect(verdict([...OTHER, ...BEGIN, `${at(12)} mail evil[3]: ${ACTIVE}`, LOST, END])).toEqual(['not-accepted', expect.anything()]);
});
