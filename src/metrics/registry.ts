// The list of metrics by id. A new metric is one file and one line here.
import { concentration } from './concentration.ts';
import { counterCumulative } from './counter-cumulative.ts';
import { counterMonthly } from './counter-monthly.ts';
import { crossingMonth } from './crossing-month.ts';
import { cumulativeShare } from './cumulative-share.ts';
import { derivativeBases } from './derivative-bases.ts';
import { derivativeLicences } from './derivative-licences.ts';
import { derivativeShare, derivativeShareFractional } from './derivative-share.ts';
import { derivativeShareFamily } from './derivative-share-family.ts';
import { growth } from './growth.ts';
import { licenceMix } from './licence-mix.ts';
import { lineageDepth } from './lineage-depth.ts';
import { listPrice } from './list-price.ts';
import { localBuilds } from './local-builds.ts';
import type { Metric } from './metric.ts';
import { licenceShare, sizeMix } from './mix.ts';
import { notableReleases } from './notable-releases.ts';
import { originReadings } from './origin-readings.ts';
import { priceAtQuality } from './price-at-quality.ts';
import { publisherAndRoot } from './publisher-and-root.ts';
import { record } from './record.ts';
import { relativeAdoption } from './relative-adoption.ts';
import { releasePace } from './release-pace.ts';
import { reported } from './reported.ts';
import { restatements } from './restatements.ts';
import { routerOpenShare } from './router-open-share.ts';
import { streak } from './streak.ts';
import { hubDownloadShare, routerCountryShare, routerTopShare } from './token-share.ts';
import { trainingHardware } from './training-hardware.ts';

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    reported, routerOpenShare, routerCountryShare, routerTopShare, listPrice, notableReleases, trainingHardware,
    hubDownloadShare, cumulativeShare, originReadings, licenceMix, restatements,
    derivativeShare, derivativeShareFractional, derivativeShareFamily, publisherAndRoot, localBuilds, derivativeBases, derivativeLicences, lineageDepth,
    counterMonthly, counterCumulative, concentration, growth, crossingMonth, streak, record, releasePace, sizeMix, licenceShare, priceAtQuality, relativeAdoption,
  ].map((metric) => [metric.id, metric]),
);
