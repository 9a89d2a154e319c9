// The edition's tables described as a Frictionless Data Package v2, for whoever opens what is attached. Must not hold figures.
import type { Briefing } from '../document/briefing.ts';

const NUMBERS: readonly string[] = ['value', 'low', 'high'];

/** `columns` by path relative to the edition, in the order of the files. */
export function composeDataPackage(briefing: Briefing, columns: ReadonlyMap<string, readonly string[]>): string {
  const { brief, edition } = briefing;
  const resources = [...columns].map(([path, names]) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    return {
      name: file.replace(/\.csv$/, ''), path, type: 'table', format: 'csv', mediatype: 'text/csv', encoding: 'utf-8',
      title: briefing.attachments.find((one) => one.name === file)?.description ?? file,
      schema: { fields: names.map((name) => ({ name, type: NUMBERS.includes(name) ? 'number' : 'string' })), missingValues: [''] },
    };
  });
  const sources = briefing.notes.map((note) => ({ title: note.text.map((run) => (typeof run === 'string' ? run : 'text' in run ? run.text : '')).join(''), ...(note.url === '' ? {} : { path: note.url }) }));
  return `${JSON.stringify({
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `${brief.name}-${edition.month}`, title: briefing.title, description: brief.question, homepage: /^https?:/.test(brief.contact) ? brief.contact : undefined,
    version: edition.month, created: `${edition.published}T00:00:00Z`, keywords: brief.keywords.length === 0 ? undefined : brief.keywords,
    contributors: [{ title: brief.author, roles: ['author'] }, { title: brief.publisher, roles: ['publisher'] }],
    licenses: /^[\w.-]+( [\w.-]+)*$/.test(brief.licence) ? [{ name: brief.licence.replaceAll(' ', '-') }] : undefined,
    sources: sources.length === 0 ? undefined : sources, resources,
  }, null, 1)}\n`;
}
