// Where a number comes from, drawn from what the server found. Must not ask for it.
import { byId, make } from './elements.js';

/** `matches` as `briefwright trace --json` gives them. */
export function drawTrace(matches) {
  if (matches.length === 0) return byId('trace').replaceChildren(make('p', { class: 'note' }, 'This number has no trace.'));
  byId('trace').replaceChildren(...matches.map(drawMatch));
}

function drawMatch(match) {
  const rows = [
    ['Printed in', match.where], ['Value', valueOf(match)], ['Period', match.period], ['Share of', match.denominator], ['Counted over', match.window],
    ['Metric', match.metric], ['Formula', match.formula], ['Known by', match.cutoff],
  ].filter(([, text]) => text !== '' && text !== undefined);
  return make('article', { 'data-traced': match.id },
    make('h2', {}, match.text, ' ', make('span', { class: 'tag' }, match.id)),
    make('dl', {}, rows.flatMap(([name, text]) => [make('dt', {}, name), make('dd', {}, text)])),
    make('h3', {}, match.observations.length === 1 ? 'Observation' : 'Observations'),
    make('ul', { class: 'list' }, match.observations.map((o) => make('li', {}, make('code', {}, o.key), make('p', {}, [o.entity, o.period, o.value].filter((text) => text !== '').join(' · ')),
      make('p', { class: 'note' }, `Published ${o.published}, source ${o.source}${o.locator === '' ? '' : `, ${o.locator}`}`)))),
    match.raw.length > 0 && make('h3', {}, 'Collected'),
    match.raw.length > 0 && make('ul', { class: 'list' }, match.raw.map((raw) => make('li', {}, make('code', {}, raw.snapshot), make('p', { class: 'note' }, `${raw.bodies} ${raw.bodies === 1 ? 'body' : 'bodies'} as they came`), raw.first.map((body) => make('p', { class: 'note' }, `${body.at} ${body.url} ${body.sha256.slice(0, 12)}…`))))),
    make('h3', {}, match.sources.length === 1 ? 'Source' : 'Sources'),
    make('ul', { class: 'list' }, match.sources.map((s) => make('li', {}, make('p', {}, `${s.publisher}, ${s.title}, ${s.date}`), make('p', { class: 'note' }, `${s.id}, ${s.evidence}`), /^https:/.test(s.url) && make('p', { class: 'note' }, make('a', { href: s.url, target: '_blank', rel: 'noopener noreferrer' }, s.url))))));
}

function valueOf({ value, low, high, unit }) {
  const number = value ?? (low === undefined && high === undefined ? '' : `${low ?? ''} to ${high ?? ''}`);
  return number === '' ? '' : `${number} ${unit}`.trim();
}
