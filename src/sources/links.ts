// `Link` headers (RFC 8288), as far as pagination needs them. Must not follow them.

/** The address of `rel="next"`, or undefined. */
export function findNextLink(header: string | undefined): string | undefined {
  for (const [, url, rest] of (header ?? '').matchAll(/<([^<>]*)>((?:\s*;\s*[^,;<>]+)*)/g)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next(\s*;|\s*$))/i.test(rest ?? '')) return url;
  }
  return undefined;
}
