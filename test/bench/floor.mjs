// The least that printing takes: Node, Puppeteer, one page, one PDF. Arguments: browser, HTML file, PDF file.
// Must stay what a person would write first. Plain JavaScript, so that Node does not load its type stripper.
import { readFileSync, writeFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const [, , executablePath, html, pdf] = process.argv;
const browser = await puppeteer.launch({ executablePath, pipe: true, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage();
await page.setContent(readFileSync(html, 'utf8'));
writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true }));
await browser.close();
