// Gives the browser one known family and no other: without any, Chrome prints pages without text. Must not read the system's fonts.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Fontconfig sees TTF only (not WOFF); the document's own faces come as data URIs. This one stands in where those lack a sign;
 * in four cuts, because Chrome draws a face that it has to embolden as shapes of its own. */
const FACES = ['400Regular', '600SemiBold', '700Bold', '400Regular_Italic'].map((cut) => `@expo-google-fonts/source-sans-3/${cut}/SourceSans3_${cut}.ttf`);

/**
 * Writes `fonts.conf` and its faces into `folder` (private to the browser) and returns the path for `FONTCONFIG_FILE`.
 * The same on every machine, so that a document does not depend on what is installed.
 */
export function writeFontConfig(folder: string): string {
  const fonts = path.join(folder, 'fonts');
  mkdirSync(fonts, { mode: 0o755 });
  // Copied because the browser's own user may not be able to enter the folder of the packages.
  const { resolve } = createRequire(import.meta.url);
  for (const face of FACES) copyFileSync(resolve(face), path.join(fonts, path.basename(face)));
  const file = path.join(folder, 'fonts.conf');
  writeFileSync(file, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${escapeXml(fonts)}</dir>
  <cachedir>${escapeXml(path.join(folder, 'font-cache'))}</cachedir>
</fontconfig>
`);
  return file;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
}
