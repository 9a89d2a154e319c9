// How long finishing the PDF of an edition takes in a process that is warm: metadata, tags, artifacts, attachments, as `build` asks for them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDeadline } from '../../src/deadline.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { launchBrowser } from '../../src/render/browser/browser.ts';
import { finishPdf, type FinishRequest } from '../../src/render/pdf/finish.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { readLinkLabels } from '../../src/render/pdf/link-labels.ts';
import { loadPdf } from '../../src/render/pdf/page-reading.ts';

const WARM_UP = 5;

/** Milliseconds, and milliseconds of the processor in all threads. */
export interface Span {
  readonly wall: number;
  readonly processor: number;
}

export interface Finishing {
  readonly finish: readonly Span[];
  /** The library alone, reading and writing the same file: what finishing is to be compared with. */
  readonly library: readonly Span[];
}

/** `runs` runs by turns on the PDF of the edition in `folder`, as the browser prints it, after some that do not count. */
export async function measureFinishing(folder: string, runs = 15): Promise<Finishing> {
  const briefing = JSON.parse(readFileSync(join(folder, 'brief.json'), 'utf8')) as Briefing;
  const finished = await inspectPdf(readFileSync(join(folder, 'brief.pdf')));
  // As it was printed: the links from numbers to their traces came later.
  const html = readFileSync(join(folder, 'brief.html'), 'utf8').replaceAll(/<a class="n"[^>]*>([^<]*)<\/a>/g, '<span class="n">$1</span>');
  const browser = await launchBrowser({ env: process.env, deadline: startDeadline(120_000), signal: new AbortController().signal });
  const { pdf } = await browser.print(html);
  await browser.close();
  const request: FinishRequest = {
    title: briefing.title, author: briefing.brief.author, subject: briefing.brief.question, keywords: briefing.brief.keywords, creator: 'Briefwright', producer: browser.version,
    language: briefing.edition.locale, licence: briefing.brief.licence, date: new Date(`${briefing.edition.published}T00:00:00Z`), linkLabels: readLinkLabels(html),
    attachments: finished.attachments.map(({ name, bytes, mime, description }) => ({ name, bytes, mime, description, relationship: 'Data' as const })),
  };
  const [finish, library]: [Span[], Span[]] = [[], []];
  for (let run = 0; run < WARM_UP + runs; run++) {
    const spans = [await measure(() => finishPdf(pdf, request)), await measure(async () => (await loadPdf(pdf)).save({ objectsPerTick: Number.POSITIVE_INFINITY }))];
    if (run >= WARM_UP) [finish, library].forEach((list, index) => list.push(...spans.slice(index, index + 1)));
  }
  return { finish, library };
}

async function measure(work: () => Promise<unknown>): Promise<Span> {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - begin, processor: (user + system) / 1000 };
}
