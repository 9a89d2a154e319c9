// Mail servers on a loopback port: a real one, and one that fails where it is told to.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real server with its own self-signed certificate; takes user `user@example.org` with `password`. */
export async function startMailServer(options: SMTPServerOptions & { readonly password?: string } = {}): Promise<{ port: number; mails: Received[] }> {
  const mails: Received[] = [];
  const { password, ...rest } = options;
  const server = new SMTPServer({
    authOptional: true, disabledCommands: password === undefined ? ['AUTH'] : [], logger: false, disableReverseLookup: true,
    onAuth: (auth, _, done) => (auth.username === 'user@example.org' && auth.password === password ? done(null, { user: auth.username }) : done(new Error(`Invalid login for ${auth.password ?? ''}`))),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom;
        mails.push({ from: from === false ? '' : from.address, to: session.envelope.rcptTo.map((r) => r.address), bytes: Buffer.concat(chunks), secure: session.secure, user: session.user as string | undefined });
        done(null, 'queued as 4711');
      });
    },
    ...rest,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (listening.address() as AddressInfo).port, mails };
}

export type Place = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'rset' | 'quit';
/** A reply line, or what happens to the connection. `slow` repeats a continuation line for ever. `cut:` sends the text and ends. */
export type Fault = string | 'drop' | 'reset' | 'hang' | 'slow';

const GOOD: Readonly<Record<Place, string>> = {
  greeting: '220 test', ehlo: '250-test\r\n250-AUTH PLAIN\r\n250 SIZE 20000000', starttls: '502 no', auth: '235 in', mail: '250 ok', rcpt: '250 ok', data: '354 go', body: '',
  dot: '250 2.0.0 queued', rset: '250 ok', quit: '221 bye',
};

export interface FaultServer {
  readonly port: number;
  readonly commands: readonly string[];
  /** Messages that the server said yes to. */
  readonly accepted: () => number;
  /** Resolves when the final dot has arrived. */
  readonly dotSeen: Promise<void>;
  readonly mailSeen: Promise<void>;
  /** How many connections there were. */
  readonly connections: () => number;
}

/** A fault once: at the `from`th time (from 1, over all connections) that the conversation comes to `place`. */
export interface LaterFault {
  readonly from: number;
  readonly place: Place;
  readonly fault: Fault;
}

/** A server of sixty lines that does at each place what `faults` says and is good at the others; `later` is a fault on top. */
export async function startFaultServer(faults: Partial<Record<Place, Fault>>, later?: LaterFault): Promise<FaultServer> {
  const commands: string[] = [];
  const state = { accepted: 0, connections: 0, seen: 0, bodies: 0 };
  const dot = Promise.withResolvers<void>();
  const mail = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const act = (socket: Socket, place: Place): void => {
    if (place === later?.place) state.seen += 1;
    // In the middle of a message there is no good answer: what is called for is the fault.
    const fault = place === later?.place && (place === 'body' || state.seen === later.from) ? later.fault : faults[place] ?? GOOD[place];
    if (place === 'dot' && fault.startsWith('250 ')) state.accepted += 1;
    if (fault === 'drop') socket.destroy();
    else if (fault === 'reset') socket.resetAndDestroy();
    else if (fault.startsWith('cut:')) socket.end(fault.slice(4));
    else if (fault === 'slow') {
      const timer = setInterval(() => socket.write('250-still thinking\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    } else if (fault !== 'hang' && fault !== '') socket.write(`${fault}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    state.connections += 1;
    socket.on('error', () => undefined);
    const talk = { inBody: false, rest: '', isBroken: false };
    socket.on('data', (chunk) => {
      const text = talk.rest + chunk.toString('latin1');
      talk.rest = text;
      if (talk.inBody) {
        if (faults['body'] !== undefined || talk.isBroken) {
          // It has stopped reading, and answers or ends in the middle.
          socket.pause();
          act(socket, 'body');
        } else if (text.endsWith('\r\n.\r\n')) {
          Object.assign(talk, { inBody: false, rest: '' });
          dot.resolve();
          act(socket, 'dot');
        } else talk.rest = text.slice(-8);
        return;
      }
      const lines = text.split('\r\n');
      talk.rest = lines.pop() ?? '';
      for (const line of lines) {
        commands.push(line);
        const place = ({ EHLO: 'ehlo', HELO: 'ehlo', STARTTLS: 'starttls', AUTH: 'auth', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data', RSET: 'rset', QUIT: 'quit' } as const)[line.split(' ')[0] ?? ''];
        if (place === undefined) continue;
        if (place === 'mail') mail.resolve();
        act(socket, place);
        if (place === 'data' && (faults['data'] ?? GOOD.data).startsWith('354')) {
          talk.inBody = true;
          state.bodies += 1;
          talk.isBroken = later?.place === 'body' && state.bodies === later.from;
        }
      }
    });
    act(socket, 'greeting');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return { port: (server.address() as AddressInfo).port, commands, accepted: () => state.accepted, dotSeen: dot.promise, mailSeen: mail.promise, connections: () => state.connections };
}
