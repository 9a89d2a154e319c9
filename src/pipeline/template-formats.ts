// Refuses a project's templates that were written for another form of the briefing, and says what has changed. Must not read their names.
import { BRIEFING_FORMAT } from '../document/briefing.ts';
import { BRIEFING_CHANGES, briefingChanges } from '../document/briefing-changes.ts';
import type { Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import type { TemplateFile, TemplateSet } from '../render/templates/template-set.ts';
import { maybeRecordedFormat } from '../scaffold/template-files.ts';

/** `{{!-- briefing 1 --}}` in a template says what it was written for. */
const STATED = /\{\{!(?:--)?\s*briefing (\d+)\s*(?:--)?\}\}/;

/** A problem for each template of the project whose format, stated or recorded when it was copied, is not `current`. */
export async function findOldTemplates(project: Project, templates: TemplateSet, current: number = BRIEFING_FORMAT, changes = BRIEFING_CHANGES): Promise<readonly Problem[]> {
  const own = [...templates.values()].filter((t) => t.origin === 'project');
  const found = await Promise.all(own.map(async (t) => ({ t, format: maybeStated(t) ?? await maybeRecordedFormat(project.templates.slice(0, -1), t.path) })));
  return found.flatMap(({ t, format }) => (format === undefined || format === current ? [] : [problemOf(t, format, current, changes)]));
}

function maybeStated({ text }: TemplateFile): number | undefined {
  const stated = STATED.exec(text)?.[1];
  return stated === undefined ? undefined : Number(stated);
}

function problemOf(template: TemplateFile, format: number, current: number, changes: typeof BRIEFING_CHANGES): Problem {
  const before = template.text.slice(0, STATED.exec(template.text)?.index ?? 0).split('\n');
  const what = briefingChanges(format, current, changes);
  const hint = format > current ? 'It was written for a newer version of the program.' : `Changed since: ${what.join(' ')} Change the template, then write {{!-- briefing ${current} --}} into it.`;
  return {
    code: 'TEMPLATE_FORMAT', message: `The template was written for format ${format} of the briefing; this program makes format ${current}.`,
    file: template.file, line: before.length, column: (before.at(-1) ?? '').length + 1, text: template.text, hint,
  };
}
