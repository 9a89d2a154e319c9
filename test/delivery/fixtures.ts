// A small composed document and a built edition on disk, for the tests of this room.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { Briefing, Figure, Takeaway } from '../../src/document/briefing.ts';
import { packageRoot } from '../../src/project.ts';
import { readTheme } from '../../src/render/html/theme.ts';
import type { MailParts } from '../../src/render/mail/mail-parts.ts';
import { mailFiles } from '../../src/render/mail/mail-parts.ts';
import { renderMail } from '../../src/render/mail/render-mail.ts';
import { readTemplates } from '../../src/render/templates/template-set.ts';

/** Looks like a PDF to a mail program, with bytes of every value and lines that could end a message. */
export function makePdf(size = 6000): Uint8Array {
  const head = Buffer.from('%PDF-1.7\r\n.\r\n\n.\n\r.\r%\u00e2\u00e3\r\n', 'latin1');
  const body = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) % 256));
  return Buffer.concat([head, body, Buffer.from('\n%%EOF\n')]);
}

const takeaways: readonly Takeaway[] = [
  {
    finding: 'downloads', lead: [{ n: 'n1', text: '385.3 million' }], direction: 'up', confidence: 'moderate', confidenceLabel: 'Moderate confidence',
    text: ['Qwen passed Llama in cumulative downloads, as reported by Bloomberg', { note: 1, ref: 'r1' }, '.'],
    basis: ['Cumulative downloads on Hugging Face, November 2025, against ', { n: 'n2', text: '346.2 million' }, ' for Llama'],
  },
  {
    finding: 'tokens', lead: [{ n: 'n3', text: '64–75\u00a0%' }], direction: 'none', confidence: 'low', confidenceLabel: 'Low confidence',
    text: ['of open-weight tokens on ', { href: 'https://example.org/rankings?a=1&b=2', text: 'routers' }, ' went to models of Chinese origin; ', { text: 'Modèle ouvert', lang: 'fr' }, ' is < 1\u00a0% & falling.'],
    basis: ['Share of tokens with a known origin, four weeks to 30 November 2025'],
  },
];

const folder = join(packageRoot(), 'templates');
const { words } = parse(readFileSync(join(folder, 'messages', 'en.yaml'), 'utf8')) as { words: Record<string, string> };
const [templates, theme] = await Promise.all([readTemplates([folder]), readTheme([folder], 'default')]);

function makeFigure(id: string, number: number): Figure {
  return {
    kind: 'figure', id, number, label: `Figure ${number}`, headline: [`Headline of ${id}`], subtitle: ['Share of tokens, monthly'], alt: `What ${id} shows. Highest 75 % (Jul 2026).`, width: 'half',
    source: ['Source: ', { href: 'https://example.org/data', text: 'Example' }, { note: 1, ref: 'r9' }, '.'], caveats: [], table: `table-${id}`,
  };
}

/** The texts that a build makes, with a small picture for each figure. */
export function makeMail(briefing: Briefing): MailParts {
  const { html, text, pictures } = renderMail(briefing, templates, theme);
  return { html, text, pictures: new Map(pictures.map((id) => [id, makePng(id)])) };
}

/** Begins as a PNG does, with bytes that name it. */
export function makePng(id: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from(id.repeat(40))]);
}

export function makeBriefing(change: { readonly [K in keyof Briefing]?: Briefing[K] } = {}): Briefing {
  return {
    format: 1,
    brief: {
      name: 'open-models', title: 'Open models monthly', shortTitle: 'Open models', question: 'Which ecosystem do developers build on?', publisher: 'Policy Desk',
      author: 'A. Analyst', contact: 'desk@example.org', licence: 'CC BY 4.0', keywords: [],
    },
    edition: {
      month: '2025-11', monthLabel: 'November 2025', issue: 11, published: '2025-12-12', publishedLabel: '12 December 2025', asOf: '2025-12-10',
      asOfLabel: '10 December 2025', next: '2026-01-12', nextLabel: '12 January 2026', status: 'new', statusLabel: 'New', locale: 'en-GB', dir: 'ltr',
      page: 'A4', variant: '',
    },
    title: 'Open models monthly, November 2025',
    headline: ['Developers build on ', { text: 'Qwen', strong: true }, ' more than on Llama'],
    bottomLine: ['Chinese-origin models lead new derivatives, while the United States keeps its lead in chips', { note: 2, ref: 'r2' }, '.'],
    takeaways, findings: [], lead: [makeFigure('use', 1)], sections: [{ id: 'downloads', number: 1, title: 'Downloads', blocks: [makeFigure('downloads', 2), makeFigure('prices', 3)] }],
    annex: [], notes: [], numbers: [], attachments: [], words,
    ...change,
  };
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an edition with its manifest under `out`; the folder's path. */
export async function writeEdition(out: string, briefing: Briefing, pdf: Uint8Array, name = `${briefing.edition.month}/${briefing.brief.name}`): Promise<string> {
  const folder = join(out, name);
  const files: Readonly<Record<string, Uint8Array | string>> = {
    'brief.pdf': pdf, 'brief.json': JSON.stringify(briefing), 'brief.html': '<!doctype html>', 'figures/a.csv': 'x,y\n1,2\n',
    ...Object.fromEntries(mailFiles(makeMail(briefing))),
  };
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const outputs = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, { sha256: sha256(bytes), bytes: bytes.length }]));
  const manifest = { format: 1, brief: briefing.brief.name, month: briefing.edition.month, variant: briefing.edition.variant, locale: briefing.edition.locale, outputs };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return folder;
}
