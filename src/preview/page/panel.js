// The side panel: pages, findings, figures, numbers and checks as lists that lead to their place. Must not know the server.
import { byId, make } from './elements.js';

/** `show(element)` brings a place into view, `showPage(page)` a page; `trace(id)` asks where a number comes from. */
export function createPanel({ show, showPage, trace }) {
  byId('search').addEventListener('input', () => filter(byId('search').value));
  const leadTo = (doc, id, text) => {
    const target = doc.getElementById(id);
    return target === null ? make('span', {}, text) : make('button', { type: 'button', class: 'link', click: () => show(target) }, text);
  };
  return {
    drawPages: (pages) => {
      byId('pages').replaceChildren(make('ol', { class: 'list pages' }, pages.map(({ page, titles }) => make('li', {},
        make('button', { type: 'button', class: 'page', 'data-page': page, click: () => showPage(page) }, make('span', { class: 'page-number' }, String(page)), make('span', {}, titles.length === 0 ? '—' : titles.join(' · ')))))));
    },
    markPage: (page) => {
      for (const button of byId('pages').querySelectorAll('[data-page]')) {
        if (button.dataset.page === String(page)) button.setAttribute('aria-current', 'page');
        else button.removeAttribute('aria-current');
      }
    },
    drawFindings: (doc, findings) => {
      byId('findings').replaceChildren(make('p', { class: 'note' }, 'What the rules have found, the most important first. Key takeaways are the best of each story.'), make('ol', { class: 'list' }, findings.map((finding) => make('li', { class: finding.isTakeaway ? 'told' : '' },
        make('p', { class: 'head' }, leadTo(doc, finding.figure, finding.figure), ' ', make('span', { class: 'tag' }, finding.rule), finding.isTakeaway && make('span', { class: 'tag strong' }, 'takeaway')),
        finding.text !== '' && make('p', {}, finding.text),
        make('p', { class: 'note' }, `Importance ${Math.round(finding.importance)}, confidence ${finding.confidence}, direction ${finding.direction}. ${finding.why}`)))));
    },
    drawFigures: (doc, figures) => {
      byId('figures').replaceChildren(make('ol', { class: 'list' }, figures.map((figure) => make('li', { class: figure.isMissing ? 'missing' : '' },
        make('p', { class: 'head' }, leadTo(doc, figure.id, figure.label === '' ? figure.id : figure.label), ' ', figure.isMissing ? make('span', { class: 'tag strong' }, 'no data') : make('span', { class: 'tag' }, figure.id)),
        make('p', {}, figure.headline),
        make('p', { class: 'note' }, figure.note),
        !figure.isMissing && make('p', { class: 'note' }, `Chart ${figure.chart}, metric ${figure.metric}.`),
        !figure.isMissing && make('details', {}, make('summary', {}, 'Alternative text'), make('p', {}, figure.alt))))));
    },
    drawNumbers: (numbers) => {
      byId('number-list').replaceChildren(...numbers.map(({ id, text, where }) => make('li', { 'data-words': `${text} ${where} ${id}`.toLowerCase() },
        make('button', { type: 'button', class: 'link', 'data-number': id, click: () => trace(id) }, text), ' ', make('span', { class: 'note' }, where))));
      filter(byId('search').value);
    },
    drawChecks: (checks) => {
      const wrong = checks.filter((check) => check.isNote !== true).reduce((sum, check) => sum + check.found.length, 0);
      byId('checks-count').hidden = wrong === 0;
      byId('checks-count').textContent = String(wrong);
      byId('checks').replaceChildren(...checks.map(({ id, title, good, found }) => make('section', { class: 'check', 'data-check': id, 'data-found': found.length },
        make('h2', {}, make('span', { class: found.length === 0 ? 'verdict good' : 'verdict bad', 'aria-hidden': 'true' }, found.length === 0 ? '✓' : String(found.length)), ` ${title}`),
        found.length === 0 ? make('p', { class: 'note' }, good) : make('ul', { class: 'list' }, found.map(({ text, page, element }) => make('li', {}, `${text} `, element !== undefined && make('button', { type: 'button', class: 'link', click: () => show(element) }, page === undefined ? 'Show' : `Page ${page}`)))))),
      make('p', { class: 'note' }, 'The PDF is checked once more when it is built: tags, fonts, links and what stands on each page.'));
    },
  };
}

function filter(text) {
  const wanted = text.trim().toLowerCase();
  for (const item of byId('number-list').children) item.hidden = wanted !== '' && !item.dataset.words.includes(wanted);
}
