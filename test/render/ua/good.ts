// A good PDF to spoil: the sample with notes, printed by the real browser and finished. Must not be changed by a test.
import { finishPdf } from '../../../src/render/pdf/finish.ts';
import { launch } from '../browser/launch.ts';
import { sampleHtml } from '../browser/sample.ts';
import { REQUEST } from '../pdf/request.ts';

const NOTES = '<p>Said <a id="ref-1-1" href="#note-1">1</a> and again <a id="ref-2-1" href="#note-2">2</a>.</p>'
  + '<ol><li id="note-1">First source. <a href="#ref-1-1">↑</a></li><li id="note-2">Second source. <a href="#ref-2-1">↑</a></li></ol>';

export const GOOD_HTML = sampleHtml({ body: NOTES });

export async function printGood(): Promise<Uint8Array> {
  const browser = await launch();
  try {
    return await finishPdf((await browser.print(GOOD_HTML)).pdf, REQUEST);
  } finally {
    await browser.close();
  }
}
