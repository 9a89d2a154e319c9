// The frame that every page of the archive has. Must not know what stands in it.
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

export interface PageFrame {
  readonly title: string;
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** From this page to the archive's root: ``, `../`, `../../`. */
  readonly root: string;
  readonly home: string;
  readonly search: string;
  readonly skip: string;
  readonly main: Markup;
  readonly footer: string;
}

/** A whole page; everything that it loads lies in the archive. */
export function composePage(frame: PageFrame): string {
  const { root } = frame;
  return `<!doctype html>\n${html`<html lang="${frame.locale}" dir="${frame.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:">
<title>${frame.title}</title>
<link rel="stylesheet" href="${root}archive.css">
<link rel="alternate" type="application/atom+xml" href="${root}feed.xml">
</head>
<body>
<a class="skip" href="#main">${frame.skip}</a>
<header><p><a href="${root}index.html">${frame.home}</a></p>
<form role="search" data-root="${root}"><label for="q">${frame.search}</label> <input id="q" type="search" autocomplete="off"><ol id="hits" aria-live="polite"></ol></form>
</header>
<main id="main">
${frame.main}
</main>
<footer><p>${frame.footer}</p></footer>
<script src="${root}minisearch.js"></script>
<script src="${root}search-index.js"></script>
<script src="${root}search.js"></script>
</body>
</html>
`.markup}`;
}
