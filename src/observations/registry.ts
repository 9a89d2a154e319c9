// Whose a namespace or a model family is, and which bloc a country belongs to. Must not read files.
import type { Problem } from '../errors.ts';
import { matchesRule } from '../name-rule.ts';
import type { Bloc, Organisation } from './observation.ts';
import { nearestHint, parseRecords } from './table.ts';
import type { TableFile, TableRecord } from './table.ts';

/** A model family: its developer, and the names that belong to it. */
export interface Family {
  readonly name: string;
  readonly organisation: string;
  readonly country: string;
  /** `hub:` a repository id or `router:` a model slug, `*` for any text; the first family that matches has it. */
  readonly match: readonly string[];
  readonly note: string;
}

export interface Country {
  readonly name: string;
  readonly bloc: Bloc;
  readonly note: string;
}

const BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'];
const ORGANISATION_EVIDENCE = ['cited', 'partly cited', 'public file', 'unverified'];
const ORGANISATION_COLUMNS = ['namespace', 'organisation', 'country', 'evidence', 'source_url', 'note'];
const FAMILY_COLUMNS = ['family', 'organisation', 'country', 'match', 'note'];
const COUNTRY_COLUMNS = ['code', 'name', 'bloc', 'note'];

/** ISO code or bloc id → name and bloc. Every bloc and `ZZ` has to be there. */
export function parseCountries(source: TableFile, problems: Problem[]): ReadonlyMap<string, Country> {
  const out = new Map<string, Country>();
  const records = parseRecords(source, COUNTRY_COLUMNS, ['code', 'name', 'bloc'], problems);
  for (const { cell, bad } of records) {
    const [code, bloc] = [cell('code'), BLOCS.find((b) => b === cell('bloc'))];
    if (bloc === undefined) {
      if (cell('bloc') !== '') bad('bloc', 'DATA_BLOC', `Unknown bloc "${cell('bloc')}".`, nearestHint(cell('bloc'), BLOCS));
      continue;
    }
    if (!/^[A-Z]{2}$/.test(code) && code !== bloc) bad('code', 'DATA_COUNTRY', `"${code}" is neither two capital letters nor the bloc of its row.`);
    if (out.has(code)) bad('code', 'DATA_DUPLICATE', `The code "${code}" is there twice.`, 'Keep one of the two.');
    else out.set(code, { name: cell('name'), bloc, note: cell('note') });
  }
  for (const code of [...BLOCS, 'ZZ']) {
    if (!out.has(code) && records.length > 0) problems.push({ code: 'DATA_COUNTRY', message: `There is no row for "${code}".`, file: source.file, hint: 'Each bloc and ZZ need one.' });
  }
  return out;
}

/** Hub namespaces. Two rows may not differ in upper and lower case only: the Hub does not tell them apart. */
export function parseOrganisations(source: TableFile, countries: ReadonlyMap<string, unknown>, problems: Problem[]): readonly Organisation[] {
  const records = parseRecords(source, ORGANISATION_COLUMNS, ['namespace', 'organisation', 'country', 'evidence'], problems);
  const seen = uniqueBy(records, 'namespace', (text) => text.toLowerCase());
  return records.map((record) => {
    const { cell, bad } = record;
    checkIso(record, countries);
    if (cell('evidence') !== '' && !ORGANISATION_EVIDENCE.includes(cell('evidence'))) bad('evidence', 'DATA_WORD', `"${cell('evidence')}" is not a word for "evidence".`, nearestHint(cell('evidence'), ORGANISATION_EVIDENCE));
    if (/cited$/.test(cell('evidence')) && cell('source_url') === '') bad('source_url', 'DATA_CELL_EMPTY', 'A cited row needs its source_url.');
    if (cell('source_url') !== '' && !isWebAddress(cell('source_url'))) bad('source_url', 'DATA_URL', `"${cell('source_url')}" is not a web address.`, 'Write a full https:// address.');
    const same = /(?:^|; )same as ([^;]+)/.exec(cell('note'))?.[1];
    if (same !== undefined && !seen.has(same.toLowerCase())) bad('note', 'DATA_SAME_AS', `"same as ${same}" names no row.`, nearestHint(same, records.map((r) => r.cell('namespace'))));
    return { namespace: cell('namespace'), name: cell('organisation'), country: cell('country'), evidence: cell('evidence'), sourceUrl: cell('source_url'), note: cell('note') };
  });
}

/** Families in the order of the file, which is the order of precedence. */
export function parseFamilies(source: TableFile, countries: ReadonlyMap<string, unknown>, problems: Problem[]): readonly Family[] {
  const records = parseRecords(source, FAMILY_COLUMNS, ['family', 'organisation', 'country', 'match'], problems);
  uniqueBy(records, 'family', (text) => text);
  return records.map((record) => {
    const { cell, bad } = record;
    checkIso(record, countries);
    const match = cell('match').split(';').map((rule) => rule.trim());
    for (const rule of match) if (rule !== '' && !/^(hub|router):[A-Za-z0-9._*-]+\/[A-Za-z0-9._*:-]+$/.test(rule)) bad('match', 'DATA_MATCH', `"${rule}" is not a rule.`, 'Write hub:owner/name or router:author/model, with * for any text, and a semicolon between two.');
    return { name: cell('family'), organisation: cell('organisation'), country: cell('country'), match: match.filter((rule) => rule !== ''), note: cell('note') };
  });
}

/** The family that a Hub repository id or a router slug belongs to; upper and lower case do not matter. */
export function findFamily(families: readonly Family[], where: 'hub' | 'router', id: string): Family | undefined {
  const name = `${where}:${id}`;
  return families.find((family) => family.match.some((rule) => matchesRule(name, rule)));
}

function uniqueBy(records: readonly TableRecord[], column: string, keyOf: (text: string) => string): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const { cell, bad, line } of records) {
    const first = seen.get(keyOf(cell(column)));
    if (first === undefined) seen.set(keyOf(cell(column)), line);
    else if (cell(column) !== '') bad(column, 'DATA_DUPLICATE', `"${cell(column)}" is already on line ${first}.`, 'Keep one of the two.');
  }
  return seen;
}

/** A developer sits in a country or is unknown; a bloc will not do. */
function checkIso({ cell, bad }: TableRecord, countries: ReadonlyMap<string, unknown>): void {
  const code = cell('country');
  if (code === '' || (countries.has(code) && /^[A-Z]{2}$/.test(code))) return;
  bad('country', 'DATA_COUNTRY', `Unknown country "${code}".`, nearestHint(code, [...countries.keys()].filter((c) => /^[A-Z]{2}$/.test(c))));
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^\s"'<>]+$/.test(text);
}
