// Checkpoints 20, 21, 25, 26 and 30: layers, attachments, XFA, encryption, borrowed pages. Must not look at tags.
import { PDFArray, PDFDict, PDFName, PDFStream, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
import { splitOperations } from '../pdf/content-stream.ts';
import { decodeStream, maybeArray, maybeDict, maybeNumber, readPageContent, resolveObject } from '../pdf/objects.ts';
import { hasText } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkFeatures(subject: Subject): Finding[] {
  return [...checkLayers(subject), ...checkAttachments(subject), ...checkXfa(subject), ...checkForms(subject)];
}

function checkLayers({ catalog, context }: Subject): Finding[] {
  const properties = maybeDict(catalog, 'OCProperties');
  const standard = maybeDict(properties, 'D');
  const others = dictsOf(context, maybeArray(properties, 'Configs'));
  const found: Finding[] = others.filter((one) => !hasText(one, 'Name')).map(() => ({ checkpoint: '20-001', message: 'A configuration of layers has no name.' }));
  if (standard !== undefined && !hasText(standard, 'Name')) found.push({ checkpoint: '20-002', message: 'The standard configuration of layers has no name.' });
  if ([standard, ...others].some((one) => one?.has(PDFName.of('AS')) === true)) found.push({ checkpoint: '20-003', message: 'Layers are switched by themselves (AS).' });
  return found;
}

/** Every file specification with a file in it, wherever it hangs. */
function checkAttachments({ context }: Subject): Finding[] {
  return context.enumerateIndirectObjects().flatMap(([, object]) => {
    if (!(object instanceof PDFDict) || !object.has(PDFName.of('EF')) || (hasText(object, 'F') && hasText(object, 'UF'))) return [];
    return [{ checkpoint: '21-001', message: 'An attached file lacks one of its two names (F, UF).' }];
  });
}

function checkXfa({ catalog, context }: Subject): Finding[] {
  const xfa = maybeDict(catalog, 'AcroForm')?.lookup(PDFName.of('XFA'));
  const parts = xfa instanceof PDFArray ? xfa.asArray().map((one) => resolveObject(context, one)) : [xfa];
  const text = parts.map((part) => (part instanceof PDFStream ? Buffer.from(decodeStream(part)).toString('utf8') : '')).join('');
  return /<dynamicRender>\s*required\s*</.test(text) ? [{ checkpoint: '25-001', message: 'The form is an XFA form that is laid out when it is opened.' }] : [];
}

/** What the encryption dictionary of a locked file says; the file itself need not be readable. */
export function checkEncryption(encryption: PDFDict): Finding[] {
  const rights = maybeNumber(encryption, 'P');
  if (rights === undefined) return [{ checkpoint: '26-001', message: 'The encryption does not say what is allowed.' }];
  return (rights & 0x200) === 0 ? [{ checkpoint: '26-002', message: 'The encryption keeps the text from screen readers.' }] : [];
}

/** Placed forms: none that stands for a page of another file, none with tags that is placed twice. */
function checkForms({ pages }: Subject): Finding[] {
  const placed = new Map<PDFStream, number>();
  const found: Finding[] = [];
  const visit = (text: string, resources: PDFDict | undefined, number: number, depth: number): void => {
    const objects = maybeDict(resources, 'XObject');
    if (objects === undefined || depth > 12) return;
    for (const { operator, operands } of splitOperations(text)) {
      const form = operator === 'Do' ? objects.lookup(PDFName.of((operands[0] ?? '').slice(1))) : undefined;
      if (!(form instanceof PDFStream) || form.dict.lookup(PDFName.of('Subtype')) !== PDFName.of('Form')) continue;
      const inner = Buffer.from(decodeStream(form)).toString('latin1');
      const times = (placed.get(form) ?? 0) + 1;
      placed.set(form, times);
      if (form.dict.has(PDFName.of('Ref'))) found.push({ checkpoint: '30-001', message: 'A form stands for a page of another file.', page: number });
      if (times === 2 && /\/MCID\b/.test(inner)) found.push({ checkpoint: '30-002', message: 'A form with tagged content is placed more than once.', page: number });
      visit(inner, maybeDict(form.dict, 'Resources') ?? resources, number, depth + 1);
    }
  };
  for (const { page, number } of pages) if (maybeDict(page.node.Resources(), 'XObject') !== undefined) visit(readPageContent(page), page.node.Resources(), number, 0);
  return found;
}

function dictsOf(context: PDFContext, list: PDFArray | undefined): PDFDict[] {
  return (list?.asArray() ?? []).map((one: PDFObject) => resolveObject(context, one)).filter((one): one is PDFDict => one instanceof PDFDict);
}
