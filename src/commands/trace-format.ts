// A traced label as text for a person: each figure once, with every place that prints it. Must not look anything up.
import type { TraceAnswer, TraceMatch } from '../pipeline.ts';

const REASONS = { collection: 'the month was collected again', registry: 'the registry or the rules have changed since', program: 'an earlier version of the program counted otherwise' } as const;

/** Of more figures than these, each has its number and arithmetic; its observations are a question away. */
const FEW = 3;
/** Observations of one figure that are listed. */
const MOST = 12;

/** Several lines without a trailing newline. */
export function formatAnswer(answer: TraceAnswer): string {
  const { label, matches, figures, finding } = answer;
  const several = finding === undefined && figures > 1 ? [`"${label}" stands for ${figures} different figures, printed in ${matches.length} ${matches.length === 1 ? 'place' : 'places'}.`] : [];
  const blocks = Array.from({ length: figures }, (_, i) => matches.filter((m) => m.figure === i + 1));
  return [...several, ...(finding === undefined ? [] : [formatFinding(finding, matches.length)]), ...(figures > FEW ? formatMany(blocks) : blocks.map(formatFigure))].join('\n\n');
}

/** What the figures share is said once; then a figure a line with its arithmetic. */
function formatMany(blocks: readonly (readonly TraceMatch[])[]): string[] {
  const alike = [...Map.groupBy(blocks, ([m]) => JSON.stringify([m?.where, m?.metric, m?.formula, m?.denominator, m?.window])).values()];
  const all = blocks.flat();
  const files = new Map(all.flatMap((m) => m.files.map((f) => [f.file, f.sha256])));
  const example = all.at(-1)?.id ?? '';
  return [...alike.map(formatAlike), [
    '  tables', ...[...files].map(([file, hash]) => `    ${hash}  ${file}`), '  sources', ...new Set(all.flatMap(sourceLines)),
    `  "trace ${example}" shows one of them with its observations; --json has all of all.`,
  ].join('\n')];
}

function formatAlike(blocks: readonly (readonly TraceMatch[])[]): string {
  const [first] = blocks[0] ?? [];
  if (first === undefined) return '';
  const { place, where, metric, formula, denominator, window, cutoff } = first;
  const rows: [string, string][] = [['share of', denominator], ['counted over', window], ['metric', metric], ['formula', formula], ['known by', cutoff]];
  const lines = blocks.flatMap((matches) => {
    const [m] = matches;
    return m === undefined ? [] : [`    ${[m.text, m.row ?? '', m.period].filter((t) => t !== '').join(' · ')}  ${matches.map((x) => `[${x.id}]`).join(' ')}`, ...(m.worked === undefined ? [] : [`      ${m.worked}`]), ...m.observations.flatMap((o) => (o.revised === undefined ? [] : [`      ${o.key} before: ${revisedText(o.revised)}`]))];
  });
  return [place === where ? place : `${place} (${where})`, ...labelled(rows), '  values', ...lines].join('\n');
}

function revisedText({ before, at, reason }: NonNullable<TraceMatch['observations'][number]['revised']>): string {
  return `${before} in ${at}; ${REASONS[reason]}`;
}

function labelled(rows: readonly (readonly [string, string])[]): string[] {
  return rows.filter(([, text]) => text !== '').map(([label, text]) => `  ${label.padEnd(13)}${text}`);
}

function sourceLines({ sources }: TraceMatch): string[] {
  return sources.map((s) => `    ${s.id}: ${s.publisher}, ${s.title}, ${s.date} (${s.evidence})\n      ${s.url}`);
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
  const known = labelled(rows);
  const places = matches.map((m) => `  ${'printed in'.padEnd(13)}${m.place}${m.place === m.where ? '' : ` (${m.where})`}, as ${m.text}  [${m.id}]`);
  const left = match.observations.length - MOST;
  const observations = match.observations.slice(0, MOST).flatMap((o) => [
    `    ${o.key}`,
    `      ${[o.entity, o.country, o.period, o.value].filter((t) => t !== '').join(' · ')}`,
    `      published ${o.published}, source ${o.source}${o.locator === '' ? '' : `, ${o.locator}`}`,
    ...(o.revised === undefined ? [] : [`      before: ${revisedText(o.revised)}`]),
  ]);
  const files = match.files.map((f) => `    ${f.sha256}  ${f.file}`);
  const raw = match.raw.flatMap((r) => [`    ${r.snapshot}: ${r.bodies} raw ${r.bodies === 1 ? 'body' : 'bodies'}`, ...r.first.map((b) => `      ${b.sha256}  ${b.at}  ${b.url}`)]);
  return [match.text, ...places, ...known, '  observations', ...observations, ...(left > 0 ? [`    … ${left} more (--json has all)`] : []), '  tables', ...files, ...(raw.length === 0 ? [] : ['  collected', ...raw]), '  sources', ...sourceLines(match)].join('\n');
}

function valueOf({ value, low, high, unit }: TraceMatch): string {
  const number = value !== undefined ? String(value) : low !== undefined || high !== undefined ? `${low ?? ''} to ${high ?? ''}`.trim() : '';
  return number === '' ? '' : `${number} ${unit}`;
}
