import { isSameNumber, type PhoneNumberDescription } from '@wabx/whatsapp';
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
          : shown !== undefined && !isSameNumber(shown, e164)
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
    : {
        state: 'failed',
        fault,
        isPartial: evidence.some((one) => one['fault'] === undefined),
        evidence: { numbers: evidence },
      };
}

/** What Meta calls the state of a number, and which fault that is; `failed`: nothing leaves through it. */
const statusFaults: Readonly<Record<string, Fault>> = {
  BANNED: { state: 'failed', fault: 'banned' },
  DELETED: { state: 'failed', fault: 'gone' },
  MIGRATED: { state: 'failed', fault: 'gone' },
  DISCONNECTED: { state: 'failed', fault: 'disconnected' },
  OFFLINE: { state: 'failed', fault: 'disconnected' },
  PENDING: { state: 'failed', fault: 'pending' },
  UNVERIFIED: { state: 'failed', fault: 'pending' },
  RESTRICTED: { state: 'warning', fault: 'restricted' },
  RATE_LIMITED: { state: 'warning', fault: 'restricted' },
  FLAGGED: { state: 'warning', fault: 'flagged' },
};

interface Fault {
  state: 'failed' | 'warning';
  fault: string;
}

/** The worst of all numbers; the evidence has every one. */
export function numberHealth({ numbers: known }: ChannelAtMeta, sendsPerSecond: ReadonlyMap<string, number>): Finding {
  if (isAnyAway(known)) return { state: 'unknown' };
  const examined = known.flatMap(({ e164, phoneNumberId, description }) =>
    description.outcome === 'ok'
      ? [
          {
            e164,
            value: description.value,
            faults: faultsOf(description.value, sendsPerSecond.get(phoneNumberId) ?? 0),
          },
        ]
      : [],
  );
  const evidence = { numbers: examined.map(({ e164, value, faults }) => ({ e164, ...seenAtMeta(value), faults })) };
  const all = examined.flatMap(({ faults }) => faults);
  const worst = all.find(({ state }) => state === 'failed') ?? all[0];
  if (worst === undefined) return { state: 'ok', evidence };
  const isPartial = examined.some(({ faults }) => faults.every(({ state }) => state !== worst.state));
  return { ...worst, isPartial, evidence };
}

function faultsOf(number: PhoneNumberDescription, sendsPerSecond: number): Fault[] {
  const { status, qualityRating, throughputLevel, healthStatus, nameStatus, codeVerificationStatus } = number;
  const canSend = healthStatus?.canSendMessage;
  const isHindered = status !== undefined && status !== 'CONNECTED';
  return [
    ...(isHindered ? [statusFaults[status] ?? ({ state: 'failed', fault: 'not-connected' } as const)] : []),
    // A number that is not connected cannot send either: that is no second fault.
    ...(canSend === 'BLOCKED' && !isHindered ? [{ state: 'failed', fault: 'blocked' } as const] : []),
    ...(canSend === 'LIMITED' && !isHindered ? [{ state: 'warning', fault: 'limited' } as const] : []),
    ...(nameStatus === 'DECLINED' ? [{ state: 'warning', fault: 'name-declined' } as const] : []),
    ...(codeVerificationStatus === 'EXPIRED' ? [{ state: 'warning', fault: 'code-expired' } as const] : []),
    ...(qualityRating === 'RED' || qualityRating === 'YELLOW' ? [{ state: 'warning', fault: 'quality' } as const] : []),
    ...(sendsPerSecond > STANDARD_THROUGHPUT && throughputLevel === 'STANDARD'
      ? [{ state: 'warning', fault: 'throughput' } as const]
      : []),
  ];
}

function seenAtMeta(number: PhoneNumberDescription): Record<string, unknown> {
  const { status, qualityRating, throughputLevel, nameStatus, codeVerificationStatus, healthStatus } = number;
  const hindrances = healthStatus?.entities.flatMap(({ type, errors }) =>
    errors.map(({ code, description, possibleSolution }) => ({ type, code, description, possibleSolution })),
  );
  return {
    status,
    qualityRating,
    throughputLevel,
    nameStatus,
    codeVerificationStatus,
    canSendMessage: healthStatus?.canSendMessage,
    ...(hindrances === undefined || hindrances.length === 0 ? {} : { hindrances }),
  };
}

/** Meta's test numbers reach five listed recipients only, which looks like a broken channel to everybody else. */
export function testNumber({ numbers: known }: ChannelAtMeta): Finding {
  if (isAnyAway(known)) return { state: 'unknown' };
  const isTest = ({ accountMode, verifiedName }: PhoneNumberDescription) =>
    accountMode === 'SANDBOX' || verifiedName === 'Test Number';
  const found = known.filter(({ description }) => description.outcome === 'ok' && isTest(description.value));
  return found.length === 0
    ? { state: 'ok' }
    : { state: 'warning', fault: 'test-number', evidence: { numbers: found.map(({ e164 }) => e164) } };
}

export function appSubscribed({ appId, token, subscribedApps }: ChannelAtMeta): Finding {
  if (appId === undefined || subscribedApps === undefined) return { state: 'unknown' };
  // Which of the two apps is meant, the app secret's check asks.
  if (token.outcome === 'ok' && token.value.isValid && token.value.appId !== appId)
    return { state: 'unknown', dependsOn: ['app-secret'] };
  if (isAway(subscribedApps)) return { state: 'unknown', evidence: refusalOf(subscribedApps) };
  if (subscribedApps.outcome !== 'ok') return { state: 'unknown', dependsOn: ['token-scopes'] };
  const apps = subscribedApps.value.map((app) => ({ appId: app.appId, name: app.name }));
  if (apps.some((app) => app.appId === appId)) return { state: 'ok', evidence: { apps } };
  return { state: 'failed', fault: apps.length > 0 ? 'another-app' : 'none', evidence: { appId, apps } };
}

/** Webhook URLs that lead here: of this channel and others of the same app; and those of channels that were deleted. */
export interface OwnUrls {
  living: ReadonlySet<string>;
  deleted: ReadonlySet<string>;
}

/**
 * Where Meta sends this channel's webhooks: the number's own callback, else the account's, else the app's. A webhook URL
 * of another channel of the same app is good too: the ingress goes by the number. News of the account goes to the app's
 * URL whatever the overrides, so that one may not belong to a channel that was deleted.
 */
export function callback({ numbers: known }: ChannelAtMeta, { living, deleted }: OwnUrls): Finding {
  if (isAnyAway(known)) return { state: 'unknown' };
  const evidence: Record<string, unknown>[] = [];
  const faults: (string | undefined)[] = [];
  for (const { e164, description } of known) {
    if (description.outcome !== 'ok') continue;
    const { phoneNumber, whatsappBusinessAccount, application } = description.value.webhookConfiguration ?? {};
    const [level, url] = phoneNumber
      ? ['number', phoneNumber]
      : whatsappBusinessAccount
        ? ['account', whatsappBusinessAccount]
        : ['app', application];
    evidence.push({ e164, level, url: url === undefined ? null : originOf(url) });
    if (url === undefined) faults.push('none');
    else if (application !== undefined && deleted.has(application)) faults.push('app-deleted-channel');
    else faults.push(living.has(url) ? undefined : `${level}-elsewhere`);
  }
  const fault = faults.find((one) => one !== undefined);
  return fault === undefined
    ? { state: 'ok', evidence: { numbers: evidence } }
    : { state: 'failed', fault, isPartial: faults.includes(undefined), evidence: { numbers: evidence } };
}

export function messagesField({ appSubscriptions }: ChannelAtMeta, { living, deleted }: OwnUrls): Finding {
  if (appSubscriptions === undefined) return { state: 'unknown' };
  if (appSubscriptions.outcome !== 'ok') return { state: 'unknown', evidence: refusalOf(appSubscriptions) };
  const own = appSubscriptions.value.find(({ object }) => object === 'whatsapp_business_account');
  if (own === undefined) return { state: 'unknown', dependsOn: ['callback'] };
  const evidence = { fields: own.fields, active: own.active };
  // Fields and address are registered together, and another system's address is not ours to register.
  const isElsewhere = own.callbackUrl !== undefined && !living.has(own.callbackUrl) && !deleted.has(own.callbackUrl);
  const fault = own.active === false ? 'inactive' : own.fields.includes('messages') ? undefined : 'not-subscribed';
  if (fault === undefined) return { state: 'ok', evidence };
  return { state: 'failed', fault: isElsewhere ? 'elsewhere' : fault, evidence };
}

function isAnyAway(numbers: ChannelAtMeta['numbers']): boolean {
  return numbers.some(({ description }) => isAway(description));
}

/** The path of a webhook URL is half a secret; whose server it is tells enough. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
