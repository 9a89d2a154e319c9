// Vega's scene graph as a flat list in one system of coordinates. Must not change it.

/** The parts of Vega's scene graph that are read here; Vega declares none of them. */
export interface SceneMark {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  readonly items: readonly RawItem[];
}

interface RawItem {
  readonly x?: number;
  readonly y?: number;
  readonly x2?: number;
  readonly y2?: number;
  readonly width?: number;
  readonly height?: number;
  readonly size?: number;
  readonly opacity?: number;
  readonly fill?: unknown;
  readonly stroke?: unknown;
  readonly text?: unknown;
  readonly defined?: boolean;
  readonly datum?: unknown;
  readonly bounds?: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  readonly items?: readonly SceneMark[];
}

/** A rectangle in pixels. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** One drawn thing; pixels from the plot's upper left corner. */
export interface SceneItem {
  readonly type: string;
  readonly role: string;
  /** The mark's name in Vega: a unit named `lines` makes `lines_marks`. */
  readonly name: string;
  /** Which mark it belongs to: all points of one line share it. */
  readonly mark: number;
  /** Corner of the panel that it stands in; 0, 0 without panels. */
  readonly originX: number;
  readonly originY: number;
  /** Size of that panel; 0 where Vega tells none. */
  readonly panelWidth: number;
  readonly panelHeight: number;
  readonly x: number;
  readonly y: number;
  /** The other edge of an area at `x`; `y` where there is none. */
  readonly y2: number;
  readonly box: Box;
  /** Of a bar, without its outline. */
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly defined: boolean;
  readonly visible: boolean;
  readonly fill: string | undefined;
  readonly text: string;
  readonly datum: Readonly<Record<string, unknown>>;
}

/** Every item below `root` that is not a group. */
export function flattenScene(root: SceneMark): SceneItem[] {
  const out: SceneItem[] = [];
  const counter = { marks: 0 };
  visit(root, { x: 0, y: 0, width: 0, height: 0 }, out, counter);
  return out;
}

interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function visit(mark: SceneMark, panel: Panel, out: SceneItem[], counter: { marks: number }): void {
  const id = counter.marks++;
  for (const item of mark.items) {
    if (mark.marktype === 'group') {
      const inner = { x: panel.x + (item.x ?? 0), y: panel.y + (item.y ?? 0), width: item.width ?? panel.width, height: item.height ?? panel.height };
      for (const child of item.items ?? []) visit(child, inner, out, counter);
    } else out.push(normalizeItem(mark, item, id, panel));
  }
}

function normalizeItem(mark: SceneMark, item: RawItem, id: number, { x: dx, y: dy, width: panelWidth, height: panelHeight }: Panel): SceneItem {
  const b = item.bounds ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
  return {
    type: mark.marktype,
    role: mark.role ?? '',
    name: mark.name ?? '',
    mark: id,
    originX: dx,
    originY: dy,
    panelWidth,
    panelHeight,
    x: dx + (item.x ?? 0),
    y: dy + (item.y ?? 0),
    y2: dy + (item.y2 ?? item.y ?? 0),
    box: { x1: dx + b.x1, y1: dy + b.y1, x2: dx + b.x2, y2: dy + b.y2 },
    width: item.width ?? 0,
    height: item.height ?? 0,
    size: item.size ?? 0,
    defined: item.defined !== false,
    visible: item.opacity !== 0,
    fill: typeof item.fill === 'string' ? item.fill : undefined,
    text: Array.isArray(item.text) ? item.text.join('\n') : item.text === undefined || item.text === null ? '' : String(item.text),
    datum: isRecord(item.datum) ? item.datum : {},
  };
}

/** The smallest box around all of `boxes`, or undefined when there are none. */
export function maybeUniteBoxes(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  return {
    x1: Math.min(...boxes.map((b) => b.x1)),
    y1: Math.min(...boxes.map((b) => b.y1)),
    x2: Math.max(...boxes.map((b) => b.x2)),
    y2: Math.max(...boxes.map((b) => b.y2)),
  };
}

/** True when the two share more than `slack` pixels both ways. */
export function boxesOverlap(a: Box, b: Box, slack = 0): boolean {
  return Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1) > slack && Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1) > slack;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
