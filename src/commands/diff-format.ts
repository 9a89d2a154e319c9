// The difference of two editions as text for a person. Must not compare.
import type { EditionDiff } from '../pipeline/diff.ts';

type Figure = EditionDiff['figures'][number];
type FindingChange = EditionDiff['findings'][number];

const REASONS: Readonly<Record<string, string>> = {
  metric: 'the metric changed its definition', collection: 'a later collection of the month', source: 'another source', vintage: 'published again by its source', assignment: 'the same observations, assigned otherwise',
};
/** Marks of one figure that are listed one by one. */
const MOST = 6;

/** Sections with what changed, or one line when nothing did. No trailing newline. */
export function formatDiff(diff: EditionDiff): string {
  const { before, after } = diff;
  const head = `${after.title}: ${describe(before)} → ${describe(after)}`;
  if (diff.isSame) return `${head}\nNothing changed.`;
  return [
    head,
    ...section('Figures', diff.figures.flatMap(figureLines)),
    ...section('Findings', diff.findings.map(findingLine)),
    ...section('Revisions', diff.revisions.flatMap((r) => [`  ${r.what}: ${r.before} → ${r.after}`, `    ${REASONS[r.reason] ?? r.reason}`])),
    ...section('Sources', [...diff.sources.added.map((s) => `  + ${s.text}\n    ${s.url}`), ...diff.sources.gone.map((s) => `  - ${s.text}`)]),
    ...section('Wording', diff.wording.flatMap((w) => [
      `  ${w.place}${w.numbersOnly ? ' (numbers only)' : ''}`, ...(w.before === undefined ? [] : [`    - ${w.before}`]), ...(w.after === undefined ? [] : [`    + ${w.after}`]),
    ])),
  ].join('\n');
}

function describe({ month, variant, locale, issue, asOf }: EditionDiff['before']): string {
  return `${month}${variant === '' ? '' : `.${variant}`} (issue ${issue}, ${locale}, data as of ${asOf})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function figureLines({ figure, kind, added, gone, restated, moved }: Figure): string[] {
  if (kind !== 'changed') return [`  ${kind === 'new' ? '+' : '-'} ${figure} (${(kind === 'new' ? added : gone).length} marks)`];
  const movedRows = new Set(moved.map((m) => m.row));
  const others = added.filter((mark) => !movedRows.has(mark.row));
  return [
    `  ${figure}: ${[[added.length, 'added'], [gone.length, 'gone'], [restated.length, 'restated']].filter(([n]) => n !== 0).map(([n, word]) => `${n} ${word}`).join(', ')}`,
    ...cut(moved.map((m) => `    ${m.row}: ${m.before.text} (${m.before.period}) → ${m.after.text} (${m.after.period})`)),
    ...cut(others.map((mark) => `    + ${mark.row}, ${mark.period}: ${mark.text}`)),
    ...cut(gone.map((mark) => `    - ${mark.row}, ${mark.period}: ${mark.text}`)),
    ...cut(restated.map((r) => `    ${r.row}, ${r.period}: ${r.before} → ${r.after} (${REASONS[r.reason] ?? r.reason})`)),
  ];
}

function cut(lines: readonly string[]): string[] {
  return lines.length <= MOST ? [...lines] : [...lines.slice(0, MOST), `    … ${lines.length - MOST} more (--json has all)`];
}

function findingLine({ id, kind, before, after }: FindingChange): string {
  const told = (f: NonNullable<typeof before>): string => `importance ${f.importance}, ${f.direction === 'none' ? 'no direction' : f.direction}, ${f.confidence} confidence`;
  if (kind === 'new' && after !== undefined) return `  + ${id} (${told(after)})`;
  if (kind === 'gone' && before !== undefined) return `  - ${id} (${told(before)})`;
  const parts = (['importance', 'direction', 'confidence'] as const).filter((key) => before?.[key] !== after?.[key]).map((key) => `${key} ${before?.[key]} → ${after?.[key]}`);
  return `  ${id}: ${parts.join(', ')}`;
}
