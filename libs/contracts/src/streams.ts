import { filterOf, type EventContract, type StreamName } from './contract.js';
import { accountChanged, messageReceived, statusReceived } from './inbound.js';
import { ingressObserved, mediaChanged, operationPerformed } from './facts.js';
import { sendChanged, sendDecided, sendRequested } from './outbound.js';
import { messageStored } from './session.js';

const day = 24 * 3600;
const gigabyte = 1024 ** 3;

export interface StreamSpec {
  name: StreamName;
  subjects: string[];
  maxAgeSeconds: number;
  /** Where the operator sets no other limit. */
  maxBytes: number;
  /**
   * What gives way when it is full. `new`: what comes is refused, because consumers still need what is there; the janitor
   * removes in time what they do not. `oldest`: nobody but people reads it, and it must not keep the door shut.
   */
  givesWay: 'new' | 'oldest';
}

/** Limits retention, file storage, and a duplicate window of ten minutes hold for all of them. */
export const streams: StreamSpec[] = [
  { name: 'WA_IN', subjects: ['wa.v1.in.>'], maxAgeSeconds: 8 * day, maxBytes: 8 * gigabyte, givesWay: 'new' },
  { name: 'WA_OUT', subjects: ['wa.v1.out.>'], maxAgeSeconds: 8 * day, maxBytes: 2 * gigabyte, givesWay: 'new' },
  { name: 'WA_EVT', subjects: ['wa.v1.evt.>'], maxAgeSeconds: 8 * day, maxBytes: 8 * gigabyte, givesWay: 'new' },
  {
    name: 'WA_QUARANTINE',
    subjects: ['wa.v1.quarantine.>'],
    maxAgeSeconds: 14 * day,
    maxBytes: 1 * gigabyte,
    givesWay: 'oldest',
  },
  { name: 'WA_DEAD', subjects: ['wa.v1.dead.>'], maxAgeSeconds: 30 * day, maxBytes: 1 * gigabyte, givesWay: 'oldest' },
];

export const duplicateWindowSeconds = 600;

export interface ConsumerSpec<C extends EventContract = EventContract> {
  /** `<service>-<purpose>`; a public contract, because autoscalers read its lag. */
  durable: string;
  contract: C;
  ackWaitSeconds: number;
  /** Events that one process works on at once; for a batch handler the size of a batch. */
  batch: number;
  /** How long an event may wait for others to share its transaction, which costs more than the events in it. */
  gatherMs: number;
}

/** For what nobody waits for. */
const UNHURRIED_MS = 100;
/** For what people see, as long as it may wait to share a transaction. */
const SHARED_MS = 50;
/** For what is only looked at later: one transaction a second costs the same whatever the rate. */
const STATISTICS = { gatherMs: 1_000, batch: 500 };

const consumer = <C extends EventContract>(
  durable: string,
  contract: C,
  { ackWaitSeconds = 30, batch = 100, gatherMs = 0 } = {},
): ConsumerSpec<C> => ({ durable, contract, ackWaitSeconds, batch, gatherMs });

/** Every durable consumer there is. */
export const consumers = {
  routerMessages: consumer('router-messages', messageReceived),
  routerSends: consumer('router-sends', sendChanged, { gatherMs: SHARED_MS }),
  routerMedia: consumer('router-media', mediaChanged),
  mediaStoreMessages: consumer('media-store-messages', messageReceived, { ackWaitSeconds: 60, batch: 16 }),
  outboundSends: consumer('outbound-sender-sends', sendRequested),
  outboundDecisions: consumer('outbound-sender-decisions', sendDecided),
  outboundStatuses: consumer('outbound-sender-statuses', statusReceived, { gatherMs: UNHURRIED_MS }),
  outboundMessages: consumer('outbound-sender-messages', messageReceived, { gatherMs: UNHURRIED_MS }),
  statsMessages: consumer('stats-messages', messageStored, STATISTICS),
  statsSends: consumer('stats-sends', sendChanged, STATISTICS),
  channelAccount: consumer('channel-config-account', accountChanged),
  channelIngress: consumer('channel-config-ingress', ingressObserved),
  channelSends: consumer('channel-config-sends', sendChanged, STATISTICS),
  channelMedia: consumer('channel-config-media', mediaChanged),
  channelOperations: consumer('channel-config-operations', operationPerformed),
} as const;

export const consumerFilter = (spec: ConsumerSpec): string => filterOf(spec.contract);
