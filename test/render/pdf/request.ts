// What the sample is finished with, and what the gate expects of it.
import type { FinishRequest } from '../../../src/render/pdf/finish.ts';
import type { Expected } from '../../../src/render/pdf/gate.ts';

export const REQUEST: FinishRequest = {
  title: 'Sample <brief> & more', author: 'Policy Unit', subject: 'Čísla', keywords: ['AI', 'policy'], creator: 'Briefwright', producer: 'Chromium', language: 'en-GB', date: new Date(Date.UTC(2026, 9, 12)),
  attachments: [
    { name: 'models.csv', bytes: Buffer.from('model,downloads\nQwen,385.3\n'), mime: 'text/csv', description: 'Values behind figure 1', relationship: 'Data' },
    { name: 'brief.json', bytes: Buffer.from('{"title":"Číslo"}'), mime: 'application/json', description: 'The composed document', relationship: 'Source' },
  ],
};

export const EXPECTED: Expected = {
  title: REQUEST.title, language: 'en-GB', families: ['Source Serif 4', 'Source Sans 3'], figures: 1, pages: { least: 3, most: 3 }, paper: 'A4',
  captions: ['Figure 1: Qwen passes Llama in September', 'Table 1: Values behind figure 1'], attachments: ['brief.json', 'models.csv'],
};
