// What a build depends on changes the hash; what it never reads does not.
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { hashEdition, maybeHashInputs } from '../../src/pipeline/cache-inputs.ts';
import type { Project } from '../../src/project.ts';
import { project, ROOT } from '../support/edition.ts';

const root = mkdtempSync(join(tmpdir(), 'briefwright-inputs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let own: Project;
let before: string | undefined;
const hash = (env: Record<string, string> = {}): string | undefined => {
  const inputs = maybeHashInputs(own, env);
  return inputs && hashEdition(inputs, { brief: 'small', month: '2026-02', locale: 'en-GB' });
};
const put = (path: string, text = 'x'): void => {
  mkdirSync(dirname(join(own.root, path)), { recursive: true });
  writeFileSync(join(own.root, path), text);
};

beforeEach(async () => {
  const folder = mkdtempSync(join(root, 'p-'));
  cpSync(join(ROOT, 'test', 'input', 'projects', 'small'), folder, { recursive: true });
  own = await project(folder);
  before = hash();
  expect(before).toMatch(/^[0-9a-f]{64}$/);
});

describe('changes the hash', () => {
  const changes: Record<string, () => void> = {
    'a row of data': () => appendFileSync(join(own.data, 'observations', 'downloads.csv'), '\n'),
    'a table that was not there': () => put('data/observations/new.csv'),
    'the brief': () => put('data/briefs/small.yaml', 'title: Another'),
    'a commentary for the month': () => put('data/commentary/2026-02.md', 'Other words.'),
    'a commentary for the locale, which wins': () => put('data/commentary/2026-02.small.en-GB.md'),
    'a template that now wins': () => put('templates/partials/figure.hbs'),
    'a font of a theme': () => put('templates/themes/own/fonts/own-latin-400-normal.woff2'),
    'a new revision of a snapshot': () => put('data/snapshots/2026-02/r1/observations.csv'),
    'the same bytes under another name': () => renameSync(join(own.data, 'observations', 'downloads.csv'), join(own.data, 'observations', 'loads.csv')),
    'bytes that move from one file to the next': () => {
      put('data/observations/a.csv', '12');
      put('data/observations/b.csv', '3');
      before = hash();
      put('data/observations/a.csv', '1');
      put('data/observations/b.csv', '23');
    },
    'what a link points at': () => {
      put('elsewhere.csv', '1');
      symlinkSync(join(own.root, 'elsewhere.csv'), join(own.data, 'observations', 'linked.csv'));
      before = hash();
      put('elsewhere.csv', '2');
    },
  };
  test.each(Object.keys(changes))('%s', (name) => {
    changes[name]?.();
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
    expect(hash()).not.toBe(before);
  });
  test.each(['PUPPETEER_EXECUTABLE_PATH', 'SOURCE_DATE_EPOCH'])('%s', (name) => expect(hash({ [name]: '1' })).not.toBe(before));
});

describe('leaves the hash alone', () => {
  const changes: Record<string, () => void> = {
    'the time of a file': () => utimesSync(join(own.data, 'observations', 'downloads.csv'), 1, 1),
    'recipients': () => put('data/private/recipients.csv'),
    'raw bodies of a snapshot': () => put('data/snapshots/2026-02/r1/raw/body.gz'),
    'private state': () => put('.briefwright/ledger.jsonl'),
    'an edition': () => put('out/2026-02/small/brief.pdf'),
    'another brief': () => put('data/briefs/other.yaml'),
    'a commentary in another language': () => put('data/commentary/2026-02.de.md'),
    'a commentary of another brief': () => put('data/commentary/2026-02.other.md'),
    'a commentary of another month': () => put('data/commentary/2026-03.md'),
  };
  test.each(Object.keys(changes))('%s', (name) => {
    changes[name]?.();
    expect(hash()).toBe(before);
  });
  test('time zone, language, secrets', () => expect(hash({ TZ: 'Asia/Tokyo', LANG: 'ja', HF_TOKEN: 'hf_x' })).toBe(before));
});

test('a link to a folder or to nothing cannot be told, so nothing is skipped', () => {
  symlinkSync(own.root, join(own.data, 'loop'));
  expect(hash()).toBeUndefined();
  rmSync(join(own.data, 'loop'));
  symlinkSync(join(own.root, 'nowhere'), join(own.data, 'observations', 'gone.csv'));
  expect(hash()).toBeUndefined();
});
