// What one check of `doctor` found. Must not check anything.

export interface Finding {
  /** One word or an id: `node`, `browser`, `source:epoch`. */
  readonly check: string;
  /** `skip`: not asked for here. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  /** What to do about it, in a sentence. */
  readonly todo?: string;
}

/** The first line of whatever was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').map((line) => line.trim()).find((line) => line !== '') ?? 'no reason given';
}
