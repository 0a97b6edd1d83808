import type { AccountNotice } from '../health/account-notices.js';
import type { Seen } from '../health/seen.js';
import type { BaseUrlFinding } from './base-url.js';
import { isAway, type ChannelAtMeta } from './channel-at-meta.js';
import { checkIds, type CheckId, type Finding } from './check.js';
import {
  appSubscribed,
  callback,
  messagesField,
  numberHealth,
  numbers,
  testNumber,
  type OwnUrls,
} from './diagnose-account.js';
import { destinations, type NumberPeople } from './diagnose-destinations.js';
import { heldBack, type HeldBack } from './diagnose-held.js';
import { accountNotices } from './diagnose-notices.js';
import { streamsRoom, type StreamSeen } from './diagnose-streams.js';
import { handshake, last, lastMessageIn, mediaFetch, sending, signature, type Proved } from './diagnose-seen.js';
import { accessToken, appSecret, endOfToken, meta, tokenAccount, tokenExpiry, tokenScopes } from './diagnose-token.js';
import type { MediaLinkFinding } from './media-link.js';

/** Everything that one look at a channel has gathered. */
export interface Look {
  at: Date;
  channel: {
    publicUrl: string;
    isBaseUrlOffered: boolean;
    appId: string | null;
    hasAccessToken: boolean;
    hasAppSecret: boolean;
    sendsPerSecond: ReadonlyMap<string, number>;
    webhookUrls: OwnUrls;
  };
  baseUrl: BaseUrlFinding;
  mediaLink: MediaLinkFinding;
  streams: StreamSeen[] | undefined;
  held: HeldBack | undefined;
  people: readonly NumberPeople[];
  atMeta: ChannelAtMeta;
}

export type Findings = Partial<Record<CheckId, Finding>>;

/** What is known without another look: the findings of the last one, what was seen since, and what time has done. */
export interface Known {
  now: Date;
  findings: Findings;
  seen: Seen;
  /** Newest first. */
  notices: readonly AccountNotice[];
  tokenSetAt: Date;
  tokenExpiresAt: Date | null;
  numberCount: number;
}

/** A check can only be made when these are not failed or unknown themselves; so one fault turns one check red. */
const restsOn: Partial<Record<CheckId, CheckId[]>> = {
  'access-token': ['meta'],
  'token-expiry': ['access-token'],
  'token-scopes': ['access-token'],
  'token-account': ['access-token'],
  numbers: ['access-token', 'token-account'],
  'number-health': ['numbers'],
  'test-number': ['numbers'],
  'app-subscribed': ['access-token', 'token-account'],
  callback: ['access-token', 'token-account', 'numbers'],
  'messages-field': ['meta', 'app-secret'],
  'media-link': ['base-url'],
};

/** Where one of these has failed it explains a fault of the check, which then is none of its own. */
const explainedBy: Partial<Record<CheckId, CheckId[]>> = {
  sending: ['access-token', 'token-scopes', 'token-account', 'numbers', 'number-health'],
  callback: ['handshake'],
  'media-fetch': ['access-token', 'token-scopes'],
};

/** What stands between Meta and us when no webhook has come. */
const wayIn: CheckId[] = [
  'base-url',
  'app-secret',
  'app-subscribed',
  'callback',
  'messages-field',
  'handshake',
  'streams',
];

/** What the look itself says, each check by itself. */
export function findingsOf({ at, channel, atMeta, baseUrl, mediaLink, streams, held, people }: Look): Findings {
  return {
    'base-url': ofBaseUrl(channel, baseUrl),
    'media-link': ofMediaLink(mediaLink),
    streams: streamsRoom(streams),
    'held-back': heldBack(held),
    destinations: destinations(people),
    meta: meta(atMeta),
    'app-secret': appSecret(atMeta, channel.appId, channel.hasAppSecret),
    ...(isAway(atMeta.token)
      ? {}
      : {
          'access-token': accessToken(atMeta, channel.hasAccessToken),
          'token-expiry': tokenExpiry(atMeta, at),
          'token-scopes': tokenScopes(atMeta),
          'token-account': tokenAccount(atMeta),
          numbers: numbers(atMeta),
          'number-health': numberHealth(atMeta, channel.sendsPerSecond),
          'test-number': testNumber(atMeta),
          'app-subscribed': appSubscribed(atMeta),
          callback: callback(atMeta, channel.webhookUrls),
          'messages-field': messagesField(atMeta, channel.webhookUrls),
        }),
  };
}

/** What is found out within: it holds also where nothing outside answers, be it Meta's outage or our network's. */
const within: readonly CheckId[] = ['streams', 'held-back', 'destinations'];
export function foundWithin(findings: Findings): Findings {
  return Object.fromEntries(within.map((id) => [id, findings[id]]));
}

/** Meta's word that the channel may send, as far as Meta tells it. */
export function isClear(findings: Findings): boolean {
  return (['access-token', 'token-scopes', 'token-account', 'numbers', 'number-health'] as const).every((id) =>
    ['ok', 'warning'].includes(findings[id]?.state ?? 'unknown'),
  );
}

/** One finding per check, in the order of {@link checkIds}. Plain: the same knowledge gives the same answer. */
export function diagnose(known: Known): Map<CheckId, Finding> {
  const made = new Map<CheckId, Finding>();
  const notOk = (ids: readonly CheckId[]) => ids.filter((id) => isInTheWay(made.get(id)));
  for (const id of checkIds) {
    const inTheWay = notOk(restsOn[id] ?? []);
    if (inTheWay.length > 0) {
      made.set(id, { state: 'unknown', dependsOn: inTheWay });
      continue;
    }
    const finding = findingOf(id, known, made, notOk);
    const causes = (explainedBy[id] ?? []).filter((cause) => isWhollyFailed(made.get(cause)));
    const isExplained = finding.state !== 'ok' && causes.length > 0;
    made.set(id, isExplained ? { state: 'unknown', dependsOn: causes } : finding);
  }
  return made;
}

function findingOf(
  id: CheckId,
  { now, findings, seen, notices, tokenSetAt, tokenExpiresAt, numberCount }: Known,
  made: ReadonlyMap<CheckId, Finding>,
  notOk: (ids: readonly CheckId[]) => CheckId[],
): Finding {
  const found = findings[id] ?? { state: 'unknown' };
  const after = (at: Date | undefined) => (at !== undefined && at > tokenSetAt ? at : undefined);
  const proved: Proved = {
    tokenSetAt,
    tokenValidAt: after(seen.get('token-valid')?.at),
    clearAt: after(seen.get('meta-clear')?.at),
    numberCount,
  };
  switch (id) {
    case 'access-token':
    case 'token-expiry':
      return endOfToken(id, found, tokenExpiresAt, now);
    case 'app-secret':
      return signature(seen, found, now);
    case 'account-notices':
      return accountNotices(notices, proved, now);
    case 'sending':
      return sending(seen, proved);
    case 'handshake':
      return handshake(seen, findings.callback?.state === 'ok');
    case 'base-url':
      return fromOutside(found, seen);
    case 'media-fetch':
      return mediaFetch(seen, now);
    case 'last-webhook':
      return last(seen, 'webhook-accepted', notOk(wayIn));
    case 'last-message-in':
      return lastMessageIn(seen, notOk(wayIn));
    case 'last-reply-delivered':
      return last(seen, 'reply-delivered', notOk(['access-token', 'token-scopes', 'numbers', 'number-health']));
    default:
      return found;
  }
}

function isInTheWay(finding: Finding | undefined): boolean {
  if (finding === undefined || finding.state === 'unknown') return true;
  return isWhollyFailed(finding);
}

function isWhollyFailed(finding: Finding | undefined): boolean {
  return finding?.state === 'failed' && finding.isPartial !== true;
}

function ofBaseUrl({ publicUrl, isBaseUrlOffered }: Look['channel'], found: BaseUrlFinding): Finding {
  const evidence = { url: publicUrl, ...found };
  if (!isBaseUrlOffered) return { state: 'failed', fault: 'not-offered', evidence };
  return found.state === 'ok' ? { state: 'ok', evidence } : { state: 'failed', fault: found.state, evidence };
}

/** No answer in time proves nothing: this installation may be busy. */
function ofMediaLink(found: MediaLinkFinding): Finding {
  if (found.state === 'ok') return { state: 'ok' };
  const evidence = { ...found };
  return found.code === 'TIMEOUT' ? { state: 'unknown', evidence } : { state: 'failed', fault: 'blocked', evidence };
}

/** Nobody answers from here, but Meta has come: many networks do not lead back to their own public address. */
function fromOutside(found: Finding, seen: Seen): Finding {
  if (found.state !== 'failed' || found.fault !== 'unreachable') return found;
  const hasCome = seen.has('webhook-accepted') || seen.has('handshake-ok');
  if (hasCome && found.evidence?.['code'] === 'TIMEOUT') return { state: 'unknown', evidence: found.evidence };
  return hasCome ? { ...found, state: 'warning' } : found;
}
