// Template sets out of strings, for tests.
import { briefHelpers } from '../../../src/render/html/helpers.ts';
import { checkTemplates } from '../../../src/render/templates/environment.ts';
import { BRIEF_ENTRY } from '../../../src/render/html/render-html.ts';
import type { Helpers } from '../../../src/render/templates/helper.ts';
import type { TemplateSet } from '../../../src/render/templates/template-set.ts';
import type { Problem } from '../../../src/errors.ts';
import { sampleBriefing } from '../sample/briefing.ts';

export function setOf(files: Readonly<Record<string, string>>): TemplateSet {
  return new Map(Object.entries(files).map(([path, text]) => [path, { path, text, origin: 'project' as const, file: `templates/${path}` }]));
}

export function sampleHelpers(): Helpers {
  return briefHelpers({ briefing: sampleBriefing(), charts: new Map(), assets: new Map([['logo.svg', 'data:image/svg+xml;base64,AA==']]), contents: false });
}

export function check(files: Readonly<Record<string, string>>): Problem[] {
  return checkTemplates(setOf(files), [BRIEF_ENTRY], sampleHelpers());
}

/** `file:line:column CODE`, sorted as found. */
export function places(problems: readonly Problem[]): string[] {
  return problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.code}`);
}
