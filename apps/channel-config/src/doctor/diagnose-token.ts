import type { TokenDescription } from '@wabx/whatsapp';
import { isAway, refusalOf, type ChannelAtMeta } from './channel-at-meta.js';
import type { Finding } from './check.js';

const WANTED_SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const;
const DAY_MS = 24 * 3600_000;
/** From here on the expiry of a token is a warning, and the first alert is given. */
export const EXPIRY_WARNING_DAYS = 14;

export function meta({ token }: ChannelAtMeta): Finding {
  if (isAway(token)) return { state: 'failed', fault: 'away', evidence: refusalOf(token) };
  return { state: 'ok' };
}

export function accessToken(at: ChannelAtMeta, hasToken: boolean): Finding {
  if (!hasToken) return { state: 'failed', fault: 'missing' };
  const { token } = at;
  if (token.outcome !== 'ok') return { state: 'failed', fault: 'invalid', evidence: refusalOf(token) };
  const { isValid, type, expiresAt, error } = token.value;
  const evidence = { type, ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }) };
  if (isValid) return { state: 'ok', evidence: { ...evidence, expiresAt: expiresAt?.toISOString() ?? null } };
  const isExpired = error?.subcode === 463 || expiresAt !== undefined;
  const metaError = error && { code: error.code, subcode: error.subcode };
  return { state: 'failed', fault: isExpired ? 'expired' : 'invalid', evidence: { ...evidence, metaError } };
}

/** A token ends, and nears its end, between two looks. */
export function endOfToken(
  id: 'access-token' | 'token-expiry',
  found: Finding,
  expiresAt: Date | null,
  now: Date,
): Finding {
  if (expiresAt === null || found.state === 'failed') return found;
  const evidence = { ...found.evidence, expiresAt: expiresAt.toISOString() };
  const leftMs = expiresAt.getTime() - now.getTime();
  if (id === 'access-token') return leftMs <= 0 ? { state: 'failed', fault: 'expired', evidence } : found;
  return found.state === 'ok' && leftMs < EXPIRY_WARNING_DAYS * DAY_MS
    ? { state: 'warning', fault: 'soon', evidence: { ...evidence, daysLeft: Math.floor(leftMs / DAY_MS) } }
    : found;
}

/** A token of a person ends; that of a system user may be made to last for ever. */
export function tokenExpiry(at: ChannelAtMeta, now: Date): Finding {
  const description = describedToken(at);
  if (description === undefined) return { state: 'unknown' };
  const { type, expiresAt } = description;
  const evidence = { type, expiresAt: expiresAt?.toISOString() ?? null };
  if (expiresAt === undefined) return { state: 'ok', evidence };
  const daysLeft = Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MS);
  if (type !== 'SYSTEM_USER') return { state: 'warning', fault: 'temporary', evidence: { ...evidence, daysLeft } };
  return daysLeft < EXPIRY_WARNING_DAYS
    ? { state: 'warning', fault: 'soon', evidence: { ...evidence, daysLeft } }
    : { state: 'ok', evidence: { ...evidence, daysLeft } };
}

export function tokenScopes(at: ChannelAtMeta): Finding {
  const description = describedToken(at);
  if (description === undefined) return { state: 'unknown' };
  const missing = WANTED_SCOPES.filter((scope) => !description.scopes.includes(scope));
  const evidence = { scopes: description.scopes, missing };
  return missing.length === 0 ? { state: 'ok', evidence } : { state: 'failed', fault: 'missing', evidence };
}

/** Is the token granted on this account? Its assets tell, or whether Meta lets it see the account. */
export function tokenAccount(at: ChannelAtMeta): Finding {
  const { wabaId, subscribedApps } = at;
  const description = describedToken(at);
  if (description === undefined) return { state: 'unknown' };
  if (wabaId === undefined) return { state: 'failed', fault: 'account-unknown' };
  const grants = description.granularScopes.filter(
    ({ scope, targetIds }) => scope.startsWith('whatsapp_business_') && targetIds.length > 0,
  );
  const evidence = { wabaId, grantedOn: grants };
  const elsewhere = grants.filter(({ targetIds }) => !targetIds.includes(wabaId));
  if (elsewhere.length > 0) return { state: 'failed', fault: 'not-granted', evidence };
  if (subscribedApps?.outcome === 'ok') return { state: 'ok', evidence };
  if (subscribedApps === undefined || isAway(subscribedApps)) return { state: 'unknown' };
  if (isPermissionMissing(subscribedApps)) {
    return grants.length > 0 ? { state: 'ok', evidence } : { state: 'unknown', dependsOn: ['token-scopes'] };
  }
  return { state: 'failed', fault: 'not-granted', evidence: { ...evidence, ...refusalOf(subscribedApps) } };
}

export function appSecret(at: ChannelAtMeta, channelAppId: string | null, hasSecret: boolean): Finding {
  if (!hasSecret) return { state: 'failed', fault: 'missing' };
  const { appId, appSecret: proof, token } = at;
  if (proof === undefined) return { state: 'unknown', dependsOn: ['access-token'] };
  if (isAway(proof)) return { state: 'unknown', evidence: refusalOf(proof) };
  const tokenAppId = token.outcome === 'ok' ? token.value.appId : undefined;
  if (channelAppId !== null && tokenAppId !== undefined && tokenAppId !== channelAppId) {
    return { state: 'failed', fault: 'another-app', evidence: { appId: channelAppId, tokenAppId } };
  }
  return proof.outcome === 'ok'
    ? { state: 'ok', evidence: { appId } }
    : { state: 'failed', fault: 'wrong', evidence: { appId, ...refusalOf(proof) } };
}

export function isPermissionMissing(outcome: { outcome: string; policy?: { class: string } }): boolean {
  return outcome.outcome === 'rejected' && outcome.policy?.class === 'permission-missing';
}

function describedToken({ token }: ChannelAtMeta): TokenDescription | undefined {
  return token.outcome === 'ok' && token.value.isValid ? token.value : undefined;
}
