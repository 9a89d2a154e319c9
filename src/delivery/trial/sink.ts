// A mail server on this machine that takes every message and passes none on: where `doctor` sends its own. Must not listen to other machines or write anything.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface Sink {
  readonly port: number;
  /** What arrived whole, as the sender meant it (RFC 5321, 4.5.2: doubled dots are single again). */
  readonly messages: readonly Buffer[];
  readonly close: () => Promise<void>;
}

const REPLIES: Readonly<Record<string, string>> = { EHLO: '250-sink\r\n250-SMTPUTF8\r\n250 8BITMIME', HELO: '250 sink', MAIL: '250 ok', RCPT: '250 ok', RSET: '250 ok', NOOP: '250 ok', DATA: '354 go on', QUIT: '221 bye' };
const END = '\r\n.\r\n';

/** On a free port of 127.0.0.1. */
export async function startSink(): Promise<Sink> {
  const messages: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    talk(socket, messages);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sink has no port.');
  return {
    port: address.port, messages,
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}

function talk(socket: Socket, messages: Buffer[]): void {
  const state = { isInMessage: false, line: '' };
  const body: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    if (state.isInMessage) return onBody(chunk);
    const lines = (state.line + chunk.toString('latin1')).split('\r\n');
    state.line = lines.pop() ?? '';
    for (const line of lines) onCommand(line);
  });
  socket.write('220 sink\r\n');

  function onCommand(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    state.isInMessage = verb === 'DATA';
    socket.write(`${REPLIES[verb] ?? '502 no'}\r\n`);
    if (verb === 'QUIT') socket.end();
  }

  function onBody(chunk: Buffer): void {
    body.push(chunk);
    const tail = Buffer.concat(body.slice(-END.length).map((piece) => piece.subarray(-END.length))).toString('latin1');
    if (!tail.endsWith(END)) return;
    // The line end before the final dot is the message's own.
    const whole = Buffer.concat(body).toString('latin1').slice(0, -3);
    messages.push(Buffer.from(whole.replace(/^\.\./gm, '.'), 'latin1'));
    body.length = 0;
    state.isInMessage = false;
    socket.write('250 2.0.0 taken by the sink\r\n');
  }
}
