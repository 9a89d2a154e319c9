// A small document with all that a brief has: two faces, contents with page numbers, chart, table, list, links, margin boxes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CONTENT_POLICY } from '../../../src/render/browser/content-policy.ts';

const require = createRequire(import.meta.url);

function face(family: string, pack: string, weight: number, style = 'normal'): string {
  const file = require.resolve(`@fontsource/${pack}/files/${pack}-latin-${weight}-${style}.woff2`);
  return `@font-face{font-family:'${family}';font-weight:${weight};font-style:${style};src:url(data:font/woff2;base64,${readFileSync(file).toString('base64')}) format('woff2')}`;
}

export const FACES = [
  face('Source Serif 4', 'source-serif-4', 400), face('Source Serif 4', 'source-serif-4', 700), face('Source Serif 4', 'source-serif-4', 400, 'italic'),
  face('Source Sans 3', 'source-sans-3', 400), face('Source Sans 3', 'source-sans-3', 600),
].join('\n');

const STYLE = `
@page{size:A4;margin:20mm;@top-left{content:'Sample brief, October 2026';font:8pt 'Source Sans 3'}@bottom-right{content:counter(page) ' of ' counter(pages);font:8pt 'Source Sans 3'}}
html{font:10pt/14pt 'Source Serif 4',serif}h1,h2,figcaption,table{font-family:'Source Sans 3',sans-serif;font-weight:600}
section{break-before:page}[data-page-of]{display:inline-block;min-width:3ch}td,th{font-weight:400;border-bottom:.5pt solid #999}.mark{height:2pt;background:#888}`;

const CHART = '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Downloads rise from 10 to 30." width="300" height="100"><rect x="0" y="70" width="40" height="30" fill="#369"/><text x="4" y="60" font-family="\'Source Sans 3\', sans-serif" font-size="9">30</text></svg>';

export interface SampleParts {
  readonly policy?: string;
  /** Goes to the end of the head. */
  readonly head?: string;
  /** Goes to the end of the body. */
  readonly body?: string;
  readonly faces?: string;
}

/** Two pages and a half: contents with two entries, the figure on page 2, notes on page 3. */
export function sampleHtml({ policy = CONTENT_POLICY, head = '', body = '', faces = FACES }: SampleParts = {}): string {
  const meta = policy === '' ? '' : `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return `<!doctype html><html lang="en-GB"><head><meta charset="utf-8">${meta}<title>Sample</title><style>${faces}${STYLE}</style>${head}</head><body>
<h1>Sample brief</h1><p>The <em>first</em> page is <strong>plain</strong> text with a <a href="https://example.org/a?b=1">published series</a>.</p><div class="mark"></div>
<nav><h2>Contents</h2><ol><li><a href="#downloads">Downloads <span data-page-of="downloads">00</span></a></li><li><a href="#notes">Notes <span data-page-of="notes">00</span></a></li></ol></nav>
<section id="downloads"><h2>Downloads</h2><figure role="group" id="fig1">${CHART}<figcaption>Figure 1: Qwen passes Llama in September</figcaption></figure>
<table><caption>Table 1: Values behind figure 1</caption><thead><tr><th scope="col">Model</th><th scope="col">Downloads</th></tr></thead><tbody><tr><th scope="row">Qwen</th><td>385.3 million</td></tr><tr><th scope="row">Llama</th><td>346.2 million</td></tr></tbody></table></section>
<section id="notes"><h2>Notes</h2><ul><li>First point</li><li>Second point</li></ul>${body}</section></body></html>`;
}
