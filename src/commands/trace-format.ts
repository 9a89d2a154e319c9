// A traced number as a block of text for a person. Must not look anything up.
import type { TraceMatch } from '../pipeline.ts';

const REASONS = { collection: 'the month was collected again', registry: 'the registry or the rules have changed since', program: 'an earlier version of the program counted otherwise' } as const;

/** Several lines without a trailing newline. */
export function formatMatch(match: TraceMatch): string {
  const rows: [string, string][] = [
    ['printed in', match.where],
    ['value', valueOf(match)],
    ['period', match.period],
    ['share of', match.denominator],
    ['counted over', match.window],
    ['metric', match.metric],
    ['formula', match.formula],
    ['known by', match.cutoff],
  ];
  const known = rows.filter(([, text]) => text !== '').map(([label, text]) => `  ${label.padEnd(13)}${text}`);
  const observations = match.observations.flatMap((o) => [
    `    ${o.key}`,
    `      ${[o.entity, o.period, o.value].filter((t) => t !== '').join(' · ')}`,
    `      published ${o.published}, source ${o.source}${o.locator === '' ? '' : `, ${o.locator}`}`,
    ...(o.revised === undefined ? [] : [`      before: ${o.revised.before} in ${o.revised.at}; ${REASONS[o.revised.reason]}`]),
  ]);
  const sources = match.sources.flatMap((s) => [`    ${s.id}: ${s.publisher}, ${s.title}, ${s.date} (${s.evidence})`, `      ${s.url}`]);
  const raw = match.raw.flatMap((r) => [
    `    ${r.snapshot}: ${r.bodies} raw ${r.bodies === 1 ? 'body' : 'bodies'}`, ...r.first.map((b) => `      ${b.sha256}  ${b.at}  ${b.url}`),
  ]);
  return [`${match.text}  [${match.id}]`, ...known, '  observations', ...observations, ...(raw.length === 0 ? [] : ['  collected', ...raw]), '  sources', ...sources].join('\n');
}

function valueOf({ value, low, high, unit }: TraceMatch): string {
  const number = value !== undefined ? String(value) : low !== undefined || high !== undefined ? `${low ?? ''} to ${high ?? ''}`.trim() : '';
  return number === '' ? '' : `${number} ${unit}`;
}
