// The message as it leaves the templates: what every reader gets, and what nearly all mail gets wrong.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Briefing } from '../../../src/document/briefing.ts';
import { BriefwrightError } from '../../../src/errors.ts';
import { packageRoot } from '../../../src/project.ts';
import { readTheme } from '../../../src/render/html/theme.ts';
import { mailFigures } from '../../../src/render/mail/mail-figures.ts';
import { renderMail } from '../../../src/render/mail/render-mail.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import { makeBriefing, makeFolder } from '../../delivery/fixtures.ts';

const own = join(packageRoot(), 'templates');
const [templates, theme] = await Promise.all([readTemplates([own]), readTheme([own], 'default')]);
const rtl = makeBriefing({ edition: { ...makeBriefing().edition, locale: 'ar', dir: 'rtl' } });
const editions: readonly (readonly [string, Briefing])[] = [
  ['the sample', makeBriefing()], ['right to left', rtl], ['a corrected draft without takeaways or figures', makeBriefing({ takeaways: [], lead: [], sections: [], edition: { ...makeBriefing().edition, status: 'draft', statusLabel: 'Draft', nextLabel: '' } })],
];
const tagsOf = (html: string, name: string): readonly string[] => [...html.matchAll(new RegExp(`<${name}(?=[\\s>])(?:"[^"]*"|[^">])*>`, 'g'))].map((m) => m[0]);

/** With the project's files before the package's own. */
async function renderWith(files: Readonly<Record<string, string>>, briefing = makeBriefing()) {
  const folder = join(await makeFolder(), 'templates');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  try {
    return { mail: renderMail(briefing, await readTemplates([folder, own]), await readTheme([folder, own], 'default')), problems: [] };
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    return { mail: undefined, problems: error.problems };
  }
}

// Email Markup Consortium, 2026: of 376,348 messages 97 % lacked dir, 96 % lang, 84 % role=presentation, 48 % alt; eight had all.
describe.each(editions)('the four that nearly all mail fails, %s', (_, briefing) => {
  const { html } = renderMail(briefing, templates, theme);
  const { locale, dir } = briefing.edition;

  test('lang and dir, on the document and on what mail programs leave of it', () => {
    for (const tag of [...tagsOf(html, 'html'), ...tagsOf(html, 'div').slice(0, 1)]) {
      expect(tag).toContain(` lang="${locale}"`);
      expect(tag).toContain(` dir="${dir}"`);
    }
    expect(/<body[^>]*>\s*(<div)/.exec(html)?.[1]).toBe('<div');
  });

  test('every table is for layout and says so, also in what only Word reads', () => {
    expect(tagsOf(html, 'table').length).toBeGreaterThan(2);
    expect(tagsOf(html, 'table').filter((tag) => !tag.includes('role="presentation"'))).toEqual([]);
    expect(html).not.toMatch(/<t(h|head|foot)\b|<caption\b/);
  });

  test('every picture has words for it', () => {
    const pictures = tagsOf(html, 'img');
    expect(pictures).toHaveLength(mailFigures(briefing).length);
    expect(pictures.filter((tag) => !/ alt="[^"]{10,}"/.test(tag))).toEqual([]);
  });
});

describe('the HTML', () => {
  const { html, pictures } = renderMail(makeBriefing(), templates, theme);

  test('one title, one main heading, no level skipped, under 80 kB', () => {
    expect(html).toContain('<title>Open models monthly, November 2025</title>');
    const levels = [...html.matchAll(/<h([1-6])/g)].map((m) => Number(m[1]));
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.every((level, i) => i === 0 || level <= (levels[i - 1] ?? 0) + 1)).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
  });

  test('the styles are in the elements; only @media and the colour scheme are left in the head', () => {
    expect(tagsOf(html, 'p').filter((tag) => !tag.includes(' style="'))).toEqual([]);
    expect(tagsOf(html, 'h1')[0]).toMatch(/style="[^"]*font-family:'Source Serif 4',Georgia[^"]*color:#121618/);
    const sheet = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(sheet.replace(/:root \{[^}]*\}/, '').replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '').trim()).toBe('');
    expect(html).not.toContain('var(');
    expect(html).not.toMatch(/display: ?(flex|grid)|position:|<svg|src="data:/);
  });

  test('pictures come from the message and stand on a light ground of their own', () => {
    expect(pictures).toEqual(['use', 'downloads']);
    expect(tagsOf(html, 'img').map((tag) => / src="([^"]+)"/.exec(tag)?.[1])).toEqual(['cid:use@figure', 'cid:downloads@figure']);
    expect(tagsOf(html, 'td').find((tag) => tag.includes('class="plate"'))).toContain('background-color:#ffffff');
  });

  test('right to left, text begins at the right', () => {
    expect(renderMail(rtl, templates, theme).html).toMatch(/<div class="page rtl"[^>]*text-align:right/);
  });
});

test('a correction is said first, in both parts; other notices of page 1 are not repeated', () => {
  const [figure] = makeBriefing().lead;
  const callout = (tone: 'correction' | 'caution', title: string) => ({ kind: 'callout' as const, tone, title, paragraphs: [[`Why ${title}`, { note: 1, ref: 'r' }, '.']] });
  const { html, text } = renderMail(makeBriefing({ lead: [callout('correction', 'Corrected on 3 January'), callout('caution', 'Beware'), ...(figure === undefined ? [] : [figure])] }), templates, theme);
  expect(html).toContain('<strong>Corrected on 3 January</strong><br>Why Corrected on 3 January.</td>');
  expect(html.indexOf('Corrected on 3')).toBeLessThan(html.indexOf('<h1'));
  expect(text).toContain('\nCorrected on 3 January\nWhy Corrected on 3 January.\n\nDevelopers build on Qwen');
  expect(html + text).not.toContain('Beware');
});

describe('the brand', () => {
  const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGMQUDAAAACkAGE0Zn1yAAAAAElFTkSuQmCC', 'base64');
  const brandOf = async (logo: string, files: readonly string[], png = PNG) => {
    const folder = join(await makeFolder(), 'templates');
    const assets = join(folder, 'themes', 'default', 'assets');
    await mkdir(assets, { recursive: true });
    for (const name of files) await writeFile(join(assets, name), name.endsWith('.png') ? png : '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'themes', 'default', 'brand.yaml'), `logo: ${logo}\nlegal: "Our institute <Brussels> & <!--[proof]-->, no. 7."\n`);
    const branded = await readTheme([folder, own], 'default');
    return { branded, mail: renderMail(makeBriefing(), templates, branded) };
  };

  test('a PNG that is none is refused with the line of the brand file', async () => {
    await expect(brandOf('logo.svg', ['logo.svg', 'logo.png'], Buffer.from('<svg/>'))).rejects.toMatchObject({ problems: [{ code: 'THEME_ASSET', line: 1, message: expect.stringContaining('it is no PNG') }] });
  });

  test('a logo as PNG is among the pictures, before the title, on a ground of its own, with the publisher as its words; the legal line ends both parts', async () => {
    const { branded, mail } = await brandOf('logo.png', ['logo.png']);
    expect(mail.pictures).toEqual(['brand-logo', 'use', 'downloads']);
    expect(branded.mail.logo === undefined ? undefined : Buffer.from(branded.mail.logo).equals(PNG)).toBe(true);
    const [logo = ''] = tagsOf(mail.html, 'img');
    expect(logo).toContain('src="cid:brand-logo@figure" height="40" alt="Policy Desk"');
    expect(logo).toMatch(/style="[^"]*width:auto;height:40px/);
    expect(mail.html.indexOf(logo)).toBeLessThan(mail.html.indexOf('class="masthead"'));
    expect(mail.html.slice(0, mail.html.indexOf(logo))).toMatch(/<td class="plate" style="[^"]*background-color:#ffffff[^"]*">$/);
    expect(tagsOf(mail.html, 'table').filter((tag) => !tag.includes('role="presentation"'))).toEqual([]);
    expect(mail.html).toContain('<br>Our institute &lt;Brussels&gt; &amp; &lt;!-- [proof]--&gt;, no. 7.</p>');
    expect(mail.text).toContain('\nOur institute <Brussels> & <!-- [proof]-->, no. 7.\n');
  });

  test('a drawing takes a PNG of the same name; without one the message has no logo, and none is missed', async () => {
    expect((await brandOf('logo.svg', ['logo.svg', 'logo.png'])).mail.pictures[0]).toBe('brand-logo');
    const { branded, mail } = await brandOf('logo.svg', ['logo.svg', 'other.png']);
    expect([branded.mail.logo, mail.pictures, mail.html.includes('logo')]).toEqual([undefined, ['use', 'downloads'], false]);
  });
});

describe('figures', () => {
  const ids = (change: Partial<Briefing>): string[] => mailFigures(makeBriefing(change)).map((figure) => figure.id);
  const [takeaway] = makeBriefing().takeaways;

  test('that of page 1, those of the takeaways, and else the first, two at least and three at most', () => {
    if (takeaway === undefined) throw new Error('The sample has takeaways.');
    const speaks = (finding: string) => ({ ...takeaway, finding });
    expect(ids({ takeaways: [] })).toEqual(['use', 'downloads']);
    expect(ids({ takeaways: [speaks('prices.ratio'), speaks('use.level'), speaks('none.change')] })).toEqual(['use', 'prices']);
    expect(ids({ takeaways: [speaks('prices.ratio'), speaks('downloads.change')] })).toEqual(['use', 'prices', 'downloads']);
    expect(ids({ takeaways: [], lead: [], sections: [] })).toEqual([]);
  });
});

describe('what the document holds cannot become something else', () => {
  const evil = '<!--[proof]--><script>alert(1)</script><!--[=unsubscribe]-->\u202Etxt\u0007\u{D800}';
  const briefing = makeBriefing({ title: evil, bottomLine: [evil, { href: 'javascript:alert(1)', text: 'a' }, { href: 'http://example.org/', text: 'b' }], headline: [{ text: evil, lang: '"><b>' }], brief: { ...makeBriefing().brief, contact: 'javascript:alert(1)', publisher: evil } });
  const { html, text } = renderMail(briefing, templates, theme);

  test('no mark, no element, no link, no control character', () => {
    expect(html.match(/<!--\[=?unsubscribe\]-->/g)).toHaveLength(2);
    expect(text.match(/<!--\[=?unsubscribe\]-->/g)).toHaveLength(2);
    expect(text.match(/<!--\[proof\]-->/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<b>|href="(?!https:|mailto:|<!--\[=)/);
    expect(html + text).not.toMatch(/[\u0000-\u0008\u202e]|\p{Cs}/u);
  });

  test('in the plain part & and quotes stay what they are', () => {
    const plain = renderMail(makeBriefing({ bottomLine: ['R&D "grew" <fast> & it\'s'] }), templates, theme).text;
    expect(plain).toContain('R&D "grew" <fast> & it\'s');
  });
});

describe('templates of a project', () => {
  test('take the place of either part, and see the whole briefing', async () => {
    const { mail, problems } = await renderWith({ 'email/brief.txt.hbs': '{{title}} by {{brief.publisher}}\n\n\n\n{{#each sections}}{{title}}{{/each}}\n', 'themes/default/mail.css': 'h1 { color: var(--accent); }' });
    expect(problems).toEqual([]);
    expect(mail?.text).toBe('Open models monthly, November 2025 by Policy Desk\n\nDownloads\n');
    expect(mail?.html).toContain('<h1 style="color:#0f5b5f">');
  });

  test.each<[string, string, string, object]>([
    ['an unknown name', 'email/brief.html.hbs', '<p>\n{{titel}}</p>', { code: 'TEMPLATE_UNKNOWN_NAME', line: 2, column: 3 }],
    ['an unknown word', 'email/brief.txt.hbs', '{{word "nope"}}', { code: 'TEMPLATE_UNKNOWN_NAME', line: 1 }],
    ['a part that nobody knows', 'email/brief.html.hbs', '{{begin "prof"}}x{{end "prof"}}', { code: 'TEMPLATE_UNKNOWN_NAME', hint: 'Try "proof".' }],
    ['a part that does not end', 'email/brief.html.hbs', '<p>{{begin "proof"}}x</p>', { code: 'TEMPLATE_MAIL_PART', message: 'The part "proof" is not ended.' }],
    ['a part in a part', 'email/brief.txt.hbs', '{{begin "proof"}}{{begin "linked"}}{{end "linked"}}{{end "proof"}}', { code: 'TEMPLATE_MAIL_PART' }],
    ['an end without a beginning', 'email/brief.txt.hbs', 'x {{end "proof"}}', { code: 'TEMPLATE_MAIL_PART' }],
    ['a script', 'email/brief.html.hbs', '<script>1</script>', { code: 'TEMPLATE_HTML' }],
    ['a value in style', 'email/brief.html.hbs', '<p style="color:{{title}}">x</p>', { code: 'TEMPLATE_HTML' }],
    ['a text as an address', 'email/brief.html.hbs', '<a href="{{title}}">x</a>', { code: 'TEMPLATE_HTML' }],
    ['a figure of the page', 'email/brief.html.hbs', '<img src="{{picture "prices"}}" alt="">', { code: 'TEMPLATE_UNKNOWN_NAME' }],
    ['a misspelt file', 'email/brief.htm.hbs', 'x', { code: 'TEMPLATE_UNUSED', hint: 'Did you mean "email/brief.html.hbs"?' }],
    ['more than 80 kB', 'email/brief.html.hbs', '<p>word</p>'.repeat(9000), { code: 'MAIL_TOO_LONG' }],
    ['a selector that cannot be written into an element', 'themes/default/mail.css', 'p { color: red }\n\n  a:hover { color: red }', { code: 'THEME_CSS', line: 3, column: 3 }],
    ['an unknown role', 'themes/default/mail.css', 'p {\n  color: var(--inkk); }', { code: 'THEME_CSS', line: 2, column: 10 }],
    ['what is no rule', 'themes/default/mail.css', 'p { color: red }\nstray', { code: 'THEME_CSS', line: 2, column: 1 }],
    ['a sheet that loads', 'themes/default/mail.css', 'p { background: url(https://example.org/x.png) }', { code: 'THEME_CSS', line: 1 }],
  ])('%s is refused with its place', async (_, path, text, problem) => {
    const { mail, problems } = await renderWith({ [path]: text });
    expect(mail).toBeUndefined();
    expect(problems[0]).toMatchObject(problem);
  });
});
