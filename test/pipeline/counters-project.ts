// A project that collects from one counter, asks for approval and goes out by mail and as an archive: for tests of the monthly job.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProject } from '../sources/support/project.ts';

export const FIRST = '2026-01';
export const READERS = ['a@example.org', 'b@example.org', 'c@example.org'];

/** `publishTo` and the options under `email` as the brief writes them. */
export function counterBrief(url: string, publishTo: string, email = ''): string {
  return `title: Counters Monthly
question: Does a year go by itself?
publisher: A small institute
contact: desk@example.org
licence: CC BY 4.0
first: ${FIRST}
pages: { min: 1, max: 8 }
headline_figure: counted
sections:
  - { id: news, items: [{ table: news }] }
  - { id: downloads, items: [{ figure: counted }, { figure: entered }] }
figures:
  counted: { metric: reported, params: { series: downloads.counter, order: value }, chart: bar-values, required: true }
  entered: { metric: reported, params: { series: downloads.hand, order: value }, chart: bar-values }
sources: { counter: "${url}" }
email: { from: desk@example.org, owner: owner@example.org, approval: true${email === '' ? '' : `, ${email}`} }
schedule: { from: ${FIRST}, collect: [counter], time: "09:00", zone: Europe/Brussels, publish_to: ${publishTo} }
`;
}

const SOURCE = `publisher: The Counter
title: Counters
page: https://counter.example.org/
licence: CC0
attribution: The Counter, as of {as_of}
counts: Requests for files.
counts_not: People.
format: json
url: https://counter.example.org/items.json
figures: running
columns: { entity: id, country: country, value: downloads, period: month }
constants: { series: downloads.counter, unit: downloads, denominator: requests that The Counter saw, window: the month, evidence: primary }
`;

/** The table that is entered by hand. */
export function handTable(value: number): string {
  return `series,entity,country,period,value,value_low,value_high,qualifier,unit,denominator,window,as_of,published,evidence,source,locator,note\ndownloads.hand,Alpha,CN,2026-01,${value},,,,downloads,what we counted,one month,2026-01-31,2026-02-01,primary,hand,p. 1,\n`;
}

/** In the folder `root`, which is made. */
export async function createCountersProject(root: string, url: string, publishTo: string, email = ''): Promise<void> {
  const { root: made } = await createProject();
  await cp(made, root, { recursive: true });
  await rm(made, { recursive: true, force: true });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('data/briefs/counters.yaml', counterBrief(url, publishTo, email));
  await write('data/sources/counter.yaml', SOURCE);
  await write('data/observations/hand.csv', handTable(5));
  await write('data/private/recipients.csv', `address\n${READERS.join('\n')}\n`);
  await write('templates/messages/en.yaml', 'figures:\n  counted:\n    title: What the counter counted\n    subtitle: Downloads, {latest}\n  entered:\n    title: What we counted\n    subtitle: Downloads, {latest}\n');
}
