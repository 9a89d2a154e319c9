// A new figure of a brief, with its words beside it: written only when the brief stays sound. Must not draw.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBrief } from '../config/brief.ts';
import { hintNames } from '../config/names.ts';
import { addFigureToBrief } from '../config/yaml-edit.ts';
import { failure } from '../errors.ts';
import { writeFile } from '../files.ts';
import { readTables } from '../observations/tables.ts';
import { findTemplate, type Project } from '../project.ts';

export interface FigureAnswers {
  readonly id: string;
  readonly section: string;
  readonly series: string;
  readonly chart: string;
  readonly title: string;
  readonly subtitle: string;
}

/** The brief's path, relative to the project. Throws for a series without rows, an unknown chart, or what the brief refuses; then nothing has changed. */
export async function addFigure(project: Project, brief: string, answers: FigureAnswers): Promise<string> {
  const { observations } = await readTables(project.root);
  const rows = observations.filter((o) => o.series === answers.series);
  const [first] = rows;
  if (first === undefined) throw failure('DATA_SERIES', `No observation has the series "${answers.series}".`, { hint: `${hintNames('series', answers.series, new Set(observations.map((o) => o.series)))} Add one with "briefwright observation add".` });
  if (await findTemplate(project, `charts/${answers.chart}.vl.json`) === undefined) throw failure('CHART_UNKNOWN', `There is no chart "${answers.chart}".`, { hint: 'templates/charts/README.md lists them.' });
  const file = `data/briefs/${brief}.yaml`;
  const text = addFigureToBrief(await readFile(join(project.root, file), 'utf8'), file, {
    id: answers.id, section: answers.section,
    figure: {
      metric: 'reported', params: { series: answers.series, ...(rows.length > 1 && new Set(rows.map((o) => o.entity)).size === 1 ? { by: 'bloc' } : {}) }, chart: answers.chart, width: 'half',
      words: {
        title: answers.title, subtitle: answers.subtitle, measure: answers.title.toLowerCase(), unit: `${first.unit}, ${first.window}`, scope: first.denominator,
        country: 'the source’s own', care: 'as the source publishes',
      },
    },
  });
  parseBrief(text, file, brief, project.root);
  await writeFile(join(project.root, file), text);
  return file;
}
