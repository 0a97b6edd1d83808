import { channelConfig } from '@wabx/channel-config';
import { consoleService } from '@wabx/console';
import { mediaStore } from '@wabx/media-store';
import { outboundSender } from '@wabx/outbound-sender';
import { router } from '@wabx/router';
import { runServices } from '@wabx/runtime';
import { sessionJanitor } from '@wabx/session-janitor';
import { stats } from '@wabx/stats';
import { webhookIngress } from '@wabx/webhook-ingress';
import { signingKeys } from './signing-keys.js';

Object.assign(process.env, signingKeys(process.env));
// The whole of wabx in one process. Each service has its own settings: WABX_<SERVICE>_PORT, WABX_<SERVICE>_DATABASE_URL.
await runServices(
  webhookIngress,
  channelConfig,
  router,
  outboundSender,
  mediaStore,
  sessionJanitor,
  stats,
  consoleService,
);
