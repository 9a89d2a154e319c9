// What one check of `doctor` found. Must not check anything.

export interface Finding {
  /** One word or an id: `node`, `browser`, `source:epoch`. */
  readonly check: string;
  /** `skip`: not asked for here. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  /** What to do about it, in a sentence. */
  readonly todo?: string;
  /** Of a source that does not answer: its id, and why. */
  readonly silent?: { readonly id: string; readonly reason: string };
}

/** Sources that do not answer as one finding that names them, so that a machine without a network reads one line; others as they are. */
export function joinSilent(findings: readonly Finding[]): readonly Finding[] {
  const silent = findings.filter((finding) => finding.silent !== undefined);
  const [first] = silent;
  if (first === undefined || silent.length === 1) return findings;
  const asked = findings.length === silent.length ? `none of the ${silent.length} sources answers` : `${silent.length} of ${findings.length} sources do not answer`;
  const names = silent.map(({ silent: one }) => one?.id ?? '').join(', ');
  const joined: Finding = { ...first, check: 'sources', detail: `${asked}: ${names} (${first.silent?.id}: ${first.silent?.reason}).` };
  return findings.flatMap((finding) => (finding === first ? [joined] : finding.silent === undefined ? [finding] : []));
}

/** The first line of whatever was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').map((line) => line.trim()).find((line) => line !== '') ?? 'no reason given';
}
