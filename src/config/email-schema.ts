// The schema of a brief's `email:` section: who sends, to whom, how fast, and what must be so before anything leaves.
// Must not check what one key says about another; `email.ts` does.
import type { Schema } from './schema.ts';

const mailbox = (description: string): Schema => ({
  description, type: 'string', maxLength: 320, pattern: '^([^\\u0000-\\u001f\\u007f<>@]+ ?<[^\\s<>@,;]+@[^\\s<>@,;]+>|[^\\s<>@,;]+@[^\\s<>@,;]+)$',
  patternErrorMessage: 'Write one address: "desk@example.org" or "The desk <desk@example.org>".',
});
const secureAddress = (description: string): Schema => ({
  description, type: 'string', maxLength: 1000, pattern: '^https://[^\\s/@?#]+(/[^\\s?#]*)?$', patternErrorMessage: 'Write an address that starts with https://, without user, question mark and #.',
});
const domain = (description: string): Schema => ({
  description, type: 'string', maxLength: 253, pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$', patternErrorMessage: 'Write a domain in lower case: "example.org".',
});
const count = (description: string, minimum: number, maximum: number, fallback?: number): Schema => ({
  description, type: 'integer', minimum, maximum, ...(fallback === undefined ? {} : { default: fallback }),
});

export const EMAIL_SCHEMA: Schema = {
  description: 'How issues are sent.', type: 'object', required: ['from'], additionalProperties: false,
  properties: {
    from: mailbox('The sender.'), reply_to: mailbox('Where answers go.'),
    bounce_to: mailbox('Where mail servers report what they could not deliver; the sender when absent.'),
    owner: mailbox('Who is told when somebody did not get an issue; never the audience.'),
    sink: mailbox('Where `doctor` sends a proof of the newest edition by way of the mail server; never a reader\'s.'),
    list_id: { description: 'List-Id of the mailing, such as open-models.example.org.', type: 'string', maxLength: 255, pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$', patternErrorMessage: 'Write a name with dots: "open-models.example.org".' },
    groups: {
      description: 'Groups of data/private/recipients.csv that get this brief; everybody on the list when absent.', type: 'array', minItems: 1, uniqueItems: true,
      items: { type: 'string', maxLength: 60, pattern: '^[a-z0-9]+([-_][a-z0-9]+)*$', patternErrorMessage: 'Use lower-case letters, digits and hyphens: "policy-team".' },
    },
    recipients_command: {
      description: 'Program and arguments that print the list in the form of recipients.csv, instead of the file; started without a shell in the project folder.', type: 'array', minItems: 1, maxItems: 50,
      items: { type: 'string', maxLength: 1000, pattern: '^[^\\u0000]+$', patternErrorMessage: 'It must not be empty.' },
    },
    allow_domains: { description: 'For trials: only addresses of these domains are written to, all others are held back.', type: 'array', minItems: 1, uniqueItems: true, items: domain('A domain.') },
    rate: {
      description: 'How fast the mail server is asked.', type: 'object', additionalProperties: false, minProperties: 1,
      properties: {
        per_minute: count('Messages a minute over all connections.', 1, 60_000, 120), connections: count('Connections at once.', 1, 20, 1),
        per_connection: count('Messages over one connection before a new one is opened.', 1, 10_000, 100),
      },
    },
    retry: {
      description: 'What a mail server puts off is tried again, each time after twice as long.', type: 'object', additionalProperties: false, minProperties: 1,
      properties: { first_minutes: count('Minutes to the second try.', 1, 1440, 5), window_hours: count('Hours after the first try in which it is tried again.', 1, 720, 24) },
    },
    approvers: {
      description: 'Who gets a proof by mail when an edition waits for approval; they approve with `briefwright approve`.', type: 'array', minItems: 1, maxItems: 50, uniqueItems: true,
      items: mailbox('One who approves.'),
    },
    approval: { description: 'Whether an issue leaves only with a recorded approval of its very bytes.', type: 'boolean', default: false },
    stale_days: count('An issue is not sent when its data are older than this many days.', 1, 3650),
    embargo: {
      description: 'On its day of publication no issue is sent before this time.', type: 'object', required: ['time', 'zone'], additionalProperties: false,
      properties: {
        time: { description: 'Time of day.', type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', patternErrorMessage: 'Write a time as HH:MM: "09:00".' },
        zone: { description: 'Time zone, such as Europe/Brussels.', type: 'string', maxLength: 60, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$', patternErrorMessage: 'Write a time zone: "Europe/Brussels" or "UTC".' },
      },
    },
    limit_mb: count('Megabytes of a message above which a link stands for the attached PDF.', 1, 25, 10),
    archive: secureAddress('Where the archive of issues is published, for the link to the PDF.'),
    unsubscribe: secureAddress('Address of the handler of unsubscribe links; the token is added to it.'),
    relay: domain('Host of an internal mail server that wants no sign-in.'),
    dkim: {
      description: 'Signs messages with the key of BRIEFWRIGHT_DKIM_KEY.', type: 'object', required: ['domain', 'selector'], additionalProperties: false,
      properties: { domain: domain('Signing domain.'), selector: { description: 'Name of the key in the DNS.', type: 'string', maxLength: 63, pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$', patternErrorMessage: 'Letters, digits, dots and hyphens: "briefing1".' } },
    },
  },
};
