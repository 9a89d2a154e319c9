// Names of countries as Epoch writes them → ISO codes. Must not guess: a name that is not known is reported.

/** Where Epoch's long names differ from `data/registry/countries.csv`. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['United States of America', 'US'],
  ['United Kingdom of Great Britain and Northern Ireland', 'GB'],
  ['Korea (Republic of)', 'KR'],
  ["Korea (Democratic People's Republic of)", 'KP'],
  ['Russian Federation', 'RU'],
  ['Iran (Islamic Republic of)', 'IR'],
  ['Viet Nam', 'VN'],
  ['Türkiye', 'TR'],
  ['Turkey', 'TR'],
  ['Czech Republic', 'CZ'],
  ['Multinational', 'ZZ'],
]);

/** Code of a name, or undefined. `countries` is the registry: code → name. */
export function findCountry(name: string, countries: ReadonlyMap<string, { readonly name: string }>): string | undefined {
  const alias = ALIASES.get(name);
  if (alias !== undefined) return alias;
  for (const [code, country] of countries) if (/^[A-Z]{2}$/.test(code) && country.name === name) return code;
  return undefined;
}

/** The cell `Country (of organization)`: a list with commas, in which a country may be there more than once. */
export function splitCountries(cell: string): readonly string[] {
  return [...new Set(cell.split(',').map((name) => name.trim()).filter((name) => name !== ''))];
}
