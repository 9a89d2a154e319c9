// Rows of statements.csv → statements, with the clarifications tied to what they clarify. Must not read files.
import type { Problem } from '../errors.ts';
import { maybePeriod } from '../period.ts';
import type { Statement } from './observation.ts';
import { EVIDENCE, knownBloc, knownSource, maybeDay, oneOf } from './rows.ts';
import type { Known } from './rows.ts';
import { nearestHint, parseRecords } from './table.ts';
import type { TableFile, TableRecord } from './table.ts';

export const STATEMENT_COLUMNS: readonly string[] = [
  'id', 'date', 'who', 'country', 'about', 'kind', 'topic', 'text', 'clarifies', 'published', 'evidence', 'source', 'locator', 'note',
];
const REQUIRED = STATEMENT_COLUMNS.filter((c) => c !== 'clarifies' && c !== 'note');
const KINDS: readonly Statement['kind'][] = ['statement', 'clarification', 'finding', 'fact'];
/** What a register can be about. */
export const TOPICS: readonly Statement['topic'][] = ['adoption', 'hardware', 'governance'];

/** The statements of one table. A row with a problem is left out; the problem goes to `problems`. */
export function parseStatements(source: TableFile, known: Known, problems: Problem[]): readonly Statement[] {
  const records = parseRecords(source, STATEMENT_COLUMNS, REQUIRED, problems);
  const byId = new Map<string, TableRecord>();
  for (const record of records) {
    const id = record.cell('id');
    const first = byId.get(id);
    if (first === undefined) byId.set(id, record);
    else if (id !== '') record.bad('id', 'DATA_DUPLICATE', `The id "${id}" is already on line ${first.line}.`, 'Give each statement its own id.');
  }
  return records.flatMap((record) => {
    const statement = maybeStatement(record, known, byId);
    return statement === undefined || !record.isSound() ? [] : [statement];
  });
}

function maybeStatement(record: TableRecord, known: Known, byId: ReadonlyMap<string, TableRecord>): Statement | undefined {
  const { cell, bad } = record;
  if (cell('id') !== '' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(cell('id'))) bad('id', 'DATA_ID', `"${cell('id')}" is not an id.`, 'Lower case letters, digits and hyphens.');
  const bloc = knownBloc(record, 'country', known);
  const kind = oneOf(record, 'kind', KINDS);
  const topic = oneOf(record, 'topic', TOPICS);
  const evidence = oneOf(record, 'evidence', EVIDENCE);
  knownSource(record, known);
  const date = maybePeriod(cell('date'));
  if (date === undefined && cell('date') !== '') bad('date', 'DATA_PERIOD', `"${cell('date')}" is not a date.`, 'Write 2025, 2025-10 or 2025-10-21.');
  const published = maybeDay(record, 'published');
  if (date !== undefined && published !== undefined && date.start > published) bad('date', 'DATA_DATE_ORDER', `Said from ${date.start} on, but published on ${published}.`);
  checkClarifies(record, byId);
  if (bloc === undefined || kind === undefined || topic === undefined || evidence === undefined || date === undefined || published === undefined) return undefined;
  return {
    key: record.key, id: cell('id'), date, who: cell('who'), bloc, about: cell('about'), kind, topic, text: cell('text'), clarifies: cell('clarifies'),
    published, evidence, source: cell('source'), locator: cell('locator'), note: cell('note'),
  };
}

function checkClarifies(record: TableRecord, byId: ReadonlyMap<string, TableRecord>): void {
  const { cell, bad } = record;
  const target = cell('clarifies');
  if (target === '') {
    if (cell('kind') === 'clarification') bad('clarifies', 'DATA_CLARIFIES', 'A clarification has to say of what.', 'Fill the column clarifies with the id of the statement.');
    return;
  }
  const original = byId.get(target);
  if (original === undefined) bad('clarifies', 'DATA_CLARIFIES', `No statement has the id "${target}".`, nearestHint(target, byId.keys()));
  else if (target === cell('id')) bad('clarifies', 'DATA_CLARIFIES', 'A statement cannot clarify itself.');
  else if (original.cell('published') > cell('published')) bad('published', 'DATA_DATE_ORDER', `Published before ${target}, which it clarifies.`);
}
