// The Atom feed of the archive (RFC 4287). Must not read the clock: the newest edition's day is the feed's.
import { plain } from '../document/messages.ts';
import type { ArchivedEdition } from './collection.ts';
import { html } from './markup.ts';

/** `base`: the archive's address, without a slash at its end; without one, links are relative and ids are tags. At most 50 entries. */
export function composeFeed(editions: readonly ArchivedEdition[], title: string, base: string | undefined): string {
  const newest = editions.toSorted((a, b) => (a.changed < b.changed ? 1 : a.changed > b.changed ? -1 : a.name < b.name ? -1 : 1)).slice(0, 50);
  const [first] = newest;
  const host = base === undefined ? 'briefwright.invalid' : (URL.parse(base)?.hostname ?? 'briefwright.invalid');
  const id = (rest: string): string => `tag:${host},2025:${rest}`;
  const link = (path: string): string => (base === undefined ? path : `${base}/${path}`);
  return `<?xml version="1.0" encoding="utf-8"?>\n${html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${first?.briefing.edition.locale ?? 'en'}">
<title>${title}</title>
<id>${id('archive')}</id>
<updated>${moment(first?.changed ?? '2025-01-01')}</updated>
${base === undefined ? undefined : html`<link rel="self" type="application/atom+xml" href="${link('feed.xml')}"/>
`}<link rel="alternate" type="text/html" href="${link('index.html')}"/>
${newest.map((e) => html`<entry>
<title>${plain(e.briefing.headline)} (${e.briefing.brief.title}, ${e.briefing.edition.monthLabel})</title>
<id>${id(e.name)}</id>
<published>${moment(e.briefing.edition.published)}</published>
<updated>${moment(e.changed)}</updated>
<author><name>${e.briefing.brief.author}</name></author>
<rights>${e.briefing.brief.licence}</rights>
<link rel="alternate" type="text/html" href="${link(`${e.name}/index.html`)}"/>
<link rel="enclosure" type="application/pdf" href="${link(`${e.name}/brief.pdf`)}" length="${e.files.get('brief.pdf')?.byteLength ?? 0}"/>
<summary>${e.corrections.map((c) => html`${e.briefing.edition.statusLabel}, ${c.date}: ${c.reason} `)}${plain(e.briefing.bottomLine)}</summary>
</entry>
`)}</feed>
`.markup}`;
}

function moment(day: string): string {
  return `${day}T00:00:00Z`;
}
