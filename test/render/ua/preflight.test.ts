// An outside judge: PDFBox Preflight from Debian's packages (libpdfbox2-java, libjaxb-api-java, libactivation-java). Runs in test:long only.
// It knows PDF/A-1b; what only that standard forbids (object streams, attachments, fonts without a CIDSet) is taken out or passed over.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFHeader, PDFName } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildEdition } from '../../../src/pipeline.ts';
import { decodeStream } from '../../../src/render/pdf/objects.ts';
import { effects, project } from '../../support/edition.ts';
import { writePseudoProject } from '../../support/pseudo-locale.ts';
import { GOOD_HTML } from './good.ts';
import { launch } from '../browser/launch.ts';

const JARS = ['pdfbox2', 'preflight', 'xmpbox', 'fontbox2', 'commons-logging', 'jaxb-api', 'javax.activation'].map((name) => `/usr/share/java/${name}.jar`);
const missing = JARS.filter((jar) => !existsSync(jar));
const isLong = (process.env['BRIEFWRIGHT_LONG'] ?? '') !== '';
const why = !isLong ? 'runs in npm run test:long' : missing.length > 0 ? `skipped: ${missing.join(', ')} not installed` : 'with Debian\'s packages';

/** ISO 19005-1 asks for a CIDSet, which ISO 19005-3 and ISO 14289-1 do not. */
const ONLY_PART_1 = /^3\.1\.11\s/;

let out: string;
let made: Awaited<ReturnType<typeof writePseudoProject>>;
beforeAll(async () => {
  [out, made] = await Promise.all([mkdtemp(join(tmpdir(), 'preflight-')), writePseudoProject()]);
});
afterAll(() => Promise.all([rm(out, { recursive: true, force: true }), made.remove()]));

/** The same pages, tags and fonts as a PDF/A-1b. */
async function asPart1(pdf: Uint8Array): Promise<Uint8Array> {
  const doc = await PDFDocument.load(pdf, { updateMetadata: false });
  const { catalog, context } = doc;
  const metadata = catalog.lookup(PDFName.of('Metadata'));
  const xmp = Buffer.from(decodeStream(metadata)).toString('utf8').replace('<pdfaid:part>3<', '<pdfaid:part>1<').replace('<pdfaid:conformance>A<', '<pdfaid:conformance>B<');
  catalog.set(PDFName.of('Metadata'), context.register(context.stream(Buffer.from(xmp), { Type: 'Metadata', Subtype: 'XML' })));
  for (const key of ['AF', 'Names']) catalog.delete(PDFName.of(key));
  for (const [ref, object] of context.enumerateIndirectObjects()) if (object instanceof PDFDict && object.has(PDFName.of('EF'))) context.delete(ref);
  context.header = PDFHeader.forVersion(1, 4);
  return doc.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
}

/** What the validator says, without what only part 1 asks for. */
async function judge(pdf: Uint8Array, name: string): Promise<string[]> {
  const file = join(out, `${name}.pdf`);
  await writeFile(file, await asPart1(pdf));
  const ran = spawnSync('java', ['-cp', JARS.join(':'), 'org.apache.pdfbox.preflight.Validator_A1b', file], { encoding: 'utf8' });
  const lines = `${ran.stdout}`.split('\n').map((line) => line.trim());
  expect(lines[0], ran.stderr).toMatch(/^The file .* is (not )?a valid PDF\/A-1b file/);
  return lines.filter((line) => /^\d+(\.\d+)+ :/.test(line) && !ONLY_PART_1.test(line));
}

describe.skipIf(!isLong || missing.length > 0)(`PDFBox Preflight (${why})`, () => {
  test.each([['2025-11', 'en-GB', 'A4'], [undefined, 'en-GB', 'A4'], [undefined, 'en-GB', 'Letter'], [undefined, 'fr', 'A4'], ['2025-11', 'en-XA', 'Letter'], ['2025-11', 'ar-XB', 'A4']] as const)('finds nothing in the edition of %s in %s on %s', async (month, locale, paper) => {
    const { pdf } = await buildEdition({ project: await project(made.folder, out), brief: 'open-models', strict: false, locale, ...(month === undefined ? {} : { month }), ...(paper === 'A4' ? {} : { variant: 'letter' }) }, effects);
    expect(await judge(await readFile(pdf), `${month ?? 'newest'}-${locale}-${paper}`)).toEqual([]);
  }, 240_000);

  test('finds much in what Chrome leaves', async () => {
    const browser = await launch();
    const { pdf } = await browser.print(GOOD_HTML).finally(() => browser.close());
    expect((await judge(pdf, 'raw')).filter((line) => line.startsWith('2.4')).length).toBeGreaterThan(1);
  }, 60_000);
});
