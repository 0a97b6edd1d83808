import { channelConfig } from '@wabx/channel-config';
import { mediaStore } from '@wabx/media-store';
import { startSimulator, type Simulator } from '@wabx/meta-simulator';
import { outboundSender } from '@wabx/outbound-sender';
import { router } from '@wabx/router';
import { newApiKey, startService, type RunningService, type ServiceDefinition } from '@wabx/runtime';
import { createTestDatabase, eventually, startTestNats, testSealingKeys, testSigner } from '@wabx/testing';
import { webhookIngress } from '@wabx/webhook-ingress';
import { newId, sendRequested, type ServiceName } from '@wabx/contracts';
import { connectNats, EventPublisher } from '@wabx/messaging';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { owners } from '../src/owners.js';
import { apiOf, sim } from './whole-stack.js';

/** A channel that is right in every way, with a Meta app, account, number and token of its own. */
export interface ProvenChannel {
  id: string;
  name: string;
  webhookUrl: string;
  verifyToken: string;
  appId: string;
  appSecret: string;
  wabaId: string;
  accessToken: string;
  phoneNumberId: string;
  e164: string;
  /** The number, as the API knows it. */
  numberId: string;
  customer: string;
}

export type ProvingStage = Awaited<ReturnType<typeof startProvingStage>>;

/** The services that prove a channel, behind a reverse proxy as in production, and a simulated Meta before it. */
export async function startProvingStage({ withRouter = false, withSender = false } = {}) {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-proving-`));
  const [nats, simulator, database] = await Promise.all([
    startTestNats(),
    startSimulator({ seed: 'proving', retryScale: 0.02 }),
    createTestDatabase({
      adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
      owners: owners.map((owner) => ({ ...owner, role: `${owner.role}_proving`, password: 'proving' })),
    }),
  ]);
  const proxy = await startProxy();
  const elsewhere = await startElsewhere();
  const admin = newApiKey();
  const started: RunningService[] = [];
  const start = async (definition: ServiceDefinition, env: Record<string, string> = {}) => {
    const name = definition.name as ServiceName;
    const schema = owners.find(({ service }) => service === name)?.schema;
    const service = await startService(definition, {
      PORT: '0',
      NATS_URL: nats.urlOf(name),
      ...testSigner,
      LOG_LEVEL: 'error',
      WABX_SEALING_KEYS: testSealingKeys,
      WABX_GRAPH_URL: simulator.url,
      ...(schema ? { DATABASE_URL: database.urlOf(schema) } : {}),
      ...env,
    });
    started.push(service);
    return service;
  };
  const ingress = await start(webhookIngress);
  const media = await start(mediaStore, {
    WABX_LINK_KEYS: testSealingKeys,
    WABX_MEDIA_DIR: path.join(directory, 'media'),
  });
  const config = await start(channelConfig, {
    WABX_PUBLIC_URLS: proxy.url,
    WABX_ALLOW_HTTP: 'loopback',
    WABX_BOOTSTRAP_KEY: admin.token,
    // Tests break things and look at once.
    WABX_DOCTOR_KEPT_SECONDS: '0',
  });
  proxy.routes.set('/webhooks/', ingress.url);
  proxy.routes.set('/m/', media.url);
  const routing = withRouter ? await start(router) : undefined;
  const sender = withRouter || withSender ? await start(outboundSender) : undefined;
  const connection = await connectNats({ url: nats.url, name: 'proving' });
  const publisher = new EventPublisher(connection);
  const call = apiOf(config, admin.token);
  const meta = <T = unknown>(method: string, route: string, body?: object) => sim<T>(simulator, method, route, body);

  const { body: extension } = await call('POST', '/v1/extensions', { number: '1001', name: 'Ada' });
  const destination = { type: 'extension', id: (extension as { id: string }).id };
  let serial = 0;

  return {
    nats,
    simulator,
    database,
    proxy,
    elsewhere: elsewhere.url,
    call,
    meta,
    destination,
    ingressKnows,
    configUrl: config.url,
    router: routing,
    sender,
    startSender: () => start(outboundSender),
    ingress,
    /** Stops one of the services, as an outage would. */
    stopService: async (service: RunningService | undefined) => {
      if (service === undefined) throw new Error('it was never started');
      started.splice(started.indexOf(service), 1);
      await service.stop();
    },
    channel: async (): Promise<ProvenChannel> => {
      const no = String((serial += 1)).padStart(3, '0');
      const planned = {
        name: `Channel ${no}`,
        appId: `120010020030${no}`,
        appSecret: `proving-app-secret-${no}-0123456789`,
        wabaId: `300100200300${no}`,
        accessToken: `EAAGproving${no}AccessToken0123456789`,
        phoneNumberId: `410020030040${no}`,
        e164: `+12025550${no}`,
        customer: `447700900${no}`,
      };
      const { name, appId, appSecret, wabaId, accessToken, phoneNumberId, e164, customer } = planned;
      const made = await call('POST', '/v1/channels', {
        name,
        appId,
        appSecret,
        wabaId,
        accessToken,
        numbers: [{ e164, phoneNumberId, destination }],
      });
      if (made.status !== 201) throw new Error(`no channel: ${JSON.stringify(made.body)}`);
      const { id, webhookUrl, verifyToken, numbers } = made.body as {
        id: string;
        webhookUrl: string;
        verifyToken: string;
        numbers: { id: string }[];
      };
      await ingressKnows({ webhookUrl, verifyToken });
      await meta('POST', '/setup', {
        apps: [{ appId, secret: appSecret }],
        wabas: [{ wabaId }],
        numbers: [{ phoneNumberId, displayPhoneNumber: e164, wabaId }],
        tokens: [{ token: accessToken, appId, wabaIds: [wabaId] }],
        customers: [{ waId: customer, name: `Customer ${no}` }],
        callbackUrl: webhookUrl,
        verifyToken,
      });
      return { ...planned, id, webhookUrl, verifyToken, numberId: numbers[0]?.id ?? '' };
    },
    /** A customer writes to the channel's number. */
    says: ({ customer, phoneNumberId }: ProvenChannel, text = 'Hello') =>
      meta<{ wamid: string }>('POST', `/customers/${customer}/messages`, { phoneNumberId, type: 'text', text }),
    /** An agent answers the customer, as the router would ask for it; the first and only reply of its conversation. */
    replies: ({ id, customer, phoneNumberId }: ProvenChannel) =>
      publisher.publish(sendRequested, id, {
        messageId: newId(),
        sessionId: newId(),
        phoneNumberId,
        conversationId: newId(),
        sequence: 1,
        recipient: { waId: customer },
        content: { kind: 'text', text: { body: 'How can we help?' } },
        acceptedAt: new Date().toISOString(),
        notAfter: new Date(Date.now() + 23 * 3_600_000).toISOString(),
      }),
    /** The next look of the health watch at every channel comes now. */
    lookIsDue: async () => {
      // Rows are locked in the order in which the service locks them.
      await (
        await database.dataSourceOf('config')
      ).query(`UPDATE channel SET health_due_at = wabx.now()
                WHERE id = ANY (ARRAY(SELECT id FROM channel ORDER BY id FOR UPDATE))`);
    },
    stop: async () => {
      await connection.close();
      for (const service of started.reverse()) await service.stop();
      await proxy.stop();
      await elsewhere.stop();
      await simulator.stop();
      await database.drop();
      await nats.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function ingressKnows({ webhookUrl, verifyToken }: { webhookUrl: string; verifyToken: string }): Promise<void> {
  await eventually('the ingress knows the channel', async () => {
    const query = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}`;
    return (await fetch(`${webhookUrl}?${query}`)).status === 200;
  });
}

/** The reverse proxy that stands before a real installation; what is `blocked` gets the page of a login. */
async function startProxy() {
  const routes = new Map<string, string>();
  const blocked = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '/';
    const [prefix, target] = [...routes].find(([start]) => url.startsWith(start)) ?? [];
    if (target === undefined || blocked.has(prefix ?? '')) {
      outgoing.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
      return;
    }
    const passed = httpRequest(target + url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.once('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  return { url: await listen(server), routes, blocked, stop: () => close(server) };
}

/** Another system's webhook, which answers every challenge and swallows everything. */
async function startElsewhere() {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://elsewhere');
    request.resume();
    response.end(searchParams.get('hub.challenge') ?? '');
  });
  return { url: `${await listen(server)}/other-system`, stop: () => close(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export type { Simulator };
