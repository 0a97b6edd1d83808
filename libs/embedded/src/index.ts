export { tellsOfFullDisk } from './disk-full.js';
export { EmbeddedServerError, type EmbeddedServerFailure } from './embedded-server-error.js';
export { findNatsServer, type NatsServerProgram } from './find-nats-server.js';
export { type EmbeddedNats, type NatsOptions, type NatsPermissions, startNats } from './nats.js';
export { freePort, isPortFree } from './port.js';
export { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './postgres.js';
export { processExists, processIdentity } from './process-table.js';
