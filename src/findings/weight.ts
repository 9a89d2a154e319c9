// What an importance is the sum of, so that a ranking can be explained. Must not weigh.

/** The parts that an importance is the sum of, before it is held between 0 and 100. */
export interface Weight {
  /** The rule's own. */
  readonly base: number;
  /** 0 to 25: half the change in points, or five times the doublings of a ratio. */
  readonly size: number;
  /** 10 when its data were published since the last issue. */
  readonly fresh: number;
  /** 5 when every input is primary. */
  readonly primary: number;
  /** −15 for a vendor's claim. */
  readonly vendor: number;
  /** −15 for a share of the largest models only, which single models move. */
  readonly topOnly: number;
  /** −10 when the newest of its data is older than four months at the cut-off. */
  readonly old: number;
}
