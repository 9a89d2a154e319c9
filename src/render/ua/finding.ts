// One failure of a PDF against the Matterhorn Protocol. Must not know how it was found.

export interface Finding {
  /**
   * Failure condition of the Matterhorn Protocol 1.1, such as `13-004`.
   * `13-x1` and the like are ISO 32000-1 or ISO 14289-1 requirements that the protocol leaves to a person; see README.md.
   */
  readonly checkpoint: string;
  readonly message: string;
  /** Counting from 1. */
  readonly page?: number;
  /** Path in the tag tree: `Document/Sect[2]/Table/TR[3]/TH`. */
  readonly element?: string;
}

/** Page by page, then by checkpoint; what belongs to no page comes first. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => (a.page ?? 0) - (b.page ?? 0) || (a.checkpoint < b.checkpoint ? -1 : a.checkpoint > b.checkpoint ? 1 : 0));
}
