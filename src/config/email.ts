// The `email:` section of a brief, checked and with its defaults. Must not judge whether an address can be written to; delivery does.
import type { Complaint } from './complaint.ts';
import { isZone } from './schedule.ts';

/** As written in the YAML, after EMAIL_SCHEMA accepted it. */
export interface EmailSpec {
  readonly from: string;
  readonly reply_to?: string;
  readonly bounce_to?: string;
  readonly owner?: string;
  readonly sink?: string;
  readonly list_id?: string;
  readonly groups?: readonly string[];
  readonly recipients_command?: readonly string[];
  readonly allow_domains?: readonly string[];
  readonly rate?: { readonly per_minute?: number; readonly connections?: number; readonly per_connection?: number };
  readonly retry?: { readonly first_minutes?: number; readonly window_hours?: number };
  readonly approval?: boolean;
  readonly approvers?: readonly string[];
  readonly stale_days?: number;
  readonly embargo?: EmbargoConfig;
  readonly limit_mb?: number;
  readonly archive?: string;
  readonly unsubscribe?: string;
  readonly relay?: string;
  readonly dkim?: DkimConfig;
}

/** `time` is `HH:MM` in the IANA time zone `zone`. */
export interface EmbargoConfig {
  readonly time: string;
  readonly zone: string;
}

export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
}

export interface EmailConfig {
  readonly from: string;
  readonly replyTo?: string;
  readonly bounceTo?: string;
  readonly owner?: string;
  readonly sink?: string;
  readonly listId?: string;
  /** Undefined: everybody on the list. */
  readonly groups?: readonly string[];
  readonly recipientsCommand?: readonly string[];
  readonly allowDomains?: readonly string[];
  readonly rate: { readonly perMinute: number; readonly connections: number; readonly perConnection: number };
  readonly retry: { readonly firstMinutes: number; readonly windowHours: number };
  readonly approval: boolean;
  /** They get a proof when an edition waits. */
  readonly approvers?: readonly string[];
  readonly staleDays?: number;
  readonly embargo?: EmbargoConfig;
  /** Bytes of a whole message. */
  readonly limit: number;
  readonly archive?: string;
  readonly unsubscribe?: string;
  readonly relay?: string;
  readonly dkim?: DkimConfig;
}

export function normalizeEmail(spec: EmailSpec): EmailConfig {
  const { rate, retry } = spec;
  return {
    from: spec.from,
    rate: { perMinute: rate?.per_minute ?? 120, connections: rate?.connections ?? 1, perConnection: rate?.per_connection ?? 100 },
    retry: { firstMinutes: retry?.first_minutes ?? 5, windowHours: retry?.window_hours ?? 24 },
    approval: spec.approval ?? false,
    limit: (spec.limit_mb ?? 10) * 1_000_000,
    ...present({
      replyTo: spec.reply_to, bounceTo: spec.bounce_to, owner: spec.owner, approvers: spec.approvers, sink: spec.sink, listId: spec.list_id, groups: spec.groups, recipientsCommand: spec.recipients_command,
      allowDomains: spec.allow_domains, staleDays: spec.stale_days, embargo: spec.embargo, archive: spec.archive?.replace(/\/+$/, ''), unsubscribe: spec.unsubscribe, relay: spec.relay, dkim: spec.dkim,
    }),
  };
}

/** What the schema cannot see: a time zone that nobody knows, a retry after the window. */
export function findEmailContradictions(spec: EmailSpec | undefined): Complaint[] {
  if (spec === undefined) return [];
  const out: Complaint[] = [];
  const zone = spec.embargo?.zone;
  if (zone !== undefined && !isZone(zone)) {
    out.push({ path: ['email', 'embargo', 'zone'], code: 'CONFIG_BAD_VALUE', message: `"${zone}" is not a time zone.`, hint: 'Write one of the IANA list, as in "Europe/Brussels", or "UTC".' });
  }
  if (spec.approvers !== undefined && spec.approval !== true) {
    out.push({ path: ['email', 'approvers'], code: 'CONFIG_BAD_VALUE', message: 'Nobody is asked to approve, because issues leave without an approval.', hint: 'Add "approval: true", or leave the approvers out.' });
  }
  const { firstMinutes, windowHours } = normalizeEmail(spec).retry;
  if (firstMinutes > windowHours * 60) {
    const key = spec.retry?.first_minutes === undefined ? 'window_hours' : 'first_minutes';
    out.push({ path: ['email', 'retry', key], code: 'CONFIG_BAD_VALUE', message: `The second try after ${firstMinutes} minutes would come after the window of ${windowHours} hours.`, hint: 'Shorten first_minutes or lengthen window_hours.' });
  }
  return out;
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends Record<string, unknown>>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
