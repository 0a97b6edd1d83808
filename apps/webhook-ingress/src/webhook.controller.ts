import { Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { ChannelView } from '@wabx/contracts';
import { Operation, Operations, Public, Readiness, traceparentOf } from '@wabx/runtime';
import { verifySignature } from '@wabx/whatsapp';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { IntakeTools, takeIn, type Intake } from './intake.js';
import { IngressMetrics } from './metrics.js';
import { Observed } from './observed.js';
import { Refusals } from './refusals.js';
import { WrongTokens } from './wrong-tokens.js';

const IN_FLIGHT_MAX = 200;
const CHALLENGE_LENGTH_MAX = 256;
/** Longer ones find no route: the router of Fastify takes no more of a parameter. */
const webhookKey = z.string().max(100);

/**
 * Meta's side of the ingress. A 200 is a promise: it is given when everything in the body is durably stored, and
 * whatever goes wrong on our side is a 503, because Meta tries again for seven days.
 */
@Operations('webhooks', 'What Meta calls')
@Public()
@Controller('webhooks/whatsapp')
export class WebhookController {
  private inFlight = 0;

  constructor(
    private readonly tools: IntakeTools,
    private readonly observed: Observed,
    private readonly readiness: Readiness,
    private readonly metrics: IngressMetrics,
    private readonly refusals: Refusals,
    private readonly wrongTokens: WrongTokens,
  ) {}

  /** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests */
  @Get(':key')
  @Operation({
    id: 'verifyWebhook',
    summary: "Meta's verification of the callback URL",
    answers: {
      200: { mediaType: 'text/plain', description: 'The challenge' },
      403: { mediaType: 'text/plain', description: 'Not the verify token of the channel' },
    },
    refuses: ['TOO_MANY_FAILURES', 'TRY_AGAIN'],
  })
  handshake(
    @Param('key', { schema: webhookKey }) key: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const channels = this.tools.channels.byKey(key);
    const token = query['hub.verify_token'];
    const challenge = query['hub.challenge'];
    const asked = query['hub.mode'] === 'subscribe' && typeof token === 'string' && typeof challenge === 'string';
    const right = asked ? channels.find((channel) => sameDigest(token, channel.verifyTokenSha256)) : undefined;
    const channel = right ?? ownerOf(key, channels);
    if (channel && asked) this.observed.note(channel.id, right ? 'handshake-ok' : 'handshake-wrong-token');
    const slowed = right ? undefined : this.wrongTokens.note(request.ip, key);
    if (slowed) throw slowed;
    if (!asked || !right || challenge.length > CHALLENGE_LENGTH_MAX) {
      void reply.status(403).type('text/plain').send('');
      return;
    }
    void reply.status(200).type('text/plain').send(challenge);
  }

  @Post(':key')
  @Operation({
    id: 'receiveWebhook',
    summary: 'Events from Meta',
    answers: { 200: { mediaType: 'text/plain', description: 'Everything in the body is durably stored' } },
    refuses: ['SIGNATURE_INVALID', 'TRY_AGAIN'],
  })
  async receive(
    @Param('key', { schema: webhookKey }) key: string,
    @Headers('x-hub-signature-256') signature: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const channels = this.tools.channels.byKey(key);
    const signed = await this.signedBy(channels, rawBody, signature);
    // An unknown URL looks the same as a wrong signature: there is nothing to learn here.
    if (!signed) {
      const channel = ownerOf(key, channels);
      if (channel) this.observed.note(channel.id, 'signature-invalid');
      throw this.refusals.ofSignature(channel?.id);
    }
    const { channel, form } = signed;
    if (this.inFlight >= IN_FLIGHT_MAX) throw this.refusals.of('overloaded', `${IN_FLIGHT_MAX} are in hand`);
    const { nats: fault } = await this.readiness.faults();
    if (fault !== undefined) throw this.refusals.of('nats-away', fault);
    this.inFlight++;
    try {
      const intake = await takeIn(this.tools, {
        channel,
        signature: signature ?? '',
        rawBody,
        traceparent: traceparentOf(request),
      });
      this.metrics.count(intake, form);
      this.noteAll(channel.id, intake);
      return '';
    } catch (error) {
      throw this.refusals.ofFailure(error);
    } finally {
      this.inFlight--;
    }
  }

  private async signedBy(channels: readonly ChannelView[], rawBody: Buffer, signature: string | undefined) {
    for (const channel of channels) {
      const secrets = await this.tools.channels.secretsOf(channel);
      const check = await verifySignature({ rawBody, header: signature, secrets });
      if (check.valid) return { channel, form: check.form };
    }
    return undefined;
  }

  private noteAll(channelId: string, { kinds, faults }: Intake): void {
    this.observed.note(channelId, 'webhook-accepted');
    if (faults.length > 0) this.observed.note(channelId, 'quarantined');
    const hasMessage = Object.keys(kinds).some((kind) => kind.startsWith('message:'));
    if (hasMessage) this.observed.note(channelId, 'message-received');
    if (kinds['standby']) this.observed.note(channelId, 'standby-received');
  }
}

/** Whose fault it is: nobody's at the URL of a channel that was deleted. */
export function ownerOf(key: string, channels: readonly ChannelView[]): ChannelView | undefined {
  return channels.find(({ webhookKey }) => webhookKey === key);
}

function sameDigest(text: string, sha256: string): boolean {
  const digest = createHash('sha256').update(text).digest();
  const wanted = Buffer.from(sha256, 'hex');
  return wanted.length === digest.length && timingSafeEqual(digest, wanted);
}
