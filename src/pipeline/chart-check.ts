// Every chart specification of a project, also of figures that have no data this month or are in no brief. Must not draw one.
import { findSpecProblems } from '../charts/spec-check.ts';
import { allOrProblems, BriefwrightError, type Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import { listCharts, readSpec } from './preparation.ts';

/** What is wrong with them as specifications; what their data would make of them is not looked at. */
export async function checkSpecs(project: Project): Promise<readonly Problem[]> {
  try {
    const specs = await allOrProblems([...await listCharts(project)].map((name) => readSpec(project, name)));
    return specs.flatMap((spec) => (spec === undefined ? [] : findSpecProblems(spec.spec, spec, undefined)));
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
}
