// All that can be said of a specification without its data. Must not compile or draw it.
import type { Problem } from '../errors.ts';
import { isRecord, parseChartOptions } from './label-rules.ts';
import { findUnknownFields } from './spec-fields.ts';
import { findRefusedParts, specProblem, type SpecSource } from './spec-guard.ts';
import { findSchemaFaults } from './spec-schema.ts';

const SEVERAL_PLOTS = ['hconcat', 'vconcat', 'concat', 'repeat'];

/** What is refused; else every option, property and field that does not exist. `words` undefined: not known, so that none is missed. */
export function findSpecProblems(spec: unknown, source: SpecSource, words: Readonly<Record<string, string>> | undefined): Problem[] {
  const refused = findRefusedParts(spec, source, words);
  if (refused.length > 0 || !isRecord(spec)) return refused;
  const several = SEVERAL_PLOTS.filter((key) => key in spec).map((key) => specProblem(source, [key], 'CHART_SPEC', `"${key}" is not supported; a chart is one plot, layers, or a facet.`));
  return [...parseChartOptions(spec, source).problems, ...several, ...findSchemaFaults({ data: { name: 'rows' }, ...spec }, source), ...findUnknownFields(spec, source)];
}
