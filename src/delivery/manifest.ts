// What delivery needs to know of manifest.json. Must not trust a path in it: the file may have been edited.
import { failure } from '../errors.ts';

export interface ManifestOutput {
  /** Hex, lower case. */
  readonly sha256: string;
}

export interface Manifest {
  readonly brief: string;
  readonly month: string;
  readonly variant: string;
  readonly locale: string;
  /** By path relative to the edition's folder, with forward slashes. */
  readonly outputs: Readonly<Record<string, ManifestOutput>>;
  /** What earlier versions had wrong, oldest first. */
  readonly corrections: readonly ManifestCorrection[];
}

export interface ManifestCorrection {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly reason: string;
}

/** The corrections of a parsed manifest, undefined when they cannot be read. */
export function maybeCorrections(manifest: unknown): readonly ManifestCorrection[] | undefined {
  const found = isRecord(manifest) ? (manifest['corrections'] ?? []) : undefined;
  if (!Array.isArray(found)) return undefined;
  const read = found.flatMap((c: unknown) => (isRecord(c) && typeof c['date'] === 'string' && typeof c['reason'] === 'string' ? [{ date: c['date'], reason: c['reason'] }] : []));
  return read.length === found.length ? read : undefined;
}

const FORMAT = 1;

/** Throws MANIFEST_NEWER (status 1) or MANIFEST_INVALID, naming `file`. An output is `{"sha256": "…"}` or the hash alone. */
export function parseManifest(text: string, file: string): Manifest {
  const value = parseJson(text, file);
  if (isRecord(value) && typeof value['format'] === 'number' && value['format'] > FORMAT) {
    throw failure('MANIFEST_NEWER', 'The edition was built by a newer version of this program.', { file, hint: 'Use that version, or build the edition again.' }, 1);
  }
  if (!isRecord(value) || value['format'] !== FORMAT) {
    throw invalid(file, `it is not a manifest of format ${FORMAT}`);
  }
  const outputs = value['outputs'];
  if (!isRecord(outputs)) throw invalid(file, '"outputs" is missing');
  const corrections = maybeCorrections(value);
  if (corrections === undefined) throw invalid(file, 'it does not say which corrections the edition has had');
  const checked: [string, ManifestOutput][] = Object.entries(outputs).map(([path, entry]) => [checkPath(path, file), { sha256: readHash(entry, path, file) }]);
  return {
    brief: readText(value, 'brief', file),
    month: readText(value, 'month', file),
    variant: readText(value, 'variant', file),
    locale: readText(value, 'locale', file),
    outputs: Object.fromEntries(checked),
    corrections,
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(file, 'it is not valid JSON');
  }
}

function checkPath(path: string, file: string): string {
  const parts = path.split('/');
  if (path.includes('\0') || path.includes('\\') || /^[A-Za-z]:/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw invalid(file, `the output ${JSON.stringify(path)} lies outside the edition`);
  }
  return path;
}

function readHash(entry: unknown, path: string, file: string): string {
  const hash = isRecord(entry) ? entry['sha256'] : entry;
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw invalid(file, `the output ${JSON.stringify(path)} has no SHA-256`);
  return hash;
}

function readText(value: Readonly<Record<string, unknown>>, key: string, file: string): string {
  const text = value[key];
  // An edition of the default variant has none.
  if (text === undefined || text === null) return '';
  if (typeof text !== 'string') throw invalid(file, `"${key}" is not a text`);
  return text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(file: string, why: string) {
  return failure('MANIFEST_INVALID', `manifest.json cannot be used: ${why}.`, { file, hint: 'Build the edition again.' });
}
