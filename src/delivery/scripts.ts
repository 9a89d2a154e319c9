// Letters that a person could take for others: mixed scripts, and letters of one script that look like another's (Unicode TR 39). Must not know what they are part of.

/** Scripts that occur together in one language; anything else in one word is a disguise (highly restrictive). */
const COMPANY: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const SCRIPTS: readonly (readonly [name: string, test: RegExp])[] = [
  'Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Tamil', 'Thai',
  'Georgian', 'Cherokee', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul',
].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** Cyrillic, Greek and Armenian letters that look like a Latin one, be it from afar. A word made of nothing else is taken for a disguise. */
const LATIN_LIKE = /^[асԁеһіјӏкмпорԛгѕтԝхуъьԍүҽαικνορτυχωγօսոհյց0-9-]+$/u;

/** Those among them that look the same also from near. */
const LATIN_TWINS = /^[асԁеһіјӏорԛѕԝхуүҽαινορυօսոհյց]+$/u;

/** True when `word`, letters in lower case, could be a Latin one for anybody. */
export function isLatinTwin(word: string): boolean {
  return LATIN_TWINS.test(word);
}

/** True when `word`, in lower case, has no letter that shows that it is not Latin. */
export function isLatinLike(word: string): boolean {
  return LATIN_LIKE.test(word);
}

/** Names of the scripts of the letters of `word`; one without an entry here stands for itself. */
export function scriptsOf(word: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const letter of word) {
    if (!/\p{L}/u.test(letter) || /\p{Script=Common}|\p{Script=Inherited}/u.test(letter)) continue;
    found.add(SCRIPTS.find(([, test]) => test.test(letter))?.[0] ?? `other ${letter.codePointAt(0) ?? 0}`);
  }
  return found;
}

/** True when `word` mixes scripts that no language writes together. */
export function isMixed(word: string): boolean {
  const found = scriptsOf(word);
  const named = [...found].filter((name) => !name.startsWith('other'));
  // Scripts without an entry are told apart from the named ones only: two letters of one rare script are no mixture.
  if (named.length === 0) return false;
  if (found.size > named.length) return true;
  return found.size > 1 && !COMPANY.some((company) => [...found].every((name) => company.includes(name)));
}
