// `unsubscribe --serve`: the page behind unsubscribe links, until it is stopped. Must not change what the handler does.
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { LeaveWords } from '../delivery/unsubscribe-handler.ts';
import { startUnsubscribeServer } from '../delivery/unsubscribe-server.ts';
import { parseUnsubscribeSecret } from '../delivery/unsubscribe-token.ts';
import type { Messages } from '../document/messages.ts';
import { readMessages } from '../document/read-messages.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import type { Project } from '../project.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';

/** Runs until the signal; 0 then, since being stopped is how it ends. */
export async function serve(args: ParsedArgs, place: string, effects: Effects): Promise<number> {
  const address = parsePlace(place);
  const keys = parseUnsubscribeSecret(effects.env['BRIEFWRIGHT_UNSUBSCRIBE_SECRET']);
  const project = await readProject(args, effects);
  const words = await readLeaveWords(project, textOf(args, 'locale'));
  const quiet = flagOf(args, 'quiet');
  const server = await startUnsubscribeServer({
    keys, stateFolder: project.state, now: effects.now, words,
    // Nobody's address: what a log keeps is read by many.
    onEvent: ({ kind, reason }) => {
      if (!quiet || kind === 'failed') effects.stderr(printable(`${new Date(effects.now()).toISOString()} ${kind}${reason === undefined ? '' : `: ${reason}`}\n`));
    },
  }, address);
  const url = `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${server.port}/`;
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, url });
  else effects.stdout(`${url}\n`);
  const stopped = Promise.withResolvers<void>();
  if (effects.signal.aborted) stopped.resolve();
  effects.signal.addEventListener('abort', () => stopped.resolve(), { once: true });
  await stopped.promise;
  await server.close();
  return 0;
}

/** `8787`, `127.0.0.1:8787`, `[::1]:8787`; without a host this machine alone. */
function parsePlace(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw failure('USAGE_BAD_VALUE', `--serve cannot be "${text}".`, { hint: 'Write a port, or host and port: "127.0.0.1:8787".' });
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}

async function readLeaveWords(project: Project, tag: string | undefined): Promise<LeaveWords> {
  const briefs = await Promise.all((await readBriefNames(project)).map((name) => readBrief(project, name)));
  const locale = tag ?? briefs[0]?.locale ?? 'en';
  const { messages } = await readMessages(project, locale);
  const titles = new Map(briefs.map((brief) => [brief.name, brief.title]));
  return leaveWords(messages, (name) => titles.get(name) ?? name);
}

function leaveWords(messages: Messages, titleOf: (brief: string) => string): LeaveWords {
  const { locale } = messages;
  const about = (key: string) => ({ address, brief }: { readonly address: string; readonly brief: string }): string => messages.text(key, { address, brief: titleOf(brief) });
  return {
    locale, dir: ['ar', 'fa', 'he', 'ur'].includes(new Intl.Locale(locale).language) ? 'rtl' : 'ltr', title: messages.text('leave.title'), ask: about('leave.ask'), button: messages.text('leave.button'),
    done: about('leave.done'), broken: messages.text('leave.broken'), failed: messages.text('leave.failed'),
  };
}
