// What a count needs beside the population. Must not count.
import type { Month } from '../period.ts';
import type { Reading } from './observation-rows.ts';
import type { Origins } from './origin.ts';
import type { LineageFilter } from './population.ts';
import type { LineageRules } from './rules.ts';

export interface CountOptions {
  readonly origins: Origins;
  readonly rules: LineageRules;
  readonly filter: LineageFilter;
  readonly reading: Reading;
  /** The month that the stock is told for: the one that ends last before the reading. Absent where the rows are not all models of the Hub. */
  readonly stockMonth?: Month;
}
