// The pages of the archive as markup: all editions, one edition, one figure through time, corrections. Must not write one.
import type { Figure, Table } from '../document/briefing.ts';
import { plain } from '../document/messages.ts';
import type { Messages } from '../document/messages.ts';
import type { ArchivedEdition } from './collection.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

type Say = (key: string, values?: Record<string, string | number>) => string;

/** Words of the archive, without the `archive.` of their keys. */
export function wordsOf(messages: Messages): Say {
  return (key, values) => messages.text(`archive.${key}`, values);
}

/** Address of a figure's page from the archive's root. */
export function figurePath(brief: string, figure: string): string {
  return `figures/${brief}/${figure}/index.html`;
}

export function composeIndex(editions: readonly ArchivedEdition[], say: Say): Markup {
  const briefs = [...Map.groupBy(editions, (e) => e.briefing.brief.name)];
  return html`<h1>${say('title')}</h1>
<p>${say('lead', { count: editions.length })} <a href="corrections.html">${say('corrections')}</a> · <a href="feed.xml">${say('feed')}</a></p>
${briefs.map(([name, own]) => composeBrief(name, own, say))}`;
}

function composeBrief(name: string, editions: readonly ArchivedEdition[], say: Say): Markup {
  const [newest] = editions;
  const figures = new Map(editions.toReversed().flatMap((e) => e.figures.map((f) => [f.id, plain(f.headline)] as const)));
  return html`<section><h2>${newest?.briefing.brief.title ?? name}</h2>
<p>${newest?.briefing.brief.question}</p>
<ol class="editions">${editions.map((e) => html`
<li><h3><a href="${e.name}/index.html">${e.briefing.edition.monthLabel}${variantOf(e)}</a></h3>
<p class="headline">${plain(e.briefing.headline)}</p><p>${plain(e.briefing.bottomLine)}</p>
<p class="meta">${say('issue', { issue: e.briefing.edition.issue, date: e.briefing.edition.publishedLabel })}${e.corrections.length > 0 ? html` · <strong>${e.briefing.edition.statusLabel}</strong>` : undefined} · <a href="${e.name}/brief.html">${say('read')}</a> · <a href="${e.name}/brief.pdf">PDF</a></p></li>`)}
</ol>
<h3>${say('figures')}</h3>
<ul class="figures">${[...figures].map(([id, headline]) => html`
<li><a href="${figurePath(name, id)}">${headline}</a></li>`)}
</ul></section>`;
}

function variantOf({ briefing, name }: ArchivedEdition): string {
  const rest = name.slice(name.indexOf('/') + 1 + briefing.brief.name.length).replace(/^\./, '');
  return rest === '' ? '' : ` (${rest.replaceAll('.', ', ')})`;
}

export function composeEditionPage(edition: ArchivedEdition, say: Say, base: string | undefined): Markup {
  const { briefing, name, versions, corrections } = edition;
  return html`<p class="meta">${briefing.brief.title} · ${say('issue', { issue: briefing.edition.issue, date: briefing.edition.publishedLabel })}</p>
<h1>${plain(briefing.headline)}</h1>
<p class="headline">${plain(briefing.bottomLine)}</p>
${corrections.map((c) => html`<p class="correction"><strong>${briefing.edition.statusLabel}, ${c.date}.</strong> ${c.reason}</p>`)}
<p><a class="button" href="brief.html">${say('read')}</a> <a class="button" href="brief.pdf">PDF</a></p>
<h2>${say('findings')}</h2>
<ul>${briefing.takeaways.map((t) => html`
<li><strong>${plain(t.lead)}</strong> ${plain(t.text)} <span class="meta">${plain(t.basis)} ${t.confidenceLabel}.</span></li>`)}
</ul>
<h2>${say('figures')}</h2>
${edition.figures.map((f) => html`<figure><img src="figures/${f.id}.png" alt="${f.alt}" loading="lazy"><figcaption><strong>${f.label}. ${plain(f.headline)}</strong><br>${plain(f.subtitle)}<br>${figureLinks(f, '', say)} · <a href="../../${figurePath(briefing.brief.name, f.id)}">${say('through_time')}</a></figcaption></figure>
`)}
<h2>${say('downloads')}</h2>
<ul><li><a href="data.csv">data.csv</a> ${say('data')}</li><li><a href="brief.json">brief.json</a> ${say('document')}</li><li><a href="manifest.json">manifest.json</a> ${say('manifest')}</li></ul>
${versions.length === 0 ? undefined : html`<h2>${say('versions')}</h2><ul>${versions.map((v) => html`<li><a href="${v}/brief.pdf">${v}</a></li>`)}</ul>`}
<h2>${say('cite')}</h2><p class="cite">${citation(edition, undefined, base === undefined ? undefined : `${base}/${name}/`)}</p>
<p>${briefing.brief.licence}</p>`;
}

function figureLinks(figure: Figure, folder: string, say: Say): Markup {
  return html`<a href="${folder}figures/${figure.id}.csv">CSV</a> · <a href="${folder}figures/${figure.id}.svg">SVG</a> · <a href="${folder}figures/${figure.id}.png">PNG</a> · <a href="${folder}figures/${figure.id}.vl.json">${say('specification')}</a>`;
}

/** One figure in every edition that has it, newest first. */
export function composeFigurePage(id: string, editions: readonly ArchivedEdition[], say: Say, base: string | undefined): Markup {
  const shown = editions.flatMap((edition) => edition.figures.filter((f) => f.id === id).map((figure) => ({ edition, figure })));
  const [newest] = shown;
  return html`<p class="meta">${newest?.edition.briefing.brief.title}</p><h1>${newest === undefined ? id : plain(newest.figure.headline)}</h1>
<p>${say('shown_in', { count: shown.length })}</p>
${shown.map(({ edition, figure }) => html`<section><h2 id="${edition.name.replace('/', '-')}"><a href="../../../${edition.name}/index.html">${edition.briefing.edition.monthLabel}${variantOf(edition)}</a></h2>
<figure><img src="../../../${edition.name}/figures/${id}.png" alt="${figure.alt}" loading="lazy"><figcaption><strong>${plain(figure.headline)}</strong><br>${plain(figure.subtitle)}<br>${plain(figure.source)} ${figure.caveats.map((c) => html`${plain(c)} `)}<br>${figureLinks(figure, `../../../${edition.name}/`, say)}</figcaption></figure>
<p class="cite">${citation(edition, figure, base === undefined ? undefined : `${base}/${figurePath(edition.briefing.brief.name, id)}#${edition.name.replace('/', '-')}`)}</p></section>`)}`;
}

/** What was corrected, and what later sources said otherwise. */
export function composeCorrections(editions: readonly ArchivedEdition[], principal: readonly ArchivedEdition[], say: Say): Markup {
  const corrected = editions.filter((e) => e.corrections.length > 0);
  const tables = principal.flatMap((edition) => edition.briefing.sections.flatMap((s) => s.blocks).filter((b): b is Table => b.kind === 'table' && b.id === 'restatements' && b.rows.length > 0).map((table) => ({ edition, table })));
  return html`<h1>${say('corrections')}</h1>
${corrected.length === 0 ? html`<p>${say('none_corrected')}</p>` : undefined}
${corrected.map((e) => html`<h2><a href="${e.name}/index.html">${e.briefing.brief.title}, ${e.briefing.edition.monthLabel}${variantOf(e)}</a></h2><ul>${e.corrections.map((c, i) => html`<li>${c.date}: ${c.reason} (<a href="${e.name}/v${i + 1}/brief.pdf">v${i + 1}</a>)</li>`)}</ul>`)}
<h1>${say('revisions')}</h1>
${tables.map(({ edition, table }) => html`<h2><a href="${edition.name}/index.html">${edition.briefing.brief.title}, ${edition.briefing.edition.monthLabel}${variantOf(edition)}</a></h2>
<div class="scroll" tabindex="0" role="region" aria-label="${plain(table.caption)}"><table><caption>${plain(table.caption)}</caption><thead><tr>${table.columns.map((c) => html`<th scope="col">${c.label}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${plain(cell.text)}</th>` : html`<td>${plain(cell.text)}</td>`))}</tr>`)}</tbody></table></div>`)}`;
}

/** Publisher, title, issue, month, figure, day, address. */
export function citation({ briefing }: ArchivedEdition, figure: Figure | undefined, address: string | undefined): string {
  const { brief, edition } = briefing;
  const parts = [brief.publisher, `${brief.title} ${edition.issue}, ${edition.monthLabel}`, ...(figure === undefined ? [] : [`${figure.label}: ${plain(figure.headline)}`]), edition.publishedLabel, brief.licence];
  return `${parts.join('. ')}.${address === undefined ? '' : ` ${address}`}`;
}
