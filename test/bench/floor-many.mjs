// The least that printing many documents takes: Node, Puppeteer, one browser, so many pages at a time. Arguments: browser, pages at a time, folder of HTML files.
// Must stay what a person would write first. Plain JavaScript, so that Node does not load its type stripper.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const [, , executablePath, atOnce, folder = ''] = process.argv;
const files = readdirSync(folder).filter((name) => name.endsWith('.html'));
const browser = await puppeteer.launch({ executablePath, pipe: true, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
await Promise.all(Array.from({ length: Number(atOnce) }, async () => {
  for (let name = files.pop(); name !== undefined; name = files.pop()) {
    const page = await browser.newPage();
    await page.setContent(readFileSync(join(folder, name), 'utf8'));
    writeFileSync(join(folder, `${name}.pdf`), await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true }));
    await page.close();
  }
}));
await browser.close();
