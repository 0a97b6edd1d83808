import { channelConfig } from '@wabx/channel-config';
import { consoleService } from '@wabx/console';
import { mediaStore } from '@wabx/media-store';
import { outboundSender } from '@wabx/outbound-sender';
import { router } from '@wabx/router';
import { documentOf, routesOf, type ApiDocument, type DescribedService } from '@wabx/runtime';
import { sessionJanitor } from '@wabx/session-janitor';
import { stats } from '@wabx/stats';
import { webhookIngress } from '@wabx/webhook-ingress';

const services: DescribedService[] = [
  webhookIngress,
  channelConfig,
  router,
  outboundSender,
  mediaStore,
  sessionJanitor,
  stats,
  consoleService,
].map(({ name, about, port, api }) => ({ name, about, port, routes: routesOf(api) }));

const ABOUT =
  'wabx connects a WhatsApp Business number to extensions and queues. Each path names the service that answers it; behind one host name they may share a port.';

/** The OpenAPI documents: of each service by its name, and of all of them as `wabx`. */
export function apiDocuments(): { wabx: ApiDocument; [service: string]: ApiDocument } {
  return {
    ...Object.fromEntries(
      services.map((service) => [service.name, documentOf(`wabx ${service.name}`, service.about, [service])]),
    ),
    wabx: documentOf('wabx', ABOUT, services),
  };
}
