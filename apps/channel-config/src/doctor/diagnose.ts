import type { AccountNotice } from '../health/account-notices.js';
import type { Seen } from '../health/channel-health.js';
import type { BaseUrlFinding } from './base-url.js';
import type { ChannelAtMeta } from './channel-at-meta.js';
import { checkIds, type Check, type CheckId, type Finding } from './check.js';
import { appSubscribed, callback, messagesField, numberHealth, numbers, testNumber } from './diagnose-account.js';
import { heldBack, type HeldBack } from './diagnose-held.js';
import { accountNotices } from './diagnose-notices.js';
import { streamsRoom, type StreamSeen } from './diagnose-streams.js';
import { handshake, last, lastMessageIn, mediaFetch, signature } from './diagnose-seen.js';
import { accessToken, appSecret, meta, tokenAccount, tokenExpiry, tokenScopes } from './diagnose-token.js';
import type { MediaLinkFinding } from './media-link.js';
import { dated, repairable, sentencesOf, unknownBecause } from './sentences.js';

/** Everything that an examination has gathered. */
export interface Examined {
  at: Date;
  channel: {
    id: string;
    publicUrl: string;
    isBaseUrlOffered: boolean;
    appId: string | null;
    hasAccessToken: boolean;
    hasAppSecret: boolean;
    sendsPerSecond: ReadonlyMap<string, number>;
    /** Webhook URLs that lead here: this channel's and those of others of the same app. */
    webhookUrls: ReadonlySet<string>;
  };
  seen: Seen;
  baseUrl: BaseUrlFinding;
  mediaLink: MediaLinkFinding;
  streams: StreamSeen[] | undefined;
  held: HeldBack | undefined;
  /** Newest first. */
  notices: readonly AccountNotice[];
  atMeta: ChannelAtMeta;
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

/** One result per check, in the order of {@link checkIds}. Plain: the same evidence gives the same answer. */
export function diagnose(examined: Examined): Check[] {
  const made = new Map<CheckId, Finding>();
  const notOk = (ids: readonly CheckId[]) =>
    ids.filter((id) => ['failed', 'unknown'].includes(made.get(id)?.state ?? 'unknown'));
  for (const id of checkIds) {
    const inTheWay = notOk(restsOn[id] ?? []);
    made.set(id, inTheWay.length > 0 ? { state: 'unknown', dependsOn: inTheWay } : findingOf(id, examined, notOk));
  }
  return checkIds.map((id) => toCheck(id, made.get(id) ?? { state: 'unknown' }, examined));
}

function findingOf(id: CheckId, examined: Examined, notOk: (ids: readonly CheckId[]) => CheckId[]): Finding {
  const { channel, seen, atMeta } = examined;
  switch (id) {
    case 'base-url':
      return baseUrl(examined);
    case 'meta':
      return meta(atMeta);
    case 'access-token':
      return accessToken(atMeta, channel.hasAccessToken);
    case 'token-expiry':
      return tokenExpiry(atMeta, examined.at);
    case 'token-scopes':
      return tokenScopes(atMeta);
    case 'token-account':
      return tokenAccount(atMeta);
    case 'app-secret': {
      const proof = appSecret(atMeta, channel.appId, channel.hasAppSecret);
      // Meta's word outweighs what came to the door: anybody can post a wrong signature.
      const sign = proof.state === 'unknown' ? signature(seen) : proof;
      return sign.state === 'unknown' ? proof : sign;
    }
    case 'numbers':
      return numbers(atMeta);
    case 'number-health':
      return numberHealth(atMeta, channel.sendsPerSecond);
    case 'test-number':
      return testNumber(atMeta);
    case 'app-subscribed':
      return appSubscribed(atMeta);
    case 'callback':
      return callback(atMeta, channel.webhookUrls);
    case 'messages-field':
      return messagesField(atMeta, channel.webhookUrls);
    case 'handshake':
      return handshake(seen);
    case 'media-link':
      return examined.mediaLink.state === 'ok'
        ? { state: 'ok' }
        : { state: 'failed', fault: 'blocked', evidence: { ...examined.mediaLink } };
    case 'media-fetch':
      return mediaFetch(seen, examined.at);
    case 'streams':
      return streamsRoom(examined.streams);
    case 'account-notices':
      return accountNotices(examined.notices);
    case 'held-back':
      return heldBack(examined.held);
    case 'last-webhook':
      return last(seen, 'webhook-accepted', notOk(wayIn));
    case 'last-message-in':
      return lastMessageIn(seen, notOk(wayIn));
    case 'last-reply-delivered':
      return last(seen, 'reply-delivered', notOk(['access-token', 'token-scopes', 'numbers', 'number-health']));
  }
}

function baseUrl({ channel, baseUrl: found }: Examined): Finding {
  const evidence = { url: channel.publicUrl, ...found };
  if (!channel.isBaseUrlOffered) return { state: 'failed', fault: 'not-offered', evidence };
  return found.state === 'ok' ? { state: 'ok', evidence } : { state: 'failed', fault: found.state, evidence };
}

function toCheck(id: CheckId, finding: Finding, { at: now, channel }: Examined): Check {
  const at = (finding.at ?? now).toISOString();
  const { evidence = {} } = finding;
  if (finding.state === 'ok') return { id, state: 'ok', evidence, at, sentence: sentencesOf[id].ok };
  if (finding.state === 'unknown') {
    const { dependsOn } = finding;
    if (dependsOn === undefined || dependsOn.length === 0) {
      return { id, state: 'unknown', evidence, at, sentence: sentencesOf[id].unknown ?? unknownBecause([]) };
    }
    return { id, state: 'unknown', dependsOn, evidence, at, sentence: unknownBecause(dependsOn) };
  }
  const told = sentencesOf[id].faults[finding.fault];
  if (told === undefined) throw new Error(`no sentence for ${id} ${finding.fault}`);
  return {
    id,
    state: finding.state,
    evidence: { ...evidence, fault: finding.fault },
    at,
    sentence: dated(told.sentence, at),
    repair: {
      sentence: told.repair,
      ...(repairable(id, finding.fault)
        ? { call: { method: 'POST', path: `/v1/channels/${channel.id}/doctor/${id}/repair` } }
        : {}),
    },
  };
}
