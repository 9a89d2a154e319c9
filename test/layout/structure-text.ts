// The tags of a PDF as text, one block a line: what a screen reader gets, to be read by a person. Only for tests.
import type { PdfReport, StructureNode } from '../../src/render/pdf/report.ts';

const INLINE = new Set(['NonStruct', 'Span', 'Strong', 'Em', 'Link', 'Code', 'Quote', 'Reference']);

/** Blocks with their words, figures with their alternative text, rows with their cells, then every link with what it says and where it leads. */
export function structureText({ structure, links }: PdfReport): string {
  const said = links.map(({ page, uri, target, contents }) => `page ${page}: ${contents} → ${uri ?? `#${target ?? ''}`}`);
  return [...structure.flatMap((node) => linesOf(node, '')), '', 'Links', ...said, ''].join('\n');
}

function linesOf(node: StructureNode, indent: string): string[] {
  const head = `${indent}${node.type}${node.language === undefined ? '' : ` [${node.language}]`}`;
  if (node.type === 'Figure') return [`${head} “${node.alt ?? ''}”`];
  if (node.type === 'TR' && node.children.every((cell) => cell.children.every(isInline))) return [`${head} ${node.children.map((cell) => `${cell.type}${cell.scope === undefined ? '' : ` of ${cell.scope.toLowerCase()}`}: ${cell.text.trim()}`).join(' | ')}`];
  if (node.children.every(isInline)) return [`${head} ${node.text.trim()}`.trimEnd(), ...node.children.flatMap((child) => foreign(child, `${indent}  `))];
  return [head, ...node.children.flatMap((child) => linesOf(child, `${indent}  `))];
}

function isInline(node: StructureNode): boolean {
  return INLINE.has(node.type) && node.children.every(isInline);
}

/** Words within a line that are in another language. */
function foreign(node: StructureNode, indent: string): string[] {
  return node.language === undefined ? node.children.flatMap((child) => foreign(child, indent)) : [`${indent}in ${node.language}: ${node.text.trim()}`];
}
