// Issues in the ledger: which versions there are and which bytes each stands for. Must not decide whether one may be sent.
import type { Issue } from './delivery.ts';
import { numberOf, textOf } from './ledger.ts';
import type { Ledger, Row } from './ledger.ts';

/** All versions of an issue, oldest first. */
export function readIssues(ledger: Ledger, brief: string, month: string): readonly Issue[] {
  return ledger.rows('SELECT id, brief, month, version FROM issues WHERE brief = ? AND month = ? ORDER BY version', brief, month).map(issueOf);
}

export function findIssue(ledger: Ledger, id: number): Issue | undefined {
  const [row] = ledger.rows('SELECT id, brief, month, version FROM issues WHERE id = ?', id);
  return row === undefined ? undefined : issueOf(row);
}

/** SHA-256 of manifest.json by folder name of the edition. */
export function readDigests(ledger: Ledger, issue: Issue): ReadonlyMap<string, string> {
  return new Map(ledger.rows('SELECT name, digest FROM issue_editions WHERE issue = ?', issue.id).map((row) => [textOf(row, 'name'), textOf(row, 'digest')]));
}

function issueOf(row: Row): Issue {
  return { id: numberOf(row, 'id'), brief: textOf(row, 'brief'), month: textOf(row, 'month'), version: numberOf(row, 'version') };
}
