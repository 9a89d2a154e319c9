// A checkout of its own to measure in: the program, its data and templates copied, the packages linked. Must not touch the real one.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Workspace {
  readonly folder: string;
  /** Arguments for Node: what `npm run brief` runs. */
  readonly build: readonly string[];
  /** As after a fresh clone and `npm ci`; the browser stays unpacked, beside the packages. */
  readonly forget: () => void;
  /** Changes the page and no chart: another comment in the style sheet. */
  readonly touch: (round: number) => void;
  readonly remove: () => void;
}

export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'briefwright-bench-'));
  for (const name of ['src', 'templates', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  cpSync(join(root, 'data'), join(folder, 'data'), { recursive: true, filter: (path) => !/[\\/](private|raw)$/.test(path) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const sheet = join(folder, 'templates', 'themes', 'default', 'print.css');
  const css = readFileSync(sheet, 'utf8');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { brief: string } };
  const forget = (): void => ['out', '.briefwright'].forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));
  return {
    folder,
    build: [...scripts.brief.split(' ').slice(1), 'build', '--quiet'],
    forget,
    touch: (round) => writeFileSync(sheet, `${css}/* ${round} */\n`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What jsreport gets: the finished page cut at its charts, and their specifications. */
export function composePeerRequest(edition: string): { readonly template: string; readonly data: unknown } {
  const html = readFileSync(join(edition, 'brief.html'), 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  const [before = '', after = ''] = html.split('</head>', 2);
  const figures = [...after.matchAll(/<svg[^>]*>[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
  const names = (JSON.parse(readFileSync(join(edition, 'manifest.json'), 'utf8')) as { outputs: Record<string, unknown> }).outputs;
  const charts = Object.keys(names).filter((name) => /^figures\/.*\.svg$/.test(name)).map((name) => ({ name, svg: readFileSync(join(edition, name), 'utf8').trim() }));
  const parts: { html: string; spec?: unknown }[] = [];
  let rest = after;
  for (const svg of figures) {
    const chart = charts.find((one) => one.svg.replace(/\s+/g, '') === svg.replace(/\s+/g, ''));
    if (chart === undefined) continue;
    const at = rest.indexOf(svg);
    parts.push({ html: rest.slice(0, at), spec: readFileSync(join(edition, chart.name.replace(/svg$/, 'vl.json')), 'utf8') });
    rest = rest.slice(at + svg.length);
  }
  if (parts.length !== charts.length) throw new Error(`${parts.length} of ${charts.length} charts were found in the page.`);
  const library = (name: string): string => readFileSync(join(root, 'node_modules', name, 'build', `${name}.min.js`), 'utf8').replaceAll('</script', '<\\/script');
  return { template: TEMPLATE, data: { head: before, parts, rest, vega: library('vega'), vegaLite: library('vega-lite') } };
}

const TEMPLATE = `{{{head}}}<script>{{{vega}}}</script><script>{{{vegaLite}}}</script></head>
{{#each parts}}{{{html}}}<div class="drawn-here"></div><script type="application/json">{{{spec}}}</script>{{/each}}{{{rest}}}
<script>
Promise.all([...document.querySelectorAll('.drawn-here')].map((place) => {
  const { spec } = vegaLite.compile(JSON.parse(place.nextElementSibling.textContent));
  return new vega.View(vega.parse(spec), { renderer: 'svg', container: place }).runAsync();
})).then(() => { window.JSREPORT_READY_TO_START = true; });
</script>`;

