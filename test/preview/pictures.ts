// Renews the picture of templates/README.md: what a mistake looks like in the preview. `node test/preview/pictures.ts` writes it; look at it before it is committed.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/project.ts';
import { copyProject, startBrowser, startTestPreview } from './browser.ts';

const project = await copyProject('small');
const browser = await startBrowser();
const preview = await startTestPreview('small', project.root);
try {
  const change = async (path: string, from: string, to: string): Promise<void> => {
    const file = join(project.root, 'templates', path);
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  };
  const page = await browser.newPage();
  await page.setViewport({ width: 1100, height: 620 });
  await page.goto(preview.url);
  await page.waitForSelector('#pages li', { timeout: 60_000 });
  await change('partials/opening.hbs', '{{brief.question}}', '{{brief.questoin}}');
  await page.waitForSelector('#faults:not([hidden])', { timeout: 60_000 });
  const picture = await page.screenshot({ type: 'png' });
  await writeFile(join(packageRoot(), 'src/preview/mistake.png'), picture);
  process.stdout.write(`src/preview/mistake.png, ${Math.round(picture.length / 1024)} KiB\n`);
} finally {
  await preview.close();
  await browser.close();
  await project.remove();
}
