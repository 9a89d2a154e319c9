// How long finishing the PDF of an edition takes in a process that is warm: metadata, tags, artifacts, attachments, as `build` asks for them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDeadline } from '../../src/deadline.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { launchBrowser } from '../../src/render/browser/browser.ts';
import { finishPdf, type FinishRequest } from '../../src/render/pdf/finish.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';

const WARM_UP = 5;

/** Milliseconds of `runs` runs on the PDF of the edition in `folder`, as the browser prints it, after some that do not count. */
export async function measureFinishing(folder: string, runs = 15): Promise<readonly number[]> {
  const briefing = JSON.parse(readFileSync(join(folder, 'brief.json'), 'utf8')) as Briefing;
  const finished = await inspectPdf(readFileSync(join(folder, 'brief.pdf')));
  const browser = await launchBrowser({ env: process.env, deadline: startDeadline(120_000), signal: new AbortController().signal });
  const { pdf } = await browser.print(readFileSync(join(folder, 'brief.html'), 'utf8'));
  await browser.close();
  const request: FinishRequest = {
    title: briefing.title, author: briefing.brief.author, subject: briefing.brief.question, keywords: briefing.brief.keywords, creator: 'Briefwright', producer: browser.version,
    language: briefing.edition.locale, licence: briefing.brief.licence, date: new Date(`${briefing.edition.published}T00:00:00Z`),
    attachments: finished.attachments.map(({ name, bytes, mime, description }) => ({ name, bytes, mime, description, relationship: 'Data' as const })),
  };
  const spans: number[] = [];
  for (let run = 0; run < WARM_UP + runs; run++) {
    const begin = performance.now();
    await finishPdf(pdf, request);
    if (run >= WARM_UP) spans.push(performance.now() - begin);
  }
  return spans;
}
