// What a build is asked for and what it gives back. Must not import anything but types: it is read before anything is loaded.
import type { EditionRequest } from './preparation.ts';

export interface BuildOptions extends EditionRequest {
  readonly strict: boolean;
  readonly out?: string;
  readonly draft?: boolean;
  readonly onProgress?: (stage: string) => void;
}

export interface EditionResult {
  /** Absolute. */
  readonly folder: string;
  readonly pdf: string;
  readonly month: string;
  readonly brief: string;
  readonly files: readonly string[];
  readonly gaps: readonly { readonly figure: string; readonly reason: string }[];
}

/** Generous for the largest brief on a busy machine; a browser that hangs is ended by it. In milliseconds. */
export const BUILD_LIMIT = 180_000;
