import { z } from 'zod';
import type { Sighting } from './seen.js';

/** News that says something about whether the account may send; other fields are kept and change no status. */
const accountUpdate = z.looseObject({
  event: z.string(),
  ban_info: z.looseObject({ waba_ban_state: z.string().optional() }).optional(),
  restriction_info: z.array(z.looseObject({ expiration: z.coerce.number().optional() })).optional(),
});

type Said = 'account-blocked' | 'account-restricted' | 'account-cleared';
const byEvent: Readonly<Record<string, Said>> = {
  ACCOUNT_DELETED: 'account-blocked',
  ACCOUNT_OFFBOARDED: 'account-blocked',
  PARTNER_REMOVED: 'account-blocked',
  PARTNER_APP_UNINSTALLED: 'account-blocked',
  ACCOUNT_RESTRICTION: 'account-restricted',
  ACCOUNT_VIOLATION: 'account-restricted',
  ACCOUNT_RECONNECTED: 'account-cleared',
  PARTNER_ADDED: 'account-cleared',
};
const byBanState: Readonly<Record<string, Said>> = {
  DISABLE: 'account-blocked',
  SCHEDULE_FOR_DISABLE: 'account-restricted',
  REINSTATE: 'account-cleared',
};

/**
 * What a webhook about the account says about sending.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/account_update
 */
export function toAccountNews(channelId: string, field: string, value: unknown, at: string): Sighting[] {
  if (field !== 'account_update') return [];
  const parsed = accountUpdate.safeParse(value);
  if (!parsed.success) return [];
  const { event, ban_info: ban, restriction_info: restrictions = [] } = parsed.data;
  const fact = event === 'DISABLED_UPDATE' ? byBanState[ban?.waba_ban_state ?? 'DISABLE'] : byEvent[event];
  if (fact === undefined) return [];
  const ends = restrictions.flatMap(({ expiration }) => expiration ?? []);
  const until = ends.length === 0 ? undefined : new Date(Math.max(...ends) * 1000).toISOString();
  return [{ channelId, fact, at, detail: JSON.stringify({ event, until }) }];
}
