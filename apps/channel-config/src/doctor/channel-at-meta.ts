import { sealPurpose, type KeyRing } from '@wabx/runtime';
import type {
  AppSubscription,
  GraphClient,
  GraphFailure,
  GraphOutcome,
  PhoneNumberDescription,
  SubscribedApp,
  TokenDescription,
} from '@wabx/whatsapp';
import type { Channel } from '../channels/channel.entity.js';
import { numbersOf } from '../projection/to-views.js';

/** What Meta says about a channel. Missing: could not be asked, because something to ask with is not known. */
export interface ChannelAtMeta {
  appId?: string;
  wabaId?: string;
  /** The token about itself. */
  token: GraphOutcome<TokenDescription>;
  /** Asked as the app: proves the app secret. */
  appSecret?: GraphOutcome<TokenDescription>;
  subscribedApps?: GraphOutcome<SubscribedApp[]>;
  phoneNumberIds?: GraphOutcome<string[]>;
  appSubscriptions?: GraphOutcome<AppSubscription[]>;
  /** In the order of the channel's numbers. */
  numbers: { e164: string; phoneNumberId: string; description: GraphOutcome<PhoneNumberDescription> }[];
}

export interface Credentials {
  accessToken: string;
  appSecret: string;
}

const NUMBER_FIELDS = [
  'display_phone_number',
  'verified_name',
  'status',
  'quality_rating',
  'code_verification_status',
  'name_status',
  'account_mode',
  'throughput',
  'health_status',
  'webhook_configuration',
];

const MANAGEMENT = 'whatsapp_business_management';

/** Opened for the calls to Meta. A value that cannot be opened (its key was lost) counts as missing. */
export async function credentialsOf(channel: Channel, ring: KeyRing): Promise<Credentials> {
  const open = (sealed: string, purpose: string) => (sealed === '' ? '' : ring.open(sealed, purpose).catch(() => ''));
  return {
    accessToken: await open(channel.sealedAccessToken, sealPurpose.accessToken(channel.id)),
    appSecret: await open(channel.sealedAppSecret, sealPurpose.appSecret(channel.id)),
  };
}

/** Asks Meta everything that the doctor wants to know; some six calls, each with its own time-out. */
export async function examineAtMeta(graph: GraphClient, channel: Channel, who: Credentials): Promise<ChannelAtMeta> {
  const { accessToken } = who;
  const { token, appId, wabaId } = await identifyToken(graph, channel, accessToken);
  const appToken = appId === undefined || who.appSecret === '' ? undefined : `${appId}|${who.appSecret}`;
  const [appSecret, appSubscriptions, subscribedApps, phoneNumberIds, ...descriptions] = await Promise.all([
    appToken === undefined ? undefined : graph.debugToken({ accessToken: appToken, inputToken: accessToken }),
    appToken === undefined || appId === undefined
      ? undefined
      : graph.getAppSubscriptions({ accessToken: appToken, appId }),
    wabaId === undefined ? undefined : graph.getSubscribedApps({ accessToken, wabaId }),
    wabaId === undefined ? undefined : graph.getPhoneNumberIds({ accessToken, wabaId }),
    ...numbersOf(channel).map(({ phoneNumberId }) =>
      graph.getPhoneNumber({ accessToken, phoneNumberId, fields: NUMBER_FIELDS }),
    ),
  ]);
  return {
    ...(appId === undefined ? {} : { appId }),
    ...(wabaId === undefined ? {} : { wabaId }),
    token: describedBy(token, appSecret),
    ...(appSecret === undefined ? {} : { appSecret }),
    ...(appSubscriptions === undefined ? {} : { appSubscriptions }),
    ...(subscribedApps === undefined ? {} : { subscribedApps }),
    ...(phoneNumberIds === undefined ? {} : { phoneNumberIds }),
    numbers: numbersOf(channel).flatMap(({ e164, phoneNumberId }, at) => {
      const description = descriptions[at];
      return description === undefined ? [] : [{ e164, phoneNumberId, description }];
    }),
  };
}

/** The token about itself, and with it the ids that the channel does not name. */
export async function identifyToken(
  graph: GraphClient,
  channel: Pick<Channel, 'appId' | 'wabaId'>,
  accessToken: string,
): Promise<{ token: GraphOutcome<TokenDescription>; appId?: string; wabaId?: string }> {
  const token = await graph.debugToken({ accessToken, inputToken: accessToken });
  const described = token.outcome === 'ok' && token.value.isValid ? token.value : undefined;
  const granted = described?.granularScopes.find(({ scope }) => scope === MANAGEMENT)?.targetIds ?? [];
  const appId = channel.appId ?? described?.appId;
  // With several accounts there is no telling which one is meant.
  const wabaId = channel.wabaId ?? (granted.length === 1 ? granted[0] : undefined);
  return { token, ...(appId === undefined ? {} : { appId }), ...(wabaId === undefined ? {} : { wabaId }) };
}

/** A token that has expired cannot ask about itself; the app can, and says since when. */
function describedBy(
  own: GraphOutcome<TokenDescription>,
  app: GraphOutcome<TokenDescription> | undefined,
): GraphOutcome<TokenDescription> {
  return own.outcome === 'rejected' && app?.outcome === 'ok' ? app : own;
}

/** Meta gave no answer that means anything: nothing may be concluded from it. */
export function isAway(outcome: GraphOutcome<unknown>): outcome is GraphFailure {
  if (outcome.outcome === 'ok') return false;
  if (outcome.outcome !== 'rejected') return true;
  return ['temporary', 'app-rate', 'account-rate', 'number-rate', 'maintenance'].includes(outcome.policy.class);
}

/** In Meta's words, which carry no secret: for the evidence. */
export function refusalOf(outcome: GraphOutcome<unknown>): Record<string, unknown> {
  switch (outcome.outcome) {
    case 'ok':
      return {};
    case 'rejected': {
      const { code, subcode, title, details } = outcome.error;
      return { metaError: { code, subcode, title, details } };
    }
    case 'not-sent':
    case 'unknown':
      return { noAnswer: outcome.cause.kind, httpStatus: outcome.cause.httpStatus };
  }
}
