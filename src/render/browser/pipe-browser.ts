// Starts a program that speaks Chrome's protocol over a pipe, and kills it with this process. Must not choose the program or its flags.
// Puppeteer's own launcher would do it too, but loads downloading, web sockets and Node's HTTP client, which takes longer than starting the browser.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Browser, ConnectOptions } from 'puppeteer-core';
import { PipeTransport } from 'puppeteer-core/internal/node/PipeTransport.js';
import puppeteer from 'puppeteer-core/internal/puppeteer-core-browser.js';

export interface PipeRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Kills the program at any time. */
  readonly signal: AbortSignal;
  /** Milliseconds for one answer. */
  readonly protocolTimeout: number;
}

export interface PipeBrowser {
  readonly browser: Browser;
  readonly child: ChildProcess;
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>;
}

/** Rejects when the program cannot be started, or ends before it has answered. */
export async function startOverPipe({ program, args, env, signal, protocolTimeout }: PipeRequest): Promise<PipeBrowser> {
  signal.throwIfAborted();
  // A group of its own, so that its helpers can be killed with it.
  const child = spawn(program, [...args, '--remote-debugging-pipe'], {
    detached: process.platform !== 'win32', windowsHide: true, env: { ...env }, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  // Killed with something still on its way, a pipe ends with an error, also when Puppeteer does not listen any more; the exit says enough.
  for (const pipe of child.stdio) pipe?.on('error', () => undefined);
  const kill = (): void => killGroup(child.pid);
  const ended = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  signal.addEventListener('abort', kill, { once: true });
  process.on('exit', kill);
  const forget = (): void => {
    signal.removeEventListener('abort', kill);
    process.off('exit', kill);
    ended.resolve();
  };
  child.once('exit', (code, by) => {
    forget();
    failed.reject(new Error(`It ended at once (${by ?? `status ${String(code)}`}).`));
  });
  child.once('error', (error) => {
    forget();
    failed.reject(error);
  });
  const connecting = connect(child, protocolTimeout);
  connecting.catch(() => undefined);
  try {
    return { browser: await Promise.race([connecting, failed.promise]), child, ended: ended.promise };
  } catch (error) {
    kill();
    throw error;
  }
}

/** Its declarations know another `Browser`, which is the same one. */
const { connect: connectTo } = puppeteer as unknown as { readonly connect: (options: ConnectOptions) => Promise<Browser> };

function connect(child: ChildProcess, protocolTimeout: number): Promise<Browser> {
  const [, , , write, read] = child.stdio as unknown as readonly [unknown, unknown, unknown, Writable, Readable];
  // The transport stops listening when it is closed, and a program that ends may break its pipes after that.
  for (const pipe of [write, read]) pipe.on('error', () => undefined);
  const transport = new PipeTransport(write, read, () => undefined);
  return connectTo({ transport: transport as unknown as NonNullable<ConnectOptions['transport']>, protocolTimeout });
}

/** The leader of a group and all in it. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
