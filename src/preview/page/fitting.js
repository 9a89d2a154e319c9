// Fits the edition into its sheets as a build does, by the same code. Must not draw the sheets.
import { columnCss, readColumns } from './column-reading.js';
import { fitPages } from './page-fit.js';

const MM = 96 / 25.4;

/** Resolves with whether any rule has changed. The document is in columns meanwhile, and no picture of that is painted. */
export async function fitSheets(doc, paper) {
  const [fit, sheets] = [doc.getElementById('bw-fit'), doc.getElementById('bw-sheets')];
  const [before, css] = [fit.textContent, sheets.textContent];
  const frame = { width: (paper.width - 2 * paper.side) * MM, height: (paper.height - paper.top - paper.bottom) * MM, lift: (paper.top - paper.firstTop) * MM };
  const apply = (rules) => {
    fit.textContent = rules.replace('@media print', '@media all');
  };
  sheets.textContent = `html { text-rendering: geometricPrecision; } .bw-sheet { display: none; } ${columnCss(frame)}`;
  try {
    apply((await fitPages({ apply, measure: () => readColumns(doc, [], frame) }, frame.height)).css);
  } finally {
    sheets.textContent = css;
  }
  return fit.textContent !== before;
}
