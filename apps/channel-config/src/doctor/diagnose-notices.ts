import type { AccountNotice } from '../health/account-notices.js';
import type { Finding } from './check.js';

type Fault = 'disabled' | 'restricted' | 'violation' | 'quality' | 'name';

/** The worst first. */
const faults: readonly Fault[] = ['disabled', 'restricted', 'violation', 'quality', 'name'];

/** What Meta has told lately and not taken back. The newest notice of a kind decides about its kind. */
export function accountNotices(notices: readonly AccountNotice[]): Finding {
  const decided = new Map<Fault, AccountNotice | undefined>();
  for (const notice of notices) {
    for (const [fault, stands] of verdictsOf(notice)) {
      if (!decided.has(fault)) decided.set(fault, stands ? notice : undefined);
    }
  }
  const fault = faults.find((one) => decided.get(one));
  const notice = fault && decided.get(fault);
  if (!fault || !notice) return { state: 'ok' };
  const evidence = { field: notice.field, value: notice.value };
  return { state: fault === 'disabled' ? 'failed' : 'warning', fault, at: notice.receivedAt, evidence };
}

/** Which faults a notice begins, and which it ends. */
function verdictsOf({ field, value }: AccountNotice): [Fault, boolean][] {
  const { event, decision } = value;
  switch (field) {
    case 'account_update':
      return accountVerdicts(event, value);
    case 'phone_number_quality_update':
      return event === 'FLAGGED' || event === 'UNFLAGGED' ? [['quality', event === 'FLAGGED']] : [];
    case 'phone_number_name_update':
      return [['name', decision === 'REJECTED' || decision === 'DECLINED']];
    default:
      return [];
  }
}

function accountVerdicts(event: unknown, { ban_info: ban }: Record<string, unknown>): [Fault, boolean][] {
  switch (event) {
    case 'ACCOUNT_DELETED':
    case 'PARTNER_REMOVED':
      return [['disabled', true]];
    case 'DISABLED_UPDATE': {
      const state = typeof ban === 'object' && ban !== null && 'waba_ban_state' in ban ? ban.waba_ban_state : undefined;
      if (state === 'SCHEDULE_FOR_DISABLE') return [['restricted', true]];
      return [
        ['disabled', state !== 'REINSTATE'],
        ...(state === 'REINSTATE' ? ([['restricted', false]] as [Fault, boolean][]) : []),
      ];
    }
    case 'ACCOUNT_RESTRICTION':
      return [['restricted', true]];
    case 'ACCOUNT_VIOLATION':
      return [['violation', true]];
    default:
      return [];
  }
}
