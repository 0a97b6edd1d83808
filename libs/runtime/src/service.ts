import {
  Module,
  StandardSchemaValidationPipe,
  type ConsoleLogger,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NO_CHANNEL, operationPerformed, type StreamName } from '@wabx/contracts';
import {
  assertProvisioned,
  connectNats,
  EventPublisher,
  isTransientMessagingError,
  JetStreamServer,
  natsConnectOptions,
  Requests,
  verifierOf,
  type Verify,
} from '@wabx/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { exportSpans } from '@wabx/telemetry';
import { AccessReports } from './access-reports.js';
import { ApiKeys } from './api-key.js';
import { build } from './build.js';
import { checkAnswers, checksAnswers } from './api/check-answers.js';
import { routesOf } from './api/routes.js';
import { Callers, ScopeGuard } from './auth.js';
import { baseConfigSchema, ConfigError, loadConfig, natsOf, type BaseConfig } from './config.js';
import { ConsoleTokens } from './console-tokens.js';
import { openViews, type ApiKeysView, type ChannelsView, type DirectoryView } from './configuration-views.js';
import { Door } from './door.js';
import { describeApi } from './describe-api.js';
import { FailedSignIns } from './failed-sign-ins.js';
import { HealthController, Readiness } from './health.js';
import { createLogger, startFailure } from './logger.js';
import { faultOfIssuers, issuersOf } from './issuers.js';
import { OidcTokens } from './oidc.js';
import { KnownQueryGuard } from './known-query.js';
import {
  measureContention,
  measureEvents,
  measureHttp,
  measureRequests,
  newMetrics,
  streamsOf,
  type OnContention,
} from './metrics.js';
import { ignoreTypeOfNoBody } from './no-body.js';
import { invalidInput, Problem, ProblemFilter, sendProblem, unkept } from './problem.js';
import { takeRawBodies } from './raw-bodies.js';
import { answerUnreadable } from './unreadable-requests.js';
import { WellFormedTextPipe } from './well-formed.js';
import { opsPort } from './ops-port.js';
import { assertSafe, type Danger } from './production.js';
import { requestIdOf, tellRequestId } from './request-id.js';
import { traceRequests } from './request-trace.js';
import { RouteMethods } from './route-methods.js';
import { watchRoom } from './stream-room.js';

const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
const BODY_BYTES_MAX = 1024 * 1024;
/** As of a process that SIGTERM has ended. */
const ENDED_AT_START = 143;

/** What the process has ready before a service's own module is made. */
export interface ServiceContext<Config> {
  name: string;
  config: Config & BaseConfig;
  nats: NatsConnection;
  publisher: EventPublisher;
  requests: Requests;
  /** Accepts what channel-config has signed. */
  verify: Verify;
  channels: ChannelsView;
  directory: DirectoryView;
  apiKeys: ApiKeysView;
  readiness: Readiness;
  door: Door;
  metrics: Registry;
  /** Counts and logs that work of this service was in its own way. */
  onContention: OnContention;
  log: ConsoleLogger;
}

export interface ServiceDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  /** One sentence for `/docs`. */
  about: string;
  /** Port when `PORT` is not set. */
  port: number;
  config: z.ZodObject<Shape>;
  /** The controllers of its HTTP API; those of events and questions are in the module. */
  api: readonly Type[];
  module(context: ServiceContext<z.infer<z.ZodObject<Shape>>>): Promise<DynamicModule> | DynamicModule;
  /** Causes of failure that a later try may cure and that only the service knows, such as its database's. */
  isTransient?: (error: unknown) => boolean;
  /** What a failure is called that comes of this service's own work meeting itself, such as a deadlock. */
  contentionOf?: (error: unknown) => string | undefined;
  /** What production does not start with and only the service can see, such as its database's rights. */
  findDangers?(config: z.infer<z.ZodObject<Shape>>): Promise<Danger[]>;
  /** Routes get the body as a Buffer, exactly as received. */
  rawBody?: boolean;
  bodyLimitBytes?: number;
  /** Without room in this stream it can do nothing; other services keep what they publish until there is room. */
  needsRoomIn?: StreamName;
}

export interface RunningService {
  name: string;
  url: string;
  stop(): Promise<void>;
}

/** Ties a service's name, settings and module together, typed by each other. */
export function defineService<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
): ServiceDefinition<Shape> {
  return definition;
}

/** Starts one service in this process. Throws with a sentence that says what to do when something it needs is missing. */
export async function startService<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
  env: Record<string, string | undefined>,
): Promise<RunningService> {
  const { name, port } = definition;
  const prefixed = `WABX_${name.toUpperCase().replaceAll('-', '_')}_PORT`;
  const schema = baseConfigSchema.extend(definition.config.shape);
  const config = loadConfig(name, schema, {
    ...env,
    PORT: env['PORT'] ?? String(port),
  }) as z.infer<z.ZodObject<Shape>> & BaseConfig;
  const log = createLogger(name, config.LOG_LEVEL);
  const fault = faultOfIssuers(config);
  if (fault !== undefined) throw new ConfigError(`${name} cannot start: ${fault}.`);
  const isTransient = (error: unknown) =>
    isTransientMessagingError(error) || (definition.isTransient?.(error) ?? false);

  // Before anything is connected: a route without a description and a wrong issuer end the start.
  const routes = routesOf(definition.api);
  const issuers = issuersOf(config);
  const consoleKeys = config.WABX_CONSOLE_KEYS;
  const fromConsole = consoleKeys && new ConsoleTokens(consoleKeys, () => directory);
  const oidc =
    issuers.length === 0 && fromConsole === undefined
      ? undefined
      : new OidcTokens(issuers, config.WABX_ENV === 'production', () => directory, fromConsole);

  if (config.WABX_ENV === 'production') {
    await assertSafe(name, config, async () => (await definition.findDangers?.(config)) ?? []);
  }

  const way = natsOf(config, name);
  const nats = await connectNats({ ...way, name });
  await assertProvisioned(nats, name);
  const readiness = new Readiness();
  readiness.add('nats', watchConnection(nats));
  const metrics = newMetrics();
  const verify = verifierOf(config.WABX_TRUSTED_KEYS);
  const { channels, directory, apiKeys } = await openViews(nats, verify, { readiness, metrics, log });
  const requests = new Requests({ ...way, name }, measureRequests(metrics, name));
  const endWatch = await watchRoom(nats, readiness, definition);
  const publisher = new EventPublisher(nats);
  const reports = new AccessReports(name, (told) => publisher.publish(operationPerformed, NO_CHANNEL, told));
  const callers = new Callers(new ApiKeys(apiKeys), new FailedSignIns(metrics), reports, oidc);
  const door = new Door(callers);

  const context: ServiceContext<z.infer<z.ZodObject<Shape>>> = {
    name,
    config,
    nats,
    publisher,
    requests,
    verify,
    channels,
    directory,
    apiKeys,
    readiness,
    door,
    metrics,
    onContention: measureContention(metrics, log),
    log,
  };
  const routeMethods = new RouteMethods();
  const rootModule: DynamicModule = {
    module: RootModule,
    imports: [withApi(await definition.module(context), definition.api)],
    controllers: [HealthController],
    providers: [
      { provide: Readiness, useValue: readiness },
      { provide: Registry, useValue: metrics },
      { provide: APP_GUARD, useValue: new ScopeGuard(callers) },
      { provide: APP_GUARD, useValue: new KnownQueryGuard() },
      {
        provide: APP_FILTER,
        useValue: new ProblemFilter(log, isTransient, definition.contentionOf ?? (() => undefined), routeMethods),
      },
      { provide: APP_PIPE, useValue: new WellFormedTextPipe() },
      { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: invalidInput }) },
    ],
  };
  const adapter = new FastifyAdapter({
    // Some write a callback with a slash at its end.
    routerOptions: { ignoreTrailingSlash: true },
    // Nest validates and serialises; Fastify's own compilers would only be loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    bodyLimit: definition.bodyLimitBytes ?? BODY_BYTES_MAX,
    requestTimeout: 120_000,
    genReqId: requestIdOf,
    trustProxy: config.WABX_TRUST_PROXY ?? false,
    clientErrorHandler: answerUnreadable,
    // An address that cannot be decoded comes to no route, and so to no filter of ours.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) =>
      sendProblem(reply, new Problem('BAD_REQUEST', 'This address cannot be decoded.')),
  });
  tellRequestId(adapter.getInstance());
  traceRequests(adapter.getInstance(), { isHandedOn: definition.rawBody ?? false });
  routeMethods.collect(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    logger: log,
    bodyParser: !definition.rawBody,
    abortOnError: false,
  });
  protectAnswers(adapter);
  ignoreTypeOfNoBody(adapter.getInstance());
  door.guard(adapter.getInstance());
  reports.watch(adapter.getInstance());
  if (definition.rawBody) takeRawBodies(adapter.getInstance(), definition.bodyLimitBytes ?? BODY_BYTES_MAX);
  if (checksAnswers) checkAnswers(adapter.getInstance(), routes, log);
  measureHttp(adapter, metrics, streamsOf(routes));
  endConnectionsAtStop(adapter, readiness);
  const ops = config.WABX_OPS_PORT === undefined ? undefined : opsPort(adapter.getInstance(), config.WABX_OPS_PORT);
  app.connectMicroservice(
    {
      strategy: new JetStreamServer({ connection: nats, isTransient, onSettled: measureEvents(metrics, name), log }),
    },
    { inheritAppConfig: false },
  );
  app.connectMicroservice(
    {
      transport: Transport.NATS,
      options: { ...natsConnectOptions({ ...way, name: `${name}-answers` }), queue: name },
    },
    { inheritAppConfig: false },
  );
  describeApi(app, { ...definition, routes });
  await app.startAllMicroservices();
  try {
    await app.listen(config.PORT, config.HOST);
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw new Error(
      taken
        ? `${name}: port ${config.PORT} is taken. Set PORT or ${prefixed} to a free one.`
        : `${name}: cannot listen`,
      { cause },
    );
  }
  await ops?.listen(name, config.HOST);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.log('ready', { url });
  return {
    name,
    url,
    stop: async () => {
      readiness.stopping = true;
      await delay(config.WABX_DRAIN_SECONDS * 1000);
      endWatch();
      await app.close();
      await reports.stop();
      for (const view of [channels, directory, apiKeys]) view.close();
      await requests.close();
      await nats.drain();
      ops?.close();
      log.log('stopped');
    },
  };
}

/**
 * The whole of a `main.ts`: starts, stops on SIGTERM and SIGINT, ends the process with a sentence when it cannot start.
 * Run by a launcher (a parent with an IPC channel) it says when it is ready, and ends with the launcher.
 */
export async function runServices(...definitions: ServiceDefinition[]): Promise<void> {
  let end: () => void = () => process.exit(ENDED_AT_START);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Also the handler of bundle.mjs, for the time in which the program is read.
    process.removeAllListeners(signal);
    process.once(signal, () => end());
  }
  // At once, not in good order: a launcher that was killed has taken database and broker along, and its next start
  // wants our ports. It may be gone before this line, and nobody hears that event.
  process.once('disconnect', () => process.exit(1));
  if (process.send && !process.connected) process.exit(1);
  try {
    const endTracing = process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
      ? await exportSpans({
          name: definitions.length === 1 ? (definitions[0]?.name ?? '') : 'wabx',
          version: build.version,
        })
      : undefined;
    const running = await Promise.all(definitions.map((definition) => startService(definition, process.env)));
    end = () => {
      // A hang must not outlive the grace period of an orchestrator.
      setTimeout(() => process.exit(1), 45_000).unref();
      void Promise.all(running.map((service) => service.stop()))
        .then(endTracing)
        .then(() => process.exit(0));
    };
    if (process.send) process.send({ ready: running.map(({ name, url }) => ({ name, url })) });
  } catch (error) {
    const sentence = error instanceof ConfigError || error instanceof Error ? error.message : String(error);
    process.stderr.write(`${startFailure(sentence, process.env['WABX_ENV'] === 'production')}\n`);
    process.exit(1);
  }
}

@Module({})
class RootModule {}

function withApi(module: DynamicModule, api: readonly Type[]): DynamicModule {
  return { ...module, controllers: [...api, ...(module.controllers ?? [])] };
}

function watchConnection(nats: NatsConnection): () => void {
  let connected = true;
  void (async () => {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect') connected = false;
      if (status.type === 'reconnect') connected = true;
    }
  })();
  return () => {
    if (!connected || nats.isClosed()) throw new Error('not connected');
  };
}

const noCompiler = () => () => {
  throw new Error('No route has a schema of Fastify: Nest validates, with the contracts');
};

/** No cache keeps an answer but of a page's files, no browser takes it for something else, and a page runs nothing but its own scripts. */
function protectAnswers(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    const isUncached = String(reply.getHeader('cache-control')).includes('no-store');
    const mayBeKept = isUncached || request.routeOptions.config.beside === 'page';
    void reply.headers(mayBeKept ? { 'x-content-type-options': 'nosniff' } : unkept);
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    if (isPage && !reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', PAGE_POLICY);
    done(null, payload);
  });
}

/** A client would keep the connection of its last answer open, and a stop waits for all of them. */
function endConnectionsAtStop(adapter: FastifyAdapter, readiness: Readiness): void {
  adapter.getInstance().addHook('onSend', (_request, reply, payload, done) => {
    if (readiness.stopping) void reply.header('connection', 'close');
    done(null, payload);
  });
}
