import { Injectable } from '@nestjs/common';
import { inTransaction, databaseNow } from '@wabx/persistence';
import { KeyRing, Problem } from '@wabx/runtime';
import type { GraphOutcome } from '@wabx/whatsapp';
import { DataSource } from 'typeorm';
import { recordChange, type Actor } from '../audit/audit.js';
import { webhookUrlOf } from '../channels/channel-answer.js';
import { Channel } from '../channels/channel.entity.js';
import { verifyTokenPurpose } from '../channels/channel-secrets.js';
import { ChannelStore } from '../channels/channel-store.js';
import { tellingNotices } from '../health/account-notices.js';
import { ChannelHealth } from '../health/channel-health.js';
import { numbersOf } from '../projection/to-views.js';
import { Nats } from '../proof/nats.js';
import { PublicUrls } from '../public-urls.js';
import { checkBaseUrl } from './base-url.js';
import { credentialsOf, examineAtMeta, refusalOf } from './channel-at-meta.js';
import type { Check, CheckId } from './check.js';
import { diagnose, findingsOf, type Look } from './diagnose.js';
import type { OwnUrls } from './diagnose-account.js';
import { examineDestinations } from './diagnose-destinations.js';
import { examineHeld } from './diagnose-held.js';
import { examineStreams } from './diagnose-streams.js';
import { KeptChecks } from './kept-checks.js';
import { probeMediaLink } from './media-link.js';
import { MetaGraph } from './meta-graph.js';
import { repairAtMeta } from './repair.js';
import { toChecks } from './to-checks.js';

/** Names the one broken thing of a channel, and puts it right where Meta has a call for it. */
@Injectable()
export class Doctor {
  constructor(
    private readonly source: DataSource,
    private readonly channels: ChannelStore,
    private readonly health: ChannelHealth,
    private readonly ring: KeyRing,
    private readonly publicUrls: PublicUrls,
    private readonly meta: MetaGraph,
    private readonly nats: Nats,
    private readonly kept: KeptChecks,
  ) {}

  /** Of now, or of some seconds ago when the channel was not changed since. */
  async examine(channelId: string): Promise<Check[]> {
    const channel = await this.channels.get(channelId);
    return await this.kept.of(channel, async () => (await this.look(channelId)).checks);
  }

  /** The check after its repair. Throws 409 when there is nothing to call, 502 with Meta's own words when it refuses. */
  async repair(channelId: string, id: CheckId, actor: Actor): Promise<Check> {
    const { channel, credentials, look, checks } = await this.look(channelId);
    const before = checkOf(checks, id);
    if (before.state === 'ok') return before;
    if (before.repair?.call === undefined) {
      const detail = before.repair?.sentence.en ?? before.sentence.en;
      throw new Problem('NOT_REPAIRABLE', `This cannot be repaired by a call. ${detail}`, { check: before });
    }
    const outcome = await repairAtMeta(this.meta.graph, before, {
      atMeta: look.atMeta,
      ...credentials,
      webhookUrls: look.channel.webhookUrls,
      webhookUrl: webhookUrlOf(channel),
      verifyToken: await this.ring.open(channel.sealedVerifyToken, verifyTokenPurpose(channelId)),
    });
    this.kept.forget(channelId);
    assertDone(outcome, before);
    await inTransaction(this.source, async (tx) => {
      await recordChange(tx, actor, { action: 'channel.repair', targetId: channelId, fields: [id] });
    });
    const now = (await databaseNow(this.source)).toISOString();
    // Meta took our address only after the handshake, so it is proved; the ingress will report it within seconds.
    if (id !== 'app-subscribed') await this.health.record([{ channelId, fact: 'handshake-ok', at: now }]);
    return checkOf(await this.examine(channelId), id);
  }

  /** Asks Meta and ourselves, keeps what was found for the status, and says it as checks. */
  async look(channelId: string) {
    const channel = await this.channels.get(channelId);
    const credentials = await credentialsOf(channel, this.ring);
    const at = await databaseNow(this.source);
    const [baseUrl, mediaLink, streams, held, people, atMeta] = await Promise.all([
      checkBaseUrl(channel.publicUrl),
      probeMediaLink(this.meta.mediaPublicUrl ?? channel.publicUrl),
      examineStreams(this.nats.connection),
      examineHeld(this.nats.connection, channelId),
      examineDestinations(this.source.manager, channelId),
      examineAtMeta(this.meta.graph, channel, credentials),
    ]);
    const look: Look = {
      at,
      channel: {
        publicUrl: channel.publicUrl,
        isBaseUrlOffered: this.publicUrls.has(channel.publicUrl),
        appId: channel.appId,
        hasAccessToken: credentials.accessToken !== '',
        hasAppSecret: credentials.appSecret !== '',
        sendsPerSecond: new Map(numbersOf(channel).map((number) => [number.phoneNumberId, number.sendsPerSecond])),
        webhookUrls: await this.webhookUrlsOf(channel, atMeta.appId),
      },
      baseUrl,
      mediaLink,
      streams,
      held,
      people,
      atMeta,
    };
    const findings = findingsOf(look);
    await this.health.keepLook(channel, look, findings);
    const { accessTokenSetAt: tokenSetAt, accessTokenExpiresAt: tokenExpiresAt } = await this.channels.get(channelId);
    const seen = await this.health.seenOf(channelId);
    const notices = await tellingNotices(this.source.manager, [channelId]);
    const numberCount = numbersOf(channel).length;
    const made = diagnose({ now: at, findings, seen, notices, tokenSetAt, tokenExpiresAt, numberCount });
    return { channel, credentials, look, checks: toChecks(channelId, made, at) };
  }

  private async webhookUrlsOf(channel: Channel, appId: string | undefined): Promise<OwnUrls> {
    const ofApp = appId === undefined ? [] : await this.source.manager.findBy(Channel, { appId });
    const urls = (channels: Channel[]) => new Set(channels.map(webhookUrlOf));
    return {
      living: urls([channel, ...ofApp.filter(({ deletedAt }) => deletedAt === null)]),
      deleted: urls(ofApp.filter(({ deletedAt }) => deletedAt !== null)),
    };
  }
}

function checkOf(checks: Check[], id: CheckId): Check {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return check;
}

function assertDone(outcome: GraphOutcome<unknown>, check: Check): void {
  if (outcome.outcome === 'ok') return;
  throw new Problem(
    outcome.outcome === 'rejected' ? 'META_REFUSED' : 'META_AWAY',
    outcome.outcome === 'rejected'
      ? `Meta refused the repair of ${check.id}: ${outcome.error.message ?? outcome.error.title ?? `code ${outcome.error.code}`}`
      : `Meta did not answer the repair of ${check.id}. Try again.`,
    { check, ...refusalOf(outcome) },
  );
}
