// Names with a star, such as `hub:google/gemma*`. Must not know what is named.

/** True when `name` is what `rule` says; `*` stands for any text, upper and lower case do not matter. */
export function matchesRule(name: string, rule: string): boolean {
  return matches(name.toLowerCase(), rule.toLowerCase());
}

/** Parts between the stars have to follow one another; greedy search is enough and never slow. */
function matches(name: string, rule: string): boolean {
  const [first = '', ...rest] = rule.split('*');
  if (rest.length === 0) return name === rule;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
