// What an edition holds for its messages: two texts and the pictures, the same for every reader. Must not know a reader.

export interface MailParts {
  /** A whole document with the marks of `marks.ts`. */
  readonly html: string;
  readonly text: string;
  /** PNG by figure id, and the logo. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

export const MAIL_HTML = 'email/message.html';
export const MAIL_TEXT = 'email/message.txt';

/** The theme's logo among the pictures. */
export const LOGO = 'brand-logo';

/** By path in the edition's folder. */
export function mailFiles({ html, text, pictures }: MailParts): ReadonlyMap<string, Uint8Array | string> {
  return new Map<string, Uint8Array | string>([[MAIL_HTML, html], [MAIL_TEXT, text], ...[...pictures].map(([id, png]): [string, Uint8Array] => [picturePath(id), png])]);
}

export function picturePath(figure: string): string {
  return `email/${figure}.png`;
}

/** `Content-ID` of a picture: the HTML shows it as `cid:` and this. */
export function pictureId(figure: string): string {
  return `${figure}@figure`;
}

/** Ids of the figures that `html` shows, each once, in reading order. */
export function findPictures(html: string): readonly string[] {
  return [...new Set([...html.matchAll(/\ssrc="cid:([a-z0-9-]+)@figure"/g)].map((match) => match[1] ?? ''))];
}
