import { channelConfig } from '@wabx/channel-config';
import { consoleService } from '@wabx/console';
import { mediaStore } from '@wabx/media-store';
import { outboundSender } from '@wabx/outbound-sender';
import { router } from '@wabx/router';
import { runServices, type ServiceDefinition } from '@wabx/runtime';
import { sessionJanitor } from '@wabx/session-janitor';
import { stats } from '@wabx/stats';
import { webhookIngress } from '@wabx/webhook-ingress';

/** What a {@link tapped} service tells its launcher: it has this channel with this idle time now. */
export interface Seen {
  channelId: string;
  idleSeconds: number;
  /** Milliseconds since 1970, with fractions. */
  at: number;
}

const definitions: ServiceDefinition[] = [
  webhookIngress,
  channelConfig,
  router,
  outboundSender,
  mediaStore,
  sessionJanitor,
  stats,
  consoleService,
];

// One service as it is, in a process of its own, that tells when its own copy of the configuration has a change.
const definition = definitions.find(({ name }) => name === process.env['TAPPED_SERVICE']);
if (!definition) throw new Error('TAPPED_SERVICE names no service');
await runServices({
  ...definition,
  module: (context) => {
    context.channels.onChange(({ id, settings }) => {
      const at = performance.timeOrigin + performance.now();
      process.send?.({ channelId: id, idleSeconds: settings.sessionIdleSeconds, at } satisfies Seen);
    });
    return definition.module(context);
  },
});
