// What a Postfix log says about messages and conversations. Must not conclude more than its lines show.

/** Milliseconds since 1970; a log without fractions gives whole seconds. */
export interface MailLog {
  readonly first: number;
  readonly last: number;
  /** Every passage of a message, by Message-ID with angle brackets. */
  readonly passages: ReadonlyMap<string, readonly Passage[]>;
  readonly sessions: readonly Session[];
}

export interface Passage {
  readonly queueId: string;
  /** The queue manager has it: it was acknowledged, or was about to be when the connection ended. */
  readonly isAccepted: boolean;
  /** The conversation ended before the message was whole, or the server turned it down. */
  readonly isAborted: boolean;
}

/** One conversation with the server that takes mail in. `end` is undefined while it goes on. */
export interface Session {
  readonly start: number;
  readonly end?: number;
}

const LINE = /^(?:(\d{4}-\d{2}-\d{2}T\S+)|([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})) \S+ postfix[\w.-]*((?:\/[\w.-]+)*)\/([\w-]+)\[(\d+)\]: (.*)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Trace {
  readonly queueId: string;
  /** Process of the session that began it. */
  readonly pid: string;
  messageId?: string;
  isAccepted: boolean;
  isAborted: boolean;
}

/**
 * Reads the lines of one log or of several in order; others than Postfix's are passed over. `now` tells the year of a log without one;
 * such a log is read in the time zone of this machine.
 */
export function parsePostfixLog(lines: Iterable<string>, now: number): MailLog {
  const traces: Trace[] = [];
  const open = new Map<string, Trace>();
  const current = new Map<string, Trace>();
  const sessions: { start: number; end?: number }[] = [];
  const running = new Map<string, { start: number; end?: number }>();
  const span = { first: Infinity, last: -Infinity };
  for (const line of lines) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const at = timeOf(match, now);
    if (Number.isNaN(at)) continue;
    span.first = Math.min(span.first, at);
    span.last = Math.max(span.last, at);
    const [daemon = '', pid = '', text = ''] = match.slice(8);
    if (daemon === 'smtpd') onSession(text, pid, at);
    // A server that begins anew has no conversation from before.
    if (daemon === 'master' && text.startsWith('daemon started')) for (const old of [...running.keys()]) end(old, at);
    const [, queueId = '', rest = ''] = /^([0-9A-Za-z]{6,20}): (.*)$/.exec(text) ?? [];
    if (daemon === 'smtpd' && rest.startsWith('client=')) begin(queueId, pid);
    const trace = open.get(queueId);
    if (trace === undefined) continue;
    if (daemon === 'cleanup' && rest.startsWith('message-id=')) trace.messageId ??= rest.slice('message-id='.length).trim();
    if (daemon === 'cleanup' && /^(?:milter-)?reject: |^milter-discard|^discard: /.test(rest)) trace.isAborted = true;
    if (daemon === 'qmgr' && /^from=<.*\(queue active\)$/.test(rest)) trace.isAccepted = true;
  }
  return { ...span, sessions, passages: Map.groupBy(traces.filter((t) => t.messageId !== undefined).map(({ messageId = '', queueId, isAccepted, isAborted }) => ({ messageId, queueId, isAccepted, isAborted })), (t) => t.messageId) };

  function begin(queueId: string, pid: string): void {
    const trace: Trace = { queueId, pid, isAccepted: false, isAborted: false };
    traces.push(trace);
    // A queue id can be used again for a later message.
    open.set(queueId, trace);
    current.set(pid, trace);
  }

  function end(pid: string, at: number): void {
    const session = running.get(pid);
    if (session !== undefined) session.end = at;
    running.delete(pid);
  }

  function onSession(text: string, pid: string, at: number): void {
    if (text.startsWith('connect from ')) {
      end(pid, at);
      const session = { start: at };
      sessions.push(session);
      running.set(pid, session);
      current.delete(pid);
    } else if (text.startsWith('disconnect from ')) {
      end(pid, at);
    } else if (/^(?:lost connection|timeout) after (?:DATA|BDAT)\b/.test(text)) {
      const trace = current.get(pid);
      if (trace !== undefined) trace.isAborted = true;
    }
  }
}

function timeOf(match: RegExpExecArray, now: number): number {
  const [, iso, month = '', day = '', hour = '', minute = '', second = ''] = match;
  if (iso !== undefined) return Date.parse(iso);
  const parts = [MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const year = new Date(now).getFullYear();
  const at = new Date(year, ...parts).getTime();
  // A log has no lines of the future: December's are of last year.
  return at > now + 86_400_000 ? new Date(year - 1, ...parts).getTime() : at;
}
