// A preview from its first moment to its last: workshop, watcher, server. Must not print; the command says what is to be said.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Effects } from '../effects.ts';
import { failure, type Problem } from '../errors.ts';
import { openWorkshop, type Look } from '../pipeline/workshop.ts';
import type { Project } from '../project.ts';
import { sendAnswer, textAnswer } from './answer.ts';
import { createEventHub, type EventHub } from './events.ts';
import { findRefusal, type Door } from './guard.ts';
import { createRoutes, type Routes } from './routes.ts';
import { watchProject } from './watch.ts';

export interface PreviewOptions {
  readonly project: Project;
  readonly brief: string;
  readonly look: Look;
  /** 0: any that is free. */
  readonly port: number;
  readonly describe: (problems: readonly Problem[]) => string;
  readonly onFailure: (problems: readonly Problem[]) => void;
}

export interface Preview {
  /** With the token: who has it may look. */
  readonly url: string;
  /** Nothing of it is left when it resolves. */
  readonly close: () => Promise<void>;
}

const ADDRESS = '127.0.0.1';

/** Throws USAGE_… for a variant or a language that the brief does not have, PREVIEW_PORT when the port is taken. */
export async function startPreview({ project, brief, look, port, describe, onFailure }: PreviewOptions, effects: Effects): Promise<Preview> {
  let revision = 1;
  let isBlind = false;
  const events = createEventHub(() => ({ revision, files: [] }));
  const tell = (files: readonly string[]): void => {
    revision += 1;
    events.tell({ revision, files });
  };
  const workshop = openWorkshop({ project, brief }, effects, () => tell(['the charts out of view']));
  try {
    await workshop.checkLook(look);
    const watch = await watchProject(project, {
      onChange: (paths) => {
        workshop.forget(paths);
        tell(paths.map((path) => path.split(/[\\/]/).at(-1) ?? path));
      },
      onBlind: (reason) => {
        isBlind = true;
        onFailure([{ code: 'PREVIEW_WATCH', message: `Saves may go unnoticed: ${reason}`, hint: 'Reload the page to see them.' }]);
      },
    });
    const routes = createRoutes({ project, workshop, first: look, revision: () => revision, describe, onFailure });
    const fresh: Routes = (path, query) => {
      if (isBlind && path === 'edition') workshop.forget([project.root]);
      return routes(path, query);
    };
    const token = randomBytes(18).toString('base64url');
    const { server, door } = await listen(port, token, fresh, events);
    // The first page is made while somebody opens it.
    workshop.open(look).catch(() => undefined);
    return {
      url: `http://${ADDRESS}:${door.port}/${token}/`,
      close: async () => {
        events.close();
        await Promise.all([watch.close(), closeServer(server)]);
        await workshop.close();
      },
    };
  } catch (error) {
    events.close();
    await workshop.close();
    throw error;
  }
}

async function listen(port: number, token: string, routes: Routes, events: EventHub): Promise<{ readonly server: Server; readonly door: Door }> {
  const door = { port, token };
  const server = createServer((request, response) => void answer(request, response, door, routes, events));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => reject(failure('PREVIEW_PORT', `Port ${port} cannot be used: ${error.code ?? error.message}.`, { hint: 'Leave --port out to take any that is free.' }, 1)));
  server.listen(port, ADDRESS, resolve);
  await promise;
  const address = server.address();
  if (typeof address === 'object' && address !== null) door.port = address.port;
  return { server, door };
}

async function answer(request: IncomingMessage, response: ServerResponse, door: Door, routes: Routes, events: EventHub): Promise<void> {
  const { method = '', url = '', headers } = request;
  const isHead = method === 'HEAD';
  try {
    const refusal = findRefusal({ method, url, headers }, door);
    if (refusal !== undefined) return sendAnswer(response, textAnswer(refusal.status, refusal.message, refusal.status === 405 ? { Allow: 'GET, HEAD' } : {}), isHead);
    const [path = '', query = ''] = url.slice(door.token.length + 2).split('?', 2);
    if (path === 'events' && !isHead) return events.join(response);
    sendAnswer(response, await routes(path, new URLSearchParams(query)), isHead);
  } catch {
    if (!response.headersSent) sendAnswer(response, textAnswer(500, 'This could not be shown.'), isHead);
    else response.destroy();
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
