// How a figure is shown where it is not simply drawn. Must not know a figure by name.

/** The same in the file and in the checked brief. */
export interface FigureManner {
  /** Spoken: a sentence in the text and a table in the annex. */
  readonly form?: 'chart' | 'spoken';
  /** A figure that counts the same; where it has data, this one is rows of a table. */
  readonly beside?: string;
}
