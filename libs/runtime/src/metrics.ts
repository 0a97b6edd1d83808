import type { ConsoleLogger } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { serviceNames, services } from '@wabx/contracts';
import type { Settlement } from '@wabx/messaging';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DescribedRoute } from './api/routes.js';
import { build } from './build.js';

/** Asked for every few seconds by machines: they would hide what people and Meta wait for. */
export const NOT_MEASURED: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);
const SETTLEMENTS: Settlement[] = ['handled', 'retried', 'postponed', 'dead-lettered', 'undecodable'];
const CONTENTIONS = ['deadlock', 'serialization', 'lock-timeout', 'pool-exhausted'];
const RPC_OUTCOMES = ['answered', 'failed'];

/** What every service is measured by; a service's own metrics are in its `metrics.ts`. */
export function newMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'wabx_build_info',
    help: '1, with the version that runs',
    labelNames: ['version', 'revision', 'node'],
    registers: [registry],
  }).set({ ...build, node: process.versions.node }, 1);
  return registry;
}

export type OnContention = (contention: { kind: string; statements: string[] }) => void;

export function measureContention(registry: Registry, log: ConsoleLogger): OnContention {
  const counter = new Counter({
    name: 'wabx_database_contention_total',
    help: 'Deadlocks, serialization failures, lock time-outs and vain waits for a connection of the own pool',
    labelNames: ['kind'],
    registers: [registry],
  });
  for (const kind of CONTENTIONS) counter.inc({ kind }, 0);
  return ({ kind, statements }) => {
    counter.inc({ kind });
    log.warn('database work was in its own way', { kind, statements });
  };
}

export function measureEvents(registry: Registry, service: string) {
  const settled = new Counter({
    name: 'wabx_events_total',
    help: 'Events by consumer and how they ended; dead-lettered and undecodable ones are dead letters',
    labelNames: ['consumer', 'settlement'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'wabx_event_batch_seconds',
    help: 'Time to handle one batch of events',
    labelNames: ['consumer'],
    registers: [registry],
  });
  for (const { durable: consumer } of accessOf(service)?.consumes ?? []) {
    for (const settlement of SETTLEMENTS) settled.inc({ consumer, settlement }, 0);
    seconds.zero({ consumer });
  }
  return (consumer: string, settlement: Settlement, count: number, milliseconds: number) => {
    settled.inc({ consumer, settlement }, count);
    seconds.observe({ consumer }, milliseconds / 1000);
  };
}

/** Questions to other services over NATS, as who asks sees them. */
export function measureRequests(registry: Registry, service: string) {
  const seconds = new Histogram({
    name: 'wabx_rpc_duration_seconds',
    help: 'Questions to other services by subject; failed: refused, or no answer within the deadline',
    labelNames: ['subject', 'outcome'],
    registers: [registry],
  });
  for (const { subject } of accessOf(service)?.asks ?? []) {
    for (const outcome of RPC_OUTCOMES) seconds.zero({ subject, outcome });
  }
  return (subject: string, outcome: 'answered' | 'failed', milliseconds: number) =>
    seconds.observe({ subject, outcome }, milliseconds / 1000);
}

/** @param streams routes that are answered for as long as their reader likes; `wabx_live_readers` counts those */
export function measureHttp(adapter: FastifyAdapter, registry: Registry, streams: ReadonlySet<string>): void {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'wabx_http_request_duration_seconds',
    help: 'HTTP requests by route and status; without probes, scrapes and streams',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const inFlight = new Gauge({
    name: 'wabx_http_requests_in_flight',
    help: 'HTTP requests that are being answered; without probes, scrapes and streams',
    registers,
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', ({ routeOptions: { url = 'none' } }, { raw }, done) => {
    if (!NOT_MEASURED.has(url) && !streams.has(url)) {
      inFlight.inc();
      raw.once('close', () => inFlight.dec());
    }
    done();
  });
  fastify.addHook('onResponse', ({ method, routeOptions: { url: route = 'none' } }, reply, done) => {
    const isStream = streams.has(route) && reply.statusCode === 200;
    if (!NOT_MEASURED.has(route) && !isStream) {
      seconds.observe({ method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    }
    done();
  });
}

/** The routes whose answer is a stream of events. */
export function streamsOf(routes: readonly DescribedRoute[]): ReadonlySet<string> {
  const isStream = ({ operation }: DescribedRoute) =>
    Object.values(operation.answers).some((answer) => typeof answer === 'object' && 'event' in answer);
  return new Set(routes.filter(isStream).map(({ url }) => url));
}

function accessOf(service: string) {
  const name = serviceNames.find((known) => known === service);
  return name && services[name];
}
