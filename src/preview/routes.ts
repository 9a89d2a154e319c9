// What each address of the preview answers. Must not check who asks; `guard.ts` has done so.
import { BriefwrightError, type Problem } from '../errors.ts';
import type { Look, Workshop } from '../pipeline/workshop.ts';
import type { Project } from '../project.ts';
import { FRAME_POLICY, jsonAnswer, textAnswer, type Answer } from './answer.ts';
import { maybeAsset } from './assets.ts';
import { findChoices, parseInView, parseLook, type Choices } from './look.ts';
import { viewOf } from './view.ts';

export interface RouteInput {
  readonly project: Project;
  readonly workshop: Workshop;
  /** What the command line asked for: where a page begins. */
  readonly first: Look;
  /** Counts the saves; what a page shows belongs to one of them. */
  readonly revision: () => number;
  /** The blocks that the command line would print. */
  readonly describe: (problems: readonly Problem[]) => string;
  readonly onFailure: (problems: readonly Problem[]) => void;
}

export type Routes = (path: string, query: URLSearchParams) => Promise<Answer>;

export function createRoutes(input: RouteInput): Routes {
  const { workshop, first, describe } = input;
  const edition = createEditionRoute(input);
  return async (path, query) => {
    const asset = await maybeAsset(path);
    if (asset !== undefined) return asset;
    const look = parseLook(query, first);
    switch (path) {
      case 'edition': return edition(look, parseInView(query));
      case 'trace': return jsonAnswer(await workshop.trace(look, (query.get('number') ?? '').slice(0, 200)));
      case 'brief.html': return documentAnswer(() => workshop.openWhole(look).then(({ html }) => html), 'text/html; charset=utf-8', describe);
      case 'brief.pdf': return documentAnswer(() => workshop.print(look), 'application/pdf', describe);
      default: return textAnswer(404, 'There is nothing here.');
    }
  };
}

/** The edition, or what is wrong with it and what else could be chosen. */
function createEditionRoute({ project, workshop, revision, describe, onFailure }: RouteInput): (look: Look, inView: readonly string[] | undefined) => Promise<Answer> {
  let choices: Choices | undefined;
  return async (look, inView) => {
    const at = revision();
    try {
      const ready = await workshop.open(look, inView);
      choices = await findChoices(project, ready.prepared.config, ready.prepared.tables);
      return jsonAnswer({ ok: true, revision: at, choices, ...viewOf(ready) });
    } catch (error) {
      const problems = problemsOf(error);
      onFailure(problems);
      return jsonAnswer({ ok: false, revision: at, choices, count: problems.length, problems: describe(problems) });
    }
  };
}

/** A document on a page of its own; a reader of it has no overlay, so that the problems stand in its place. */
async function documentAnswer(make: () => Promise<string | Uint8Array>, type: string, describe: RouteInput['describe']): Promise<Answer> {
  try {
    return { status: 200, type, body: await make(), policy: FRAME_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'") };
  } catch (error) {
    return textAnswer(422, describe(problemsOf(error)));
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof BriefwrightError) return error.problems;
  return [{ code: 'UNEXPECTED', message: error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error), hint: 'Run "briefwright build --debug" to see where it comes from.' }];
}
