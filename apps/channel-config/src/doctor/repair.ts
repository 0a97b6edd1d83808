import type { GraphClient, GraphOutcome } from '@wabx/whatsapp';
import type { ChannelAtMeta, Credentials } from './channel-at-meta.js';
import type { Check } from './check.js';
import type { OwnUrls } from './diagnose-account.js';

export interface RepairKit extends Credentials {
  atMeta: ChannelAtMeta;
  webhookUrl: string;
  webhookUrls: OwnUrls;
  verifyToken: string;
}

/** The one call (or, for several numbers, calls) that puts a check right. */
export async function repairAtMeta(graph: GraphClient, check: Check, kit: RepairKit): Promise<GraphOutcome<unknown>> {
  const { accessToken, atMeta, webhookUrl, verifyToken } = kit;
  const { appId = '', wabaId = '' } = atMeta;
  const here = { callbackUri: webhookUrl, verifyToken };
  switch (check.id) {
    case 'app-subscribed':
      return await graph.subscribeApp({ accessToken, wabaId });
    case 'messages-field':
      return await register(graph, appId, kit);
    case 'handshake':
      // Where the app's address is another's, ours was verified as an override, and is verified again as one.
      return isAppElsewhere(kit)
        ? await graph.subscribeApp({ accessToken, wabaId, override: here })
        : await register(graph, appId, kit);
    case 'callback':
      return await turnCallback(graph, kit, here);
    default:
      throw new Error(`${check.id} has no repair by a call`);
  }
}

/** The nearest level that leads elsewhere is lifted when what lies below it leads here, else turned to us. */
async function turnCallback(
  graph: GraphClient,
  kit: RepairKit,
  here: { callbackUri: string; verifyToken: string },
): Promise<GraphOutcome<unknown>> {
  const { accessToken, atMeta, webhookUrls } = kit;
  const { wabaId = '', appId = '' } = atMeta;
  const leadsHere = (url: string | undefined) => url !== undefined && webhookUrls.living.has(url);
  let done: GraphOutcome<unknown> = { outcome: 'ok', value: undefined };
  let account: { url: string | undefined; below: string | undefined } | undefined;
  for (const { phoneNumberId, description } of atMeta.numbers) {
    if (description.outcome !== 'ok') continue;
    const { phoneNumber, whatsappBusinessAccount, application } = description.value.webhookConfiguration ?? {};
    if (phoneNumber !== undefined && phoneNumber !== '') {
      if (leadsHere(phoneNumber)) continue;
      const below = whatsappBusinessAccount || application;
      done = await graph.overrideNumberCallback({
        accessToken,
        phoneNumberId,
        ...(leadsHere(below) ? {} : { override: here }),
      });
      if (done.outcome !== 'ok') return done;
      continue;
    }
    account = { url: whatsappBusinessAccount || undefined, below: application };
  }
  const isOfDeleted = atMeta.numbers.some(
    ({ description }) =>
      description.outcome === 'ok' &&
      webhookUrls.deleted.has(description.value.webhookConfiguration?.application ?? ''),
  );
  if (isOfDeleted) return await register(graph, appId, kit);
  if (account === undefined || leadsHere(account.url ?? account.below)) return done;
  if (account.below === undefined) done = await register(graph, appId, kit);
  if (done.outcome !== 'ok' || (account.url === undefined && account.below === undefined)) return done;
  const isEnoughToLift = account.below === undefined || leadsHere(account.below);
  return await graph.subscribeApp({ accessToken, wabaId, ...(isEnoughToLift ? {} : { override: here }) });
}

/** With the fields the app has already: a registration replaces them all. */
async function register(graph: GraphClient, appId: string, kit: RepairKit): Promise<GraphOutcome<unknown>> {
  const { atMeta, appSecret, webhookUrl, verifyToken } = kit;
  const own =
    atMeta.appSubscriptions?.outcome === 'ok'
      ? atMeta.appSubscriptions.value.find(({ object }) => object === 'whatsapp_business_account')
      : undefined;
  return await graph.registerWebhook({
    accessToken: `${appId}|${appSecret}`,
    appId,
    // Other channels of the same app do not notice: the ingress goes by the number.
    callbackUri: webhookUrl,
    verifyToken,
    fields: [...new Set([...(own?.fields ?? []), 'messages'])],
  });
}

function isAppElsewhere({ atMeta, webhookUrls }: RepairKit): boolean {
  if (atMeta.appSubscriptions?.outcome !== 'ok') return false;
  const own = atMeta.appSubscriptions.value.find(({ object }) => object === 'whatsapp_business_account');
  const url = own?.callbackUrl;
  return url !== undefined && !webhookUrls.living.has(url) && !webhookUrls.deleted.has(url);
}
