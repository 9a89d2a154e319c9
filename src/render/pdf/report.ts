// What can be read back out of a PDF, as plain data. Must not hold objects of a PDF library.

export interface PdfPage {
  /** Counting from 1. */
  readonly number: number;
  /** Points, 72 to the inch. */
  readonly width: number;
  readonly height: number;
  readonly text: string;
  /** Text beside each sign that its face does not have. */
  readonly missing: readonly string[];
  /** Painting operations that are neither tagged nor artifacts. */
  readonly unmarked: number;
}

export interface OutlineItem {
  readonly title: string;
  readonly page: number | undefined;
  readonly children: readonly OutlineItem[];
}

export interface StructureNode {
  /** Standard or Chrome's own type: `H1`, `P`, `Figure`, `NonStruct`. */
  readonly type: string;
  readonly alt?: string;
  readonly language?: string;
  /** Header cells: `Row` or `Column`. */
  readonly scope?: string;
  readonly page: number | undefined;
  /** Own text and that of everything below, in reading order. */
  readonly text: string;
  readonly children: readonly StructureNode[];
}

export interface PdfHeading {
  readonly level: number;
  readonly text: string;
  readonly page: number | undefined;
}

export interface PdfFont {
  /** PostScript name without the subset's prefix; empty for a Type 3 font without a name. */
  readonly name: string;
  readonly type: string;
  readonly embedded: boolean;
  readonly subset: boolean;
  readonly toUnicode: boolean;
}

export interface PdfAttachment {
  readonly name: string;
  readonly description: string;
  readonly mime: string;
  readonly relationship: string;
  readonly bytes: Uint8Array;
}

export interface PdfLink {
  readonly page: number;
  /** An address outside, or undefined for a link within the document. */
  readonly uri: string | undefined;
  /** Element id within the document. */
  readonly target: string | undefined;
  /** What a screen reader says. */
  readonly contents: string;
}

export interface PdfReport {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly creator: string;
  readonly producer: string;
  /** ISO instants, or undefined. */
  readonly created: string | undefined;
  readonly modified: string | undefined;
  readonly language: string;
  /** The window shows the title, not the file's name. */
  readonly showsTitle: boolean;
  readonly tagged: boolean;
  readonly xmp: string;
  readonly pages: readonly PdfPage[];
  readonly outline: readonly OutlineItem[];
  readonly structure: readonly StructureNode[];
  readonly headings: readonly PdfHeading[];
  readonly figures: readonly StructureNode[];
  readonly fonts: readonly PdfFont[];
  readonly attachments: readonly PdfAttachment[];
  readonly links: readonly PdfLink[];
}
