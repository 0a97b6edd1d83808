import type { EventContract, RequestContract, SignalContract, StreamName } from './contract.js';
import {
  auditExtended,
  channelChanged,
  deadLettered,
  ingressObserved,
  janitorRan,
  mediaChanged,
  operationPerformed,
  streamFilled,
} from './facts.js';
import { accountChanged, messageReceived, outOfScopeReceived, quarantined, statusReceived } from './inbound.js';
import { sendChanged, sendDecided, sendRequested } from './outbound.js';
import {
  announceClosingWindows,
  closeIdleSessions,
  describeFile,
  eraseFiles,
  eraseSends,
  expireMedia,
  findReply,
  forgetFacts,
  forgetParked,
  linkFile,
  markRead,
  mayReadFile,
  purgeSends,
  releaseSessions,
  replyWindow,
  sendTest,
  sessionsAt,
  settleUnknownSends,
  uploadFile,
  withdrawTest,
} from './requests.js';
import { messageChanged, messageStored, noteChanged, sessionChanged, sessionRead } from './session.js';
import { presenceShown } from './signals.js';
import { consumers, streams, type ConsumerSpec } from './streams.js';

/** What a service may do on NATS; its user there gets exactly this. */
export interface ServiceAccess {
  publishes: EventContract[];
  consumes: ConsumerSpec[];
  asks: RequestContract[];
  answers: RequestContract[];
  /** What its replicas tell each other. */
  signals: SignalContract[];
  /** Events that it reads with consumers of its own, which end with it. */
  follows: EventContract[];
  /** Streams that it reads so as a whole, in their order. */
  followsAll: StreamName[];
  /** Streams of which it reads single events: lists for operators, the age of a backlog. */
  looksAt: StreamName[];
  /** Streams of which it tells how full they are and which consumers are behind. */
  watches: StreamName[];
  /** Streams whose kept records it may replay and then remove. */
  replays: StreamName[];
  /** Streams of which it removes what every consumer has acknowledged. */
  trims: StreamName[];
  writesViews: boolean;
}

const access = (given: Partial<ServiceAccess>): ServiceAccess => ({
  publishes: [],
  consumes: [],
  asks: [],
  answers: [],
  signals: [],
  follows: [],
  followsAll: [],
  looksAt: [],
  watches: [],
  replays: [],
  trims: [],
  writesViews: false,
  ...given,
});

const everyStream = streams.map(({ name }) => name);

/** Who says what to whom: the whole of wabx's traffic in one table. */
export const services = {
  'webhook-ingress': access({
    publishes: [
      messageReceived,
      statusReceived,
      accountChanged,
      outOfScopeReceived,
      quarantined,
      ingressObserved,
      operationPerformed,
    ],
    looksAt: ['WA_QUARANTINE'],
    replays: ['WA_QUARANTINE'],
  }),
  'channel-config': access({
    publishes: [channelChanged, operationPerformed, auditExtended, deadLettered],
    consumes: [
      consumers.channelAccount,
      consumers.channelIngress,
      consumers.channelSends,
      consumers.channelMedia,
      consumers.channelOperations,
    ],
    // What a change of the set-up does to conversations, and a test of a channel.
    asks: [releaseSessions, sessionsAt, sendTest, withdrawTest],
    // While somebody proves a channel from end to end: what came in, and who has stored it.
    follows: [messageReceived, statusReceived, ingressObserved, messageStored, messageChanged, sendChanged],
    // The newest head of the audit, to compare the table with.
    looksAt: ['WA_EVT'],
    // For the doctor.
    watches: everyStream,
    writesViews: true,
  }),
  router: access({
    publishes: [
      sendRequested,
      sendDecided,
      sessionChanged,
      messageStored,
      messageChanged,
      noteChanged,
      sessionRead,
      operationPerformed,
      deadLettered,
    ],
    consumes: [consumers.routerMessages, consumers.routerSends, consumers.routerMedia],
    asks: [describeFile, markRead, eraseFiles, eraseSends],
    answers: [
      closeIdleSessions,
      announceClosingWindows,
      forgetParked,
      mayReadFile,
      findReply,
      replyWindow,
      releaseSessions,
      sessionsAt,
      sendTest,
      withdrawTest,
    ],
    signals: [presenceShown],
    // The live feed: one order over several kinds of events.
    followsAll: ['WA_EVT'],
    // Only to see how old its own backlog is.
    looksAt: ['WA_IN'],
  }),
  'outbound-sender': access({
    // It also replays dead letters, of whichever service they are.
    publishes: [
      sendChanged,
      deadLettered,
      messageReceived,
      statusReceived,
      accountChanged,
      sendRequested,
      sendDecided,
      messageStored,
      mediaChanged,
      ingressObserved,
      operationPerformed,
    ],
    consumes: [
      consumers.outboundSends,
      consumers.outboundDecisions,
      consumers.outboundStatuses,
      consumers.outboundMessages,
    ],
    asks: [linkFile, uploadFile, findReply, replyWindow],
    answers: [markRead, eraseSends, settleUnknownSends, purgeSends],
    looksAt: ['WA_DEAD'],
    replays: ['WA_DEAD'],
  }),
  'media-store': access({
    publishes: [mediaChanged, operationPerformed, deadLettered],
    consumes: [consumers.mediaStoreMessages],
    asks: [mayReadFile],
    answers: [describeFile, linkFile, uploadFile, eraseFiles, expireMedia],
  }),
  'session-janitor': access({
    publishes: [janitorRan, streamFilled, operationPerformed],
    asks: [
      closeIdleSessions,
      announceClosingWindows,
      forgetParked,
      expireMedia,
      settleUnknownSends,
      purgeSends,
      forgetFacts,
    ],
    follows: [janitorRan],
    watches: everyStream,
    // Where the events begin that a consumer has not acknowledged.
    looksAt: ['WA_IN', 'WA_OUT', 'WA_EVT'],
    trims: ['WA_IN', 'WA_OUT', 'WA_EVT'],
  }),
  stats: access({
    publishes: [operationPerformed, deadLettered],
    consumes: [consumers.statsMessages, consumers.statsSends],
    answers: [forgetFacts],
  }),
  // Whatever else it does for people it asks of the other services' APIs, with their rights.
  console: access({ publishes: [operationPerformed] }),
} as const;
export type ServiceName = keyof typeof services;
export const serviceNames = Object.keys(services) as ServiceName[];
