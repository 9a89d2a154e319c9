import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEdition } from '../../src/delivery/edition.ts';
import { makeBriefing, makeFolder, makePdf, sha256, writeEdition } from './fixtures.ts';

const proof = { allowDraft: true };

async function rewriteManifest(folder: string, change: (manifest: Record<string, unknown>) => void): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

test('reads a short name, a relative folder and an absolute folder as the same edition', async () => {
  const out = await makeFolder();
  const pdf = makePdf();
  const folder = await writeEdition(out, makeBriefing(), pdf);
  for (const [name, cwd] of [['2025-11/open-models', '/'], ['2025-11/open-models/', '/'], ['open-models', join(out, '2025-11')], [folder, '/']] as const) {
    const edition = await readEdition(out, name, { allowDraft: false, cwd });
    expect(edition).toMatchObject({ folder, label: '2025-11/open-models', isDraft: false, briefing: { title: 'Open models monthly, November 2025' } });
    expect(Buffer.compare(edition.pdf, pdf)).toBe(0);
    expect(edition.digest).toBe(sha256(await readFile(join(folder, 'manifest.json'))));
  }
});

test('reads an earlier version and a variant by name', async () => {
  const out = await makeFolder();
  await writeEdition(out, makeBriefing(), makePdf(), '2025-11/open-models/v1');
  await writeEdition(out, makeBriefing(), makePdf(), '2025-11/open-models.letter.de');
  expect((await readEdition(out, '2025-11/open-models/v1', proof)).label).toBe('2025-11/open-models/v1');
  expect((await readEdition(out, '2025-11/open-models.letter.de', proof)).label).toBe('2025-11/open-models.letter.de');
});

describe('refuses', () => {
  test('every changed, missing or replaced file, all at once and by name', async () => {
    const out = await makeFolder();
    const folder = await writeEdition(out, makeBriefing(), makePdf());
    await writeFile(join(folder, 'brief.pdf'), makePdf(6001));
    await writeFile(join(folder, 'brief.html'), '<!doctype html> ');
    await rm(join(folder, 'figures'), { recursive: true });
    const error = await readEdition(out, '2025-11/open-models', proof).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 2, problems: [{ code: 'EDITION_CHANGED' }, { code: 'EDITION_CHANGED' }, { code: 'EDITION_CHANGED' }] });
    expect(String(error)).toMatch(/brief\.pdf is not what[\s\S]*brief\.html is not what[\s\S]*figures\/a\.csv is missing/);
  });

  test('an edition that is not there, with the nearest name', async () => {
    const out = await makeFolder();
    await writeEdition(out, makeBriefing(), makePdf());
    await writeEdition(out, makeBriefing(), makePdf(), '2025-10/open-models');
    const error = await readEdition(out, '2025-11/open-model', proof).catch((e: unknown) => e);
    expect(error).toMatchObject({ problems: [{ code: 'EDITION_UNKNOWN', hint: 'Did you mean 2025-11/open-models? Editions: 2025-11/open-models, 2025-10/open-models.' }] });
    const hintOf = (name: string, folder = out) => readEdition(folder, name, proof).catch((e: { problems: { hint: string }[] }) => e.problems[0]?.hint);
    // A brief that is there was only not built for that month: no other month is meant.
    expect(await hintOf('2025-12/open-models')).toBe('Build it first: briefwright build open-models --month 2025-12. It says what is missing where it cannot be built. Editions: 2025-11/open-models, 2025-10/open-models.');
    expect(await hintOf('2025-11/open-models.board.fr')).toMatch(/^Build it first: briefwright build open-models --month 2025-11, with --variant or --locale for "\.board\.fr"\./);
    expect(await hintOf('2025-11/open-models', join(out, 'none'))).toMatch(/^Build it first: briefwright build open-models --month 2025-11\..* No edition has been built yet\.$/);
    await expect(readEdition(join(out, 'none'), 'x', proof)).rejects.toMatchObject({ problems: [{ code: 'EDITION_UNKNOWN', hint: expect.stringMatching(/No edition/) }] });
  });

  test('a folder without a manifest, without a PDF, or without the document', async () => {
    const out = await makeFolder();
    await mkdir(join(out, '2025-11', 'open-models'), { recursive: true });
    await expect(readEdition(out, '2025-11/open-models', proof)).rejects.toMatchObject({ problems: [{ code: 'EDITION_UNFINISHED' }] });
    for (const name of ['brief.pdf', 'brief.json']) {
      const folder = await writeEdition(out, makeBriefing(), makePdf());
      await rewriteManifest(folder, (m) => void delete (m['outputs'] as Record<string, unknown>)[name]);
      await expect(readEdition(out, '2025-11/open-models', proof)).rejects.toMatchObject({ problems: [{ code: 'EDITION_UNFINISHED', message: expect.stringContaining(name) }] });
    }
  });

  test.each(['../../secret', '/etc/passwd', 'a/../../b', 'a\\..\\b', 'C:/x', '', 'a//b', 'nul\0'])('a manifest that names %j', async (path) => {
    const out = await makeFolder();
    const folder = await writeEdition(out, makeBriefing(), makePdf());
    await rewriteManifest(folder, (m) => void ((m['outputs'] as Record<string, unknown>)[path] = { sha256: 'a'.repeat(64) }));
    await expect(readEdition(out, '2025-11/open-models', proof)).rejects.toMatchObject({ problems: [{ code: 'MANIFEST_INVALID' }] });
  });

  test.each<[string, (m: Record<string, unknown>) => void]>([
    ['another format', (m) => void (m['format'] = 'one')],
    ['no outputs', (m) => void delete m['outputs']],
    ['a list of outputs', (m) => void (m['outputs'] = [])],
    ['a short hash', (m) => void ((m['outputs'] as Record<string, unknown>)['brief.pdf'] = { sha256: 'ab' })],
    ['a number for the month', (m) => void (m['month'] = 5)],
  ])('a manifest with %s', async (_, change) => {
    const out = await makeFolder();
    const folder = await writeEdition(out, makeBriefing(), makePdf());
    await rewriteManifest(folder, change);
    await expect(readEdition(out, '2025-11/open-models', proof)).rejects.toMatchObject({ problems: [{ code: 'MANIFEST_INVALID' }] });
  });

  test('a document of another format', async () => {
    const out = await makeFolder();
    const folder = await writeEdition(out, makeBriefing(), makePdf());
    const text = JSON.stringify({ ...makeBriefing(), format: 2 });
    await writeFile(join(folder, 'brief.json'), text);
    await rewriteManifest(folder, (m) => void ((m['outputs'] as Record<string, unknown>)['brief.json'] = { sha256: sha256(text) }));
    await expect(readEdition(out, '2025-11/open-models', proof)).rejects.toMatchObject({ problems: [{ code: 'BRIEFING_UNREADABLE' }] });
  });

  test('a draft, unless it is for a proof', async () => {
    const out = await makeFolder();
    await writeEdition(out, makeBriefing({ edition: { ...makeBriefing().edition, status: 'draft' } }), makePdf());
    await expect(readEdition(out, '2025-11/open-models', { allowDraft: false })).rejects.toMatchObject({ problems: [{ code: 'EDITION_DRAFT' }] });
    expect((await readEdition(out, '2025-11/open-models', proof)).isDraft).toBe(true);
  });
});
