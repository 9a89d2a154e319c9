// A traced label as text for a person: each figure once, with every place that prints it. Must not look anything up.
import type { TraceAnswer, TraceMatch } from '../pipeline.ts';

const REASONS = { collection: 'the month was collected again', registry: 'the registry or the rules have changed since', program: 'an earlier version of the program counted otherwise' } as const;

/** Several lines without a trailing newline. */
export function formatAnswer(answer: TraceAnswer): string {
  const { label, matches, figures, finding } = answer;
  const several = finding === undefined && figures > 1 ? [`"${label}" stands for ${figures} different figures, printed in ${matches.length} places.`] : [];
  const blocks = Array.from({ length: figures }, (_, i) => formatFigure(matches.filter((m) => m.figure === i + 1)));
  return [...several, ...(finding === undefined ? [] : [formatFinding(finding, matches.length)]), ...blocks].join('\n\n');
}

function formatFinding({ id, importance, weight, direction, confidence, told, editorial = [] }: NonNullable<TraceAnswer['finding']>, printed: number): string {
  const parts = Object.entries(weight).filter(([, part]) => part !== 0).map(([name, part]) => `${name} ${part}`);
  return [
    `Finding ${id}`, `  ${'importance'.padEnd(13)}${importance} (${parts.join(', ')})`, `  ${'direction'.padEnd(13)}${direction}`, `  ${'confidence'.padEnd(13)}${confidence}`,
    `  ${'said in'.padEnd(13)}${told.length === 0 ? 'nothing: it is only on record' : told.join(', ')}`, ...editorial.map((e) => `  ${'analyst'.padEnd(13)}${e.action}: ${e.reason}`),
    ...(printed === 0 ? ['  It prints no number.'] : []),
  ].join('\n');
}

function formatFigure(matches: readonly TraceMatch[]): string {
  const [match] = matches;
  if (match === undefined) return '';
  const rows: [string, string][] = [
    ['value', valueOf(match)], ['period', match.period], ['share of', match.denominator], ['counted over', match.window], ['metric', match.metric], ['formula', match.formula], ['worked', match.worked ?? ''], ['known by', match.cutoff],
  ];
  const known = rows.filter(([, text]) => text !== '').map(([label, text]) => `  ${label.padEnd(13)}${text}`);
  const places = matches.map((m) => `  ${'printed in'.padEnd(13)}${m.place}${m.place === m.where ? '' : ` (${m.where})`}, as ${m.text}  [${m.id}]`);
  const observations = match.observations.flatMap((o) => [
    `    ${o.key}`,
    `      ${[o.entity, o.country, o.period, o.value].filter((t) => t !== '').join(' · ')}`,
    `      published ${o.published}, source ${o.source}${o.locator === '' ? '' : `, ${o.locator}`}`,
    ...(o.revised === undefined ? [] : [`      before: ${o.revised.before} in ${o.revised.at}; ${REASONS[o.revised.reason]}`]),
  ]);
  const files = match.files.map((f) => `    ${f.sha256}  ${f.file}`);
  const sources = match.sources.flatMap((s) => [`    ${s.id}: ${s.publisher}, ${s.title}, ${s.date} (${s.evidence})`, `      ${s.url}`]);
  const raw = match.raw.flatMap((r) => [`    ${r.snapshot}: ${r.bodies} raw ${r.bodies === 1 ? 'body' : 'bodies'}`, ...r.first.map((b) => `      ${b.sha256}  ${b.at}  ${b.url}`)]);
  return [match.text, ...places, ...known, '  observations', ...observations, '  tables', ...files, ...(raw.length === 0 ? [] : ['  collected', ...raw]), '  sources', ...sources].join('\n');
}

function valueOf({ value, low, high, unit }: TraceMatch): string {
  const number = value !== undefined ? String(value) : low !== undefined || high !== undefined ? `${low ?? ''} to ${high ?? ''}`.trim() : '';
  return number === '' ? '' : `${number} ${unit}`;
}
