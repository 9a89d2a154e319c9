// Reads the message files of a locale, the project's before the package's own. Must not fill them in.
import { readFile } from 'node:fs/promises';
import { parseYaml } from '../config/yaml.ts';
import { BriefwrightError, failure } from '../errors.ts';
import { relativeTo, templateCandidates, type Project } from '../project.ts';
import { createMessages, type MessageFile, type Messages } from './messages.ts';

export interface ReadMessages {
  readonly messages: Messages;
  readonly files: readonly MessageFile[];
  /** The same messages with those of `first` before them. */
  readonly under: (first: MessageFile) => Messages;
}

/** `templates/messages/<locale>.yaml`, then `<language>.yaml`, each from every templates folder, then `last`. Throws LOCALE_UNKNOWN. */
export async function readMessages(project: Project, locale: string, last?: MessageFile): Promise<ReadMessages> {
  const names = [...new Set([locale, new Intl.Locale(locale).language])];
  const paths = names.flatMap((name) => templateCandidates(project, `messages/${name}.yaml`));
  const files: MessageFile[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const file = relativeTo(project, path);
    const yaml = parseYaml(text, file);
    files.push({ file, text, tree: yaml.value, locate: (keys) => yaml.locate(keys) });
  }
  if (files.length === 0) throw failure('LOCALE_UNKNOWN', `There are no messages for "${locale}".`, { hint: `Looked for ${names.map((n) => `templates/messages/${n}.yaml`).join(' and ')}.` });
  const all = last === undefined ? files : [...files, last];
  return { messages: createMessages(locale, all), files, under: (first) => createMessages(locale, [first, ...all]) };
}

/** Every message whose syntax is wrong, with its place. */
export function checkMessages(messages: Messages, keys: readonly string[]): BriefwrightError['problems'] {
  return keys.flatMap((key) => {
    try {
      messages.argumentsOf(key);
      return [];
    } catch (error) {
      if (error instanceof BriefwrightError) return error.problems;
      throw error;
    }
  });
}
