import type { PhoneNumberDescription } from '@wabx/whatsapp';
import { isAway, refusalOf, type ChannelAtMeta } from './channel-at-meta.js';
import type { Finding } from './check.js';
import { isPermissionMissing } from './diagnose-token.js';

/** Beyond this a number needs Meta's upgrade. */
const STANDARD_THROUGHPUT = 80;

/** Every number is at Meta what the channel says it is, and belongs to this account. */
export function numbers({ numbers: known, phoneNumberIds }: ChannelAtMeta): Finding {
  if (known.length === 0) return { state: 'warning', fault: 'none' };
  const evidence: Record<string, unknown>[] = [];
  let fault: string | undefined;
  for (const { e164, phoneNumberId, description } of known) {
    if (isAway(description)) return { state: 'unknown', evidence: refusalOf(description) };
    if (isPermissionMissing(description)) return { state: 'unknown', dependsOn: ['token-scopes'] };
    const shown = description.outcome === 'ok' ? description.value.displayPhoneNumber : undefined;
    const own =
      description.outcome !== 'ok'
        ? 'not-found'
        : phoneNumberIds?.outcome === 'ok' && !phoneNumberIds.value.includes(phoneNumberId)
          ? 'other-account'
          : shown !== undefined && digitsOf(shown) !== digitsOf(e164)
            ? 'other-number'
            : undefined;
    fault ??= own;
    evidence.push({
      e164,
      phoneNumberId,
      atMeta: shown ?? null,
      ...(own === undefined ? {} : { fault: own }),
      ...refusalOf(description),
    });
  }
  return fault === undefined
    ? { state: 'ok', evidence: { numbers: evidence } }
    : { state: 'failed', fault, evidence: { numbers: evidence } };
}

export function numberHealth({ numbers: known }: ChannelAtMeta, sendsPerSecond: ReadonlyMap<string, number>): Finding {
  const evidence: Record<string, unknown>[] = [];
  const faults: { state: 'failed' | 'warning'; fault: string }[] = [];
  for (const { e164, phoneNumberId, description } of known) {
    if (description.outcome !== 'ok') continue;
    const { status, qualityRating, throughputLevel, healthStatus } = description.value;
    const canSendMessage = healthStatus?.canSendMessage;
    evidence.push({ e164, status, qualityRating, throughputLevel, canSendMessage });
    if (status !== undefined && status !== 'CONNECTED') faults.push({ state: 'failed', fault: 'not-connected' });
    else if (canSendMessage === 'BLOCKED') faults.push({ state: 'failed', fault: 'blocked' });
    else if (canSendMessage === 'LIMITED') faults.push({ state: 'warning', fault: 'limited' });
    if (qualityRating === 'RED' || qualityRating === 'YELLOW') faults.push({ state: 'warning', fault: 'quality' });
    const isTooFast = (sendsPerSecond.get(phoneNumberId) ?? 0) > STANDARD_THROUGHPUT;
    if (isTooFast && throughputLevel === 'STANDARD') faults.push({ state: 'warning', fault: 'throughput' });
  }
  const worst = faults.find(({ state }) => state === 'failed') ?? faults[0];
  return worst === undefined
    ? { state: 'ok', evidence: { numbers: evidence } }
    : { ...worst, evidence: { numbers: evidence } };
}

/** Meta's test numbers reach five listed recipients only, which looks like a broken channel to everybody else. */
export function testNumber({ numbers: known }: ChannelAtMeta): Finding {
  const isTest = ({ accountMode, verifiedName }: PhoneNumberDescription) =>
    accountMode === 'SANDBOX' || verifiedName === 'Test Number';
  const found = known.filter(({ description }) => description.outcome === 'ok' && isTest(description.value));
  return found.length === 0
    ? { state: 'ok' }
    : { state: 'warning', fault: 'test-number', evidence: { numbers: found.map(({ e164 }) => e164) } };
}

export function appSubscribed({ appId, subscribedApps }: ChannelAtMeta): Finding {
  if (appId === undefined || subscribedApps === undefined) return { state: 'unknown' };
  if (isAway(subscribedApps)) return { state: 'unknown', evidence: refusalOf(subscribedApps) };
  if (subscribedApps.outcome !== 'ok') return { state: 'unknown', dependsOn: ['token-scopes'] };
  const apps = subscribedApps.value.map((app) => ({ appId: app.appId, name: app.name }));
  if (apps.some((app) => app.appId === appId)) return { state: 'ok', evidence: { apps } };
  return { state: 'failed', fault: apps.length > 0 ? 'another-app' : 'none', evidence: { appId, apps } };
}

/**
 * Where Meta sends this channel's webhooks: the number's own callback, else the account's, else the app's. A webhook URL
 * of another channel of the same app is good too: the ingress goes by the number.
 */
export function callback({ numbers: known }: ChannelAtMeta, ours: ReadonlySet<string>): Finding {
  const evidence: Record<string, unknown>[] = [];
  let fault: string | undefined;
  for (const { e164, description } of known) {
    if (description.outcome !== 'ok') continue;
    const { phoneNumber, whatsappBusinessAccount, application } = description.value.webhookConfiguration ?? {};
    const [level, url] = phoneNumber
      ? ['number', phoneNumber]
      : whatsappBusinessAccount
        ? ['account', whatsappBusinessAccount]
        : ['app', application];
    evidence.push({ e164, level, url: url === undefined ? null : originOf(url) });
    if (url === undefined) fault ??= 'none';
    else if (!ours.has(url)) fault ??= `${level}-elsewhere`;
  }
  return fault === undefined
    ? { state: 'ok', evidence: { numbers: evidence } }
    : { state: 'failed', fault, evidence: { numbers: evidence } };
}

export function messagesField({ appSubscriptions }: ChannelAtMeta, ours: ReadonlySet<string>): Finding {
  if (appSubscriptions === undefined) return { state: 'unknown' };
  if (appSubscriptions.outcome !== 'ok') return { state: 'unknown', evidence: refusalOf(appSubscriptions) };
  const own = appSubscriptions.value.find(({ object }) => object === 'whatsapp_business_account');
  if (own === undefined) return { state: 'unknown', dependsOn: ['callback'] };
  const evidence = { fields: own.fields, active: own.active };
  // Fields and address are registered together, and another system's address is not ours to register.
  const isElsewhere = own.callbackUrl !== undefined && !ours.has(own.callbackUrl);
  const fault = own.active === false ? 'inactive' : own.fields.includes('messages') ? undefined : 'not-subscribed';
  if (fault === undefined) return { state: 'ok', evidence };
  return { state: 'failed', fault: isElsewhere ? 'elsewhere' : fault, evidence };
}

function digitsOf(number: string): string {
  return number.replaceAll(/\D/g, '');
}

/** The path of a webhook URL is half a secret; whose server it is tells enough. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
