// The same charts and document through jsreport: a Handlebars template, the charts drawn in the page by Vega, printed by chrome-pdf on the same browser.
// Arguments: folder where jsreport is installed, browser, JSON file with the request, PDF file. Must leave jsreport as it comes, but for its log and store.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , folder, executablePath, request, pdf] = process.argv;
const require = createRequire(join(folder, 'package.json'));
const server = require('jsreport')({
  loadConfig: false, rootDirectory: folder, trustUserCode: true, store: { provider: 'memory' }, logger: { silent: true }, reportTimeout: 120_000,
  extensions: {
    express: { enabled: false }, studio: { enabled: false },
    'chrome-pdf': { launchOptions: { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] } },
  },
});
await server.init();
const { template, data } = JSON.parse(readFileSync(request, 'utf8'));
const { content } = await server.render({
  template: { content: template, engine: 'handlebars', recipe: 'chrome-pdf', chrome: { printBackground: true, preferCSSPageSize: true, waitForJS: true } }, data,
});
writeFileSync(pdf, content);
await server.close();
process.exit(0);
