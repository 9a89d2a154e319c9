// Tells every open page that something has changed (server-sent events). Must not know what.
import type { ServerResponse } from 'node:http';
import { SAFE_HEADERS } from './answer.ts';

export interface EventHub {
  readonly join: (response: ServerResponse) => void;
  readonly tell: (value: unknown) => void;
  readonly close: () => void;
}

/** Some proxies and browsers give up a silent connection. */
const BEAT_MS = 15_000;

/** `greet`: what a page is told when it joins, so that it learns what it has missed. */
export function createEventHub(greet: () => unknown): EventHub {
  const pages = new Set<ServerResponse>();
  const beat = setInterval(() => pages.forEach((page) => page.write(': \n\n')), BEAT_MS);
  beat.unref();
  return {
    join: (response) => {
      response.writeHead(200, { ...SAFE_HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.write(`retry: 500\n\n${eventText(greet())}`);
      pages.add(response);
      response.on('close', () => pages.delete(response));
    },
    tell: (value) => pages.forEach((page) => page.write(eventText(value))),
    close: () => {
      clearInterval(beat);
      pages.forEach((page) => page.end());
    },
  };
}

function eventText(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
