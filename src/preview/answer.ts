// Answers with the headers that keep the preview to itself. Must not decide what is answered.
import type { ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  /** MIME type. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Content-Security-Policy. */
  readonly policy: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of the preview's own page: its scripts and styles, its own answers, and nothing of anybody else. */
export const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Of the frames that the edition and the message stand in: no script, nothing loaded. */
export const FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/** Of what is no page. */
export const NO_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
};

export function textAnswer(status: number, text: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n`, policy: NO_POLICY, ...(headers === undefined ? {} : { headers }) };
}

export function jsonAnswer(value: unknown): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(value), policy: NO_POLICY };
}

/** `isHead`: without the body. */
export function sendAnswer(response: ServerResponse, { status, type, body, policy, headers }: Answer, isHead: boolean): void {
  // A browser's own reader of PDFs does not work under a policy of ours.
  const policies = type === 'application/pdf' ? {} : { 'Content-Security-Policy': policy };
  response.writeHead(status, { ...SAFE_HEADERS, ...policies, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(isHead ? undefined : body);
}
