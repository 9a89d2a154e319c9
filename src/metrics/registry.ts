// The list of metrics by id. A new metric is one file and one line here.
import { cumulativeShare } from './cumulative-share.ts';
import { licenceMix } from './licence-mix.ts';
import { listPrice } from './list-price.ts';
import type { Metric } from './metric.ts';
import { notableReleases } from './notable-releases.ts';
import { originReadings } from './origin-readings.ts';
import { reported } from './reported.ts';
import { restatements } from './restatements.ts';
import { routerOpenShare } from './router-open-share.ts';
import { routerCountryShare, routerTopShare } from './token-share.ts';
import { trainingHardware } from './training-hardware.ts';

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    reported, routerOpenShare, routerCountryShare, routerTopShare, listPrice, notableReleases, trainingHardware,
    cumulativeShare, originReadings, licenceMix, restatements,
  ].map((metric) => [metric.id, metric]),
);
