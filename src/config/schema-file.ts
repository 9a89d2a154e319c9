// The schema as the JSON file that editors read. Must not differ from what the loader checks.
import { BRIEF_SCHEMA } from './brief-schema.ts';

/** Text of `data/briefs/brief.schema.json`. */
export function briefSchemaText(): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Briefwright brief', ...BRIEF_SCHEMA };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
