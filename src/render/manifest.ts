// What an edition was made from and what it consists of, with hashes: enough to rebuild it and to verify it.
// Must not hold a clock, a path of the machine or a user's name.
import { sha256 } from '../files.ts';
import type { EditionFiles, RenderInput } from './edition-files.ts';

export function composeManifest({ briefing, inputs, version, corrections = [] }: RenderInput, files: EditionFiles, browser: string): string {
  const { edition } = briefing;
  const outputs = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, { sha256: sha256(bytes), bytes: Buffer.byteLength(bytes) }]);
  return `${JSON.stringify({
    format: 1,
    brief: briefing.brief.name,
    month: edition.month,
    variant: edition.variant,
    locale: edition.locale,
    status: edition.status,
    issue: edition.issue,
    cutoff: edition.asOf,
    published: edition.published,
    ...(corrections.length === 0 ? {} : { corrections }),
    versions: { briefwright: version, browser, node: process.versions.node, icu: process.versions.icu, cldr: process.versions.cldr },
    inputs: Object.fromEntries([...inputs].map(([path, hash]) => [path, { sha256: hash }])),
    outputs: Object.fromEntries(outputs),
  }, null, 1)}\n`;
}
