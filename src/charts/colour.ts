// Arithmetic on sRGB colours written as #rgb or #rrggbb. Must not know which colour means what.

type Rgb = readonly [number, number, number];

/** Parts from 0 to 255, or undefined when it is not a hexadecimal colour. */
export function maybeParseColour(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const parts = short === null ? long?.slice(1) : short.slice(1).map((c) => c + c);
  const [r, g, b] = (parts ?? []).map((c) => Number.parseInt(c, 16));
  return r === undefined || g === undefined || b === undefined ? undefined : [r, g, b];
}

/** `share` of `a`, the rest of `b`; `a` unchanged when one of them is not hexadecimal. */
export function mixColours(a: string, b: string, share: number): string {
  const x = maybeParseColour(a);
  const y = maybeParseColour(b);
  if (x === undefined || y === undefined) return a;
  const parts = x.map((value, i) => Math.round(value * share + (y[i] ?? 0) * (1 - share)));
  return `#${parts.map((p) => p.toString(16).padStart(2, '0')).join('')}`;
}

/** Contrast ratio of WCAG 2.2, 1 to 21; 21 when one of them is not hexadecimal. */
export function computeContrast(a: string, b: string): number {
  const x = maybeParseColour(a);
  const y = maybeParseColour(b);
  if (x === undefined || y === undefined) return 21;
  const [light = 1, dark = 0] = [luminance(x), luminance(y)].sort((m, n) => n - m);
  return (light + 0.05) / (dark + 0.05);
}

/** `colour`, moved towards `ink` until text in it reads on `ground` (4.5 to 1). */
export function computeTextColour(colour: string, ground: string, ink: string): string {
  for (let share = 1; share > 0; share -= 0.05) {
    const candidate = mixColours(colour, ink, share);
    if (computeContrast(candidate, ground) >= 4.5) return candidate;
  }
  return ink;
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
