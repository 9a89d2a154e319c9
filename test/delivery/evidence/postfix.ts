// A Postfix of its own for one test: its own configuration, queue and log, on a free port of this machine.
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** Why there is no Postfix to test with, or undefined. */
export const noPostfix: string | undefined = !existsSync('/usr/sbin/postfix') ? 'Postfix is not installed' : process.getuid?.() !== 0 ? 'Postfix can only be started by root' : undefined;

export interface Postfix {
  readonly port: number;
  readonly log: string;
  /** Lines of the log so far. */
  readonly lines: () => readonly string[];
  /** Raw messages that were delivered. */
  readonly mails: () => readonly string[];
  /** Process numbers of the master and all that it started. */
  readonly processes: () => readonly number[];
  readonly start: () => Promise<void>;
  readonly flush: () => Promise<void>;
}

export async function startPostfix(): Promise<Postfix> {
  const root = await mkdtemp(join(tmpdir(), 'postfix-'));
  const [config, queue, data, box] = ['config', 'queue', 'data', 'box'].map((name) => join(root, name)) as [string, string, string, string];
  const log = join(root, 'mail.log');
  const port = await freePort();
  await chmod(root, 0o755);
  for (const folder of [config, queue, data, box, join(box, 'new'), join(box, 'cur'), join(box, 'tmp')]) await mkdir(folder);
  const id = async (flag: string, user: string): Promise<number> => Number((await run('id', [flag, user])).stdout);
  const [uid, gid] = [await id('-u', 'postfix'), await id('-g', 'postfix')];
  for (const folder of [data, box, join(box, 'new'), join(box, 'cur'), join(box, 'tmp')]) await chown(folder, uid, gid);
  await writeFile(join(config, 'main.cf'), [
    'compatibility_level = 3.6', `queue_directory = ${queue}`, `data_directory = ${data}`, `maillog_file = ${log}`, `maillog_file_prefixes = ${root}`, 'myhostname = mail.test', 'mydestination =',
    'inet_interfaces = 127.0.0.1', 'inet_protocols = ipv4', 'virtual_mailbox_domains = example.org', `virtual_mailbox_base = ${box}`, 'virtual_mailbox_maps = static:./', `virtual_uid_maps = static:${uid}`, `virtual_gid_maps = static:${gid}`,
    'virtual_minimum_uid = 1', 'virtual_mailbox_limit = 0', 'smtpd_recipient_restrictions = permit_mynetworks, reject', 'mynetworks = 127.0.0.0/8', 'smtpd_peername_lookup = no', 'alias_maps =', 'alias_database =', 'biff = no', 'smtp_dns_support_level = disabled', 'smtpd_client_connection_rate_limit = 0', 'smtpd_client_connection_count_limit = 0', 'queue_run_delay = 1s', 'minimal_backoff_time = 1s', '',
  ].join('\n'));
  // Name, type, private, unprivileged, chroot, wake-up, processes, program: as in the file that Postfix brings along, without chroot.
  await writeFile(join(config, 'master.cf'), `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`);
  const postfix = (...args: readonly string[]) => run('/usr/sbin/postfix', ['-c', config, ...args]);
  const processes = (): readonly number[] => {
    const master = Number((existsSync(join(queue, 'pid', 'master.pid')) ? readFileSync(join(queue, 'pid', 'master.pid'), 'utf8') : '').trim());
    if (!Number.isInteger(master) || master < 2) return [];
    return [master, ...readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && parentOf(pid) === master)];
  };
  onTestFinished(async () => {
    await postfix('stop').catch(() => undefined);
    for (const pid of processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const server: Postfix = {
    port, log, processes,
    lines: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []),
    mails: () => readdirSync(join(box, 'new')).map((name) => readFileSync(join(box, 'new', name), 'latin1')),
    start: async () => {
      await postfix('start').catch((error: unknown) => {
        throw new Error(`Postfix does not start: ${existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-5).join('\n') : 'no log'}`, { cause: error });
      });
    },
    flush: async () => void (await postfix('flush').catch(() => undefined)),
  };
  await server.start();
  return server;
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1]);
  } catch {
    return 0;
  }
}

/** A port below those that the system gives to whoever asks for any: one of those could be taken by another while this server is down. */
async function freePort(): Promise<number> {
  const server = createServer().listen(randomInt(20_000, 32_000), '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return await freePort();
  }
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
