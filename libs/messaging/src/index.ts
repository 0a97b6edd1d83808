export { connectNats, inboxOf, natsConnectOptions, newInbox, type NatsOptions } from './connection.js';
export {
  isStreamFull,
  isTransientMessagingError,
  NewerEventError,
  PermanentError,
  publishFailureOf,
  TransientError,
} from './errors.js';
export { Answers, OnEvent, OnEvents, type Received } from './handlers.js';
export { JetStreamServer, type Settlement } from './jetstream-server.js';
export { KeptEvents, type Kept, type KeptPage } from './kept-events.js';
export { LiveView, type Refusal } from './live-view.js';
export { natsDangers } from './nats-dangers.js';
export { natsPermissionsOf, type NatsPermissions } from './permissions.js';
export { assertProvisioned } from './assert-provisioned.js';
export {
  EventPublisher,
  fromWire,
  toEvent,
  toOutboxFact,
  toWire,
  type OutboxFact,
  type WireEvent,
} from './publisher.js';
export { provision } from './provision.js';
export { Requests } from './requests.js';
export { onSignal, sendSignal } from './signals.js';
export {
  privateKeyOf,
  publicKeyOf,
  signerOf,
  verifierOf,
  type NamedKey,
  type Sign,
  type Verify,
} from './signed-values.js';
export { backlogsOf, fillOf, type Backlog, type StreamFill } from './stream-fill.js';
export { ViewWriter } from './view-writer.js';
