import { limits } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { ConfigError, defineService, KeyRing, Readiness, sealingKeysSchema, sharedSealing } from '@wabx/runtime';
import { looksSigned } from '@wabx/whatsapp';
import { z } from 'zod';
import { ChannelIndex } from './channel-index.js';
import { IntakeTools } from './intake.js';
import { IngressMetrics } from './metrics.js';
import { Observed } from './observed.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineHealing } from './quarantine-healing.js';
import { Quarantine } from './quarantine.js';
import { Refusals } from './refusals.js';
import { ownerOf, WebhookController } from './webhook.controller.js';
import { WrongTokens } from './wrong-tokens.js';

class AppModule {}

/** The only service that reads Meta's envelope. It needs NATS and nothing else. */
export const webhookIngress = defineService({
  name: 'webhook-ingress',
  about: 'Receives webhooks of Meta: verified, split into events, and durable before the 200',
  port: 4100,
  config: z.object({
    /** Opens app secrets and nothing else. */
    WABX_APP_SECRET_KEYS: sealingKeysSchema.optional(),
    /** In its place where app secrets have no keys of their own; opens access tokens too. */
    WABX_SEALING_KEYS: sealingKeysSchema.optional(),
  }),
  findDangers: async ({ WABX_APP_SECRET_KEYS }) => sharedSealing(WABX_APP_SECRET_KEYS),
  rawBody: true,
  bodyLimitBytes: limits.webhookBodyBytes,
  needsRoomIn: 'WA_IN',
  api: [WebhookController, QuarantineController],
  module: ({ config, nats, channels, publisher, readiness, door, metrics, log }) => {
    const keys = config.WABX_APP_SECRET_KEYS ?? config.WABX_SEALING_KEYS;
    if (!keys) throw new ConfigError('webhook-ingress cannot start: WABX_APP_SECRET_KEYS is missing.');
    const index = new ChannelIndex(channels, new KeyRing(keys));
    const tools = new IntakeTools(publisher, index, log);
    const quarantine = new Quarantine(nats, tools, channels);
    const observed = new Observed(publisher);
    const ingressMetrics = new IngressMetrics(metrics);
    const refusals = new Refusals(ingressMetrics.webhooks, log);
    door.onPublicRoute('/webhooks/whatsapp/:key', (request) => {
      const { key } = request.params as { key: string };
      const found = index.byKey(key);
      if (found.length > 0 && looksSigned(request.headers['x-hub-signature-256'])) return undefined;
      if (found.length === 0 && !channels.isComplete()) {
        return refusals.of('channels-unknown', 'channel-config has not signed the channels yet');
      }
      const channel = ownerOf(key, found);
      if (channel) observed.note(channel.id, 'signature-invalid');
      return refusals.ofSignature(channel?.id);
    });
    return {
      module: AppModule,
      providers: [
        { provide: EventPublisher, useValue: publisher },
        { provide: Observed, useValue: observed },
        { provide: Readiness, useValue: readiness },
        { provide: IngressMetrics, useValue: ingressMetrics },
        { provide: Refusals, useValue: refusals },
        { provide: WrongTokens, useValue: new WrongTokens(metrics) },
        { provide: IntakeTools, useValue: tools },
        { provide: Quarantine, useValue: quarantine },
        { provide: QuarantineHealing, useValue: new QuarantineHealing(channels, quarantine, publisher, log) },
      ],
    };
  },
});
