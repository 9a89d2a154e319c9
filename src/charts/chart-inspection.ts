// Refuses a drawn chart that would mislead: empty, clipped, overlapping, or with a value that drew nothing.
// Must not mend it.
import type { Problem } from '../errors.ts';
import type { DrawnRow } from './chart-rows.ts';
import { hasFigure } from './chart-rows.ts';
import { OVERLAY } from './label-injection.ts';
import { boxesOverlap } from './scene.ts';
import type { Box, SceneItem } from './scene.ts';

export interface Inspection {
  /** The figure's id and its specification's file, for the messages. */
  readonly id: string;
  readonly specFile: string;
  readonly rows: readonly DrawnRow[];
  /** False for a specification that filters or sums rows. */
  readonly allRows: boolean;
  /** Along which of the two the values run, where a specification says so. */
  readonly valueAxis: 'x' | 'y' | undefined;
  readonly items: readonly SceneItem[];
  /** The picture's edge in the same system as the items. */
  readonly view: Box;
}

/** All that is wrong, measured with the real font; an empty list for a good chart. */
export function inspectChart(inspection: Inspection): Problem[] {
  const { id, specFile: file, rows, items } = inspection;
  const marks = items.filter((item) => item.role === 'mark' && item.visible && !item.name.startsWith(OVERLAY));
  const drawn = findDrawnRows(marks);
  if (marks.every((item) => item.type === 'text' || isFlat(item)) || (inspection.allRows && drawn.size === 0)) {
    return [{ code: 'CHART_EMPTY', message: `Figure "${id}" has ${rows.length} rows and no mark.`, file }];
  }
  const problems: Problem[] = [];
  const missing = inspection.allRows ? rows.filter((row) => hasFigure(row) && !drawn.has(row.row)) : [];
  if (missing.length > 0) {
    const names = missing.slice(0, 5).map((row) => `${row.label}, ${row.periodLabel}`);
    problems.push({ code: 'CHART_ROW_LOST', message: `Figure "${id}" drew no mark for ${missing.length} of ${rows.length} rows: ${names.join('; ')}.`, file });
  }
  problems.push(...findCollapsed(marks, inspection), ...findOutsidePlot(marks, inspection));
  const texts = items.filter((item) => item.type === 'text' && item.visible && item.text.trim() !== '');
  return [...problems, ...findClipped(texts, inspection), ...findOverlaps(texts, inspection), ...findCovered(texts, marks, inspection)];
}

/** A bar without area, a point of an area without height. */
function isFlat(item: SceneItem): boolean {
  if (item.type === 'area') return Math.abs(item.y - item.y2) < 0.01;
  return item.type === 'rect' && (Math.abs(item.width) < 0.01 || Math.abs(item.height) < 0.01);
}

/** A line or an area needs two neighbouring points to be seen, a bar a length unless its value is zero. */
function findDrawnRows(marks: readonly SceneItem[]): Set<number> {
  const drawn = new Set<number>();
  const add = (item: SceneItem | undefined): void => {
    const row = item?.datum['row'];
    if (typeof row === 'number') drawn.add(row);
  };
  marks.filter((m) => m.type === 'rect' && (!isFlat(m) || m.datum['value'] === 0)).forEach(add);
  marks.filter((m) => m.type === 'symbol' || m.type === 'rule' || m.type === 'arc' || m.type === 'path').forEach(add);
  for (const points of Map.groupBy(marks.filter((m) => m.type === 'line' || m.type === 'area' || m.type === 'trail'), (m) => m.mark).values()) {
    points.forEach((point, i) => {
      if (point.defined && (points[i - 1]?.defined === true || points[i + 1]?.defined === true)) add(point);
    });
  }
  return drawn;
}

/** Different values on one spot: a domain that does not hold them. */
function findCollapsed(marks: readonly SceneItem[], { id, specFile, rows, valueAxis }: Inspection): Problem[] {
  if (valueAxis === undefined) return [];
  const points = marks.filter((m) => (m.type === 'line' || m.type === 'symbol') && m.defined && typeof m.datum['row'] === 'number');
  const values = new Set(points.flatMap((m) => { const row = rows[Number(m.datum['row'])]; return [row?.value ?? row?.high ?? row?.low]; }));
  const spots = new Set(points.map((m) => Math.round(m[valueAxis] * 100)));
  if (values.size < 2 || spots.size > 1) return [];
  return [{ code: 'CHART_SCALE', message: `Figure "${id}" sets ${values.size} different values on one spot.`, file: specFile, hint: 'The domain of the scale does not hold them; look at domainMin and domainMax.' }];
}

/** A mark whose point lies outside the plot is clipped, or drawn over what stands there. */
function findOutsidePlot(marks: readonly SceneItem[], { id, specFile, rows }: Inspection): Problem[] {
  const slack = 1.5;
  const outside = marks.filter((m) => {
    const row = m.datum['row'];
    if (typeof row !== 'number' || m.panelWidth === 0 || m.panelHeight === 0 || m.type === 'text' || !m.defined) return false;
    const spots = m.type === 'rect' ? [[m.box.x1, m.box.y1], [m.box.x2, m.box.y2]] : [[m.x, m.y], [m.x, m.y2]];
    return spots.some(([x = 0, y = 0]) => x < m.originX - slack || x > m.originX + m.panelWidth + slack || y < m.originY - slack || y > m.originY + m.panelHeight + slack);
  });
  const names = [...new Set(outside.map((m) => rows[Number(m.datum['row'])]).map((row) => `${row?.label ?? ''}, ${row?.periodLabel ?? ''}`))];
  if (names.length === 0) return [];
  return [{ code: 'CHART_MARK_OUTSIDE', message: `Figure "${id}" draws ${names.length} rows outside its plot: ${names.slice(0, 5).join('; ')}.`, file: specFile, hint: 'The domain of the scale does not hold them; look at domain, domainMin and domainMax.' }];
}

function findClipped(texts: readonly SceneItem[], { id, specFile, view }: Inspection): Problem[] {
  const slack = 0.75;
  const outside = texts.filter(({ box }) => box.x1 < view.x1 - slack || box.x2 > view.x2 + slack || box.y1 < view.y1 - slack || box.y2 > view.y2 + slack);
  return outside.map((item) => ({ code: 'CHART_LABEL_CLIPPED', message: `Figure "${id}": the label ${quote(item.text)} is cut off by the edge.`, file: specFile, hint: 'Shorten it, or give the figure the full width.' }));
}

function findOverlaps(texts: readonly SceneItem[], { id, specFile }: Inspection): Problem[] {
  const problems: Problem[] = [];
  texts.forEach((a, i) => {
    for (const b of texts.slice(i + 1)) {
      if (problems.length >= 20 || !boxesOverlap(a.box, b.box, 1.5)) continue;
      problems.push({ code: 'CHART_LABEL_OVERLAP', message: `Figure "${id}": the labels ${quote(a.text)} and ${quote(b.text)} overlap.`, file: specFile, hint: 'Show fewer rows, shorten the names, or give the figure the full width.' });
    }
  });
  return problems;
}

/** Words over the symbol of another row, so that neither can be read. */
function findCovered(texts: readonly SceneItem[], marks: readonly SceneItem[], { id, specFile, rows }: Inspection): Problem[] {
  const slack = 3;
  const symbols = marks.filter((m) => m.type === 'symbol' && typeof m.datum['row'] === 'number');
  return texts.filter((text) => text.name.startsWith(OVERLAY)).flatMap((text) => {
    const covered = symbols.find((m) => m.datum['row'] !== text.datum['row'] && boxesOverlap(text.box, m.box, slack));
    const row = covered === undefined ? undefined : rows[Number(covered.datum['row'])];
    return row === undefined ? [] : [{ code: 'CHART_LABEL_OVERLAP', message: `Figure "${id}": the label ${quote(text.text)} covers the mark of ${row.label}, ${row.periodLabel}.`, file: specFile, hint: 'Show fewer rows, or give the figure the full width.' }];
  });
}

function quote(text: string): string {
  return `"${text.replaceAll('\n', ' ')}"`;
}
