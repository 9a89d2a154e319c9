// What is wrong with one key of a file of configuration. Must not know where the file is.
import type { Path } from './schema.ts';

/** A complaint at a path of the file. */
export interface Complaint {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}
