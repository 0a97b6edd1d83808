import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { EventPublisher, publicKeyOf } from '@wabx/messaging';
import {
  contentionOf,
  databaseDangers,
  databaseProviders,
  isTransientDatabaseError,
  measurePool,
} from '@wabx/persistence';
import { ConfigError, consoleTokens, defineService, Problem, tlsOf, type SealingKey } from '@wabx/runtime';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { configSchema, upstreamsOf } from './config.js';
import { passOn } from './gateway/pass-on.js';
import { CodeController } from './links/code.controller.js';
import { OneTimeCodes } from './links/one-time-codes.js';
import { LinkSettings, SignInLinksController } from './links/sign-in-links.controller.js';
import { migrations } from './migrations/index.js';
import { pageFolder } from './page/page-folder.js';
import { servePage } from './page/serve-page.js';
import { recogniseBrowsers } from './sign-in/recognise.js';
import { SessionController } from './sign-in/session.controller.js';
import { SignIns } from './sign-in/sign-ins.js';
import { SignInsController } from './sign-in/sign-ins.controller.js';

/** Routes whose bodies are taken from who is not signed in yet. */
const OPEN_TO_STRANGERS = ['/session/code'];
const STRANGERS_BYTES_MAX = 4 * 1024;

@Module({})
class ConsoleModule {}

/** Where agents and administrators work in a browser: serves the page, signs people in, passes their calls on. */
export const consoleService = defineService({
  name: 'console',
  about: 'Serves the page of agents and administrators, signs them in, and passes their calls on to the services',
  port: 4120,
  config: configSchema,
  findDangers: (config) => databaseDangers(config.DATABASE_URL, 'console', { tls: tlsOf('DATABASE', config) }),
  contentionOf,
  isTransient: isTransientDatabaseError,
  api: [SessionController, CodeController, SignInsController, SignInLinksController],
  module: ({ name, config, directory, publisher, readiness, metrics, door, onContention, log }) => {
    assertKnown(config.WABX_CONSOLE_SIGNING_KEY, config.WABX_CONSOLE_KEYS ?? []);
    const sign = consoleTokens(config.WABX_CONSOLE_SIGNING_KEY);
    const origin = config.WABX_CONSOLE_URL;
    const folder = pageFolder();
    for (const route of OPEN_TO_STRANGERS) door.onPublicRoute(route, refuseLarge);
    return {
      module: ConsoleModule,
      providers: [
        ...databaseProviders({
          url: config.DATABASE_URL,
          tls: tlsOf('DATABASE', config),
          schema: 'console',
          applicationName: name,
          migrations,
          log,
          onContention,
          poolSize: config.WABX_DATABASE_POOL,
          readiness,
        }),
        { provide: EventPublisher, useValue: publisher },
        { provide: LinkSettings, useValue: new LinkSettings(origin, config.WABX_SIGN_IN_LINKS === 'yes') },
        {
          provide: SignIns,
          inject: [DataSource, HttpAdapterHost],
          useFactory: (source: DataSource, { httpAdapter }: HttpAdapterHost) => {
            measurePool(metrics, source);
            const signIns = new SignIns(source, directory);
            const fastify = (httpAdapter as unknown as FastifyAdapter).getInstance(); // the only one that services are started on
            recogniseBrowsers(fastify, signIns, { sign, origin });
            passOn(fastify, upstreamsOf(config), signIns);
            servePage(fastify, folder);
            return signIns;
          },
        },
        { provide: OneTimeCodes, inject: [DataSource], useFactory: (source: DataSource) => new OneTimeCodes(source) },
      ],
    };
  },
});

function refuseLarge({ headers }: FastifyRequest): Problem | undefined {
  if (Number(headers['content-length']) <= STRANGERS_BYTES_MAX) return undefined;
  return new Problem(
    'PAYLOAD_TOO_LARGE',
    `Signing in takes at most ${STRANGERS_BYTES_MAX} bytes, of announced length.`,
  );
}

/** Otherwise people would sign in and then be refused by every service. */
function assertKnown({ id, key }: SealingKey, known: readonly SealingKey[]): void {
  const publicKey = publicKeyOf(key);
  if (known.some((one) => one.id === id && one.key.equals(publicKey))) return;
  throw new ConfigError(
    `console cannot start: WABX_CONSOLE_KEYS has not the public key of WABX_CONSOLE_SIGNING_KEY, which every service needs. It is ${id}:${publicKey.toString('base64')}`,
  );
}
