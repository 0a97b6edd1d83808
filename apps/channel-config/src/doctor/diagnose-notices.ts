import type { AccountNotice } from '../health/account-notices.js';
import { isOver, type Proved } from './diagnose-seen.js';
import type { Finding } from './check.js';

/** The worst first. */
const faults = ['disabled', 'restricted', 'violation', 'review', 'security', 'quality', 'name'] as const;
type Fault = (typeof faults)[number];

type Verdict = [Fault, 'begins' | 'ends'];
const allEnd: Verdict[] = [
  ['disabled', 'ends'],
  ['restricted', 'ends'],
  ['violation', 'ends'],
];

const byAccountEvent: Readonly<Record<string, Verdict[]>> = {
  ACCOUNT_DELETED: [['disabled', 'begins']],
  ACCOUNT_OFFBOARDED: [['disabled', 'begins']],
  PARTNER_REMOVED: [['disabled', 'begins']],
  PARTNER_APP_UNINSTALLED: [['disabled', 'begins']],
  ACCOUNT_RESTRICTION: [['restricted', 'begins']],
  ACCOUNT_VIOLATION: [['violation', 'begins']],
  ACCOUNT_RECONNECTED: allEnd,
  PARTNER_ADDED: allEnd,
};
const byBanState: Readonly<Record<string, Verdict[]>> = {
  DISABLE: [['disabled', 'begins']],
  SCHEDULE_FOR_DISABLE: [['restricted', 'begins']],
  REINSTATE: allEnd,
};

/**
 * Which faults a notice begins and which it ends, by Meta's field.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference
 */
const verdictsByField: Readonly<Record<string, (value: Record<string, unknown>) => Verdict[]>> = {
  account_update: ({ event, ban_info: ban }) =>
    event === 'DISABLED_UPDATE' ? (byBanState[banStateOf(ban)] ?? []) : (byAccountEvent[String(event)] ?? []),
  account_review_update: ({ decision }) => [['review', decision === 'REJECTED' ? 'begins' : 'ends']],
  phone_number_quality_update: ({ event }) =>
    event === 'FLAGGED' || event === 'UNFLAGGED' ? [['quality', event === 'FLAGGED' ? 'begins' : 'ends']] : [],
  phone_number_name_update: ({ decision }) => [
    ['name', decision === 'REJECTED' || decision === 'DECLINED' ? 'begins' : 'ends'],
  ],
  security: () => [['security', 'begins']],
};

/** The fields from which a status may follow; the others are kept for people to read. */
export const tellingFields: readonly string[] = Object.keys(verdictsByField);

/** What Meta has told and not taken back, the worst of it. The newest notice about a thing decides about it. */
export function accountNotices(notices: readonly AccountNotice[], proved: Proved, now: Date): Finding {
  const decided = new Set<string>();
  const standing = notices.flatMap((notice) =>
    (verdictsByField[notice.field]?.(notice.value) ?? []).flatMap(([fault, change]) => {
      const thing = `${fault} ${String(notice.value['display_phone_number'] ?? '')}`;
      const isNewest = !decided.has(thing);
      decided.add(thing);
      return isNewest && change === 'begins' && stands(notice, proved, now) ? [{ fault, notice }] : [];
    }),
  );
  const [worst] = standing.sort((one, other) => faults.indexOf(one.fault) - faults.indexOf(other.fault));
  if (worst === undefined) return { state: 'ok' };
  const { fault, notice } = worst;
  const until = restrictedUntil(notice)?.toISOString();
  const evidence = { field: notice.field, value: notice.value, ...(until && { until }) };
  return { state: fault === 'disabled' ? 'failed' : 'warning', fault, at: notice.receivedAt, evidence };
}

/** With an end it stands until then: whether a number may send says nothing about what else Meta restricts. */
function stands(notice: AccountNotice, proved: Proved, now: Date): boolean {
  const until = restrictedUntil(notice);
  return until === undefined ? !isOver(notice.receivedAt, proved) : until > now;
}

/** Meta gives seconds since 1970, for each restriction its own. */
function restrictedUntil({ value }: AccountNotice): Date | undefined {
  const restrictions: unknown[] = Array.isArray(value['restriction_info']) ? value['restriction_info'] : [];
  const ends = restrictions.flatMap((one) =>
    typeof one === 'object' && one !== null && 'expiration' in one ? Number(one.expiration) : [],
  );
  const last = new Date(Math.max(...ends) * 1000);
  return Number.isNaN(last.getTime()) ? undefined : last;
}

function banStateOf(ban: unknown): string {
  return typeof ban === 'object' && ban !== null && 'waba_ban_state' in ban ? String(ban.waba_ban_state) : 'DISABLE';
}
