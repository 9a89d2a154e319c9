// Just enough of MIME to find a report in a message from anybody: bounded in size, depth and number of parts. Must not throw for what it is given.

export interface MimePart {
  /** Lower case, `text/plain` where the message says nothing. */
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  /** Unfolded, by lower-case name; the first of each name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded, line feeds only; empty for a multipart. */
  readonly body: string;
  readonly parts: readonly MimePart[];
}

const MAX_DEPTH = 6;
const MAX_PARTS = 60;
const MAX_HEADER = 64 * 1024;
const MAX_FIELDS = 500;

/** `bytes` as one part with its parts. What lies deeper or comes after the sixtieth part is left out. */
export function parseMime(bytes: Uint8Array): MimePart {
  const text = Buffer.from(bytes).toString('latin1').replace(/\r\n?/g, '\n');
  return parsePart(text, 0, { left: MAX_PARTS });
}

/** The fields of a block of header lines. */
export function parseFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.slice(0, MAX_HEADER).replace(/\n[ \t]+/g, ' ').split('\n').slice(0, MAX_FIELDS)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    if (at > 0 && !/\s/.test(name) && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
}

function parsePart(text: string, depth: number, budget: { left: number }): MimePart {
  budget.left -= 1;
  // A part may have no header at all: then it begins with the empty line.
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const headers = parseFields(end < 0 ? text : text.slice(0, end));
  const rest = end < 0 ? '' : text.slice(text.startsWith('\n') ? 1 : end + 2);
  const { type, params } = parseContentType(headers.get('content-type') ?? 'text/plain');
  const boundary = params.get('boundary') ?? '';
  if (!type.startsWith('multipart/') || boundary === '' || boundary.length > 200) return { type, params, headers, body: decode(rest, headers.get('content-transfer-encoding') ?? ''), parts: [] };
  const parts: MimePart[] = [];
  if (depth < MAX_DEPTH) for (const piece of splitParts(rest, boundary)) if (budget.left > 0) parts.push(parsePart(piece, depth + 1, budget));
  return { type, params, headers, body: '', parts };
}

function parseContentType(value: string): { readonly type: string; readonly params: ReadonlyMap<string, string> } {
  const line = value.slice(0, 2000);
  const params = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of line.matchAll(/;\s*([a-z0-9-]+)\s*=\s*(?:"([^"]*)"|([^;\s"]*))/gi)) {
    if (!params.has(name.toLowerCase())) params.set(name.toLowerCase(), quoted ?? bare);
  }
  return { type: (line.split(';')[0] ?? '').trim().toLowerCase(), params };
}

function splitParts(text: string, boundary: string): readonly string[] {
  const pieces: string[] = [];
  const mark = `\n--${boundary}`;
  const whole = `\n${text}`;
  let start = -1;
  for (let at = whole.indexOf(mark); at >= 0; at = whole.indexOf(mark, at + 1)) {
    const lineEnd = whole.indexOf('\n', at + mark.length);
    const tail = whole.slice(at + mark.length, lineEnd < 0 ? undefined : lineEnd).trimEnd();
    // Another boundary may begin with this one.
    if (tail !== '' && tail !== '--') continue;
    if (start >= 0) pieces.push(whole.slice(start, at));
    if (tail === '--' || lineEnd < 0 || pieces.length > MAX_PARTS) return pieces;
    start = lineEnd + 1;
  }
  // A message that was cut off still has its last part.
  return start >= 0 ? [...pieces, whole.slice(start)] : pieces;
}

function decode(text: string, encoding: string): string {
  switch (encoding.trim().toLowerCase()) {
    case 'base64': return Buffer.from(text, 'base64').toString('latin1').replace(/\r\n?/g, '\n');
    case 'quoted-printable': return text.replace(/[ \t]+$/gm, '').replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    default: return text;
  }
}
