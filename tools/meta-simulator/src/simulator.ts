import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import Fastify from 'fastify';
import { pageRoutes } from './control/page.js';
import { controlRoutes } from './control/routes.js';
import { graphRoutes, unknownPath } from './graph/routes.js';
import { MAX_MEDIA_BYTES } from './media-files.js';
import { type Settings, settingsSchema } from './settings.js';
import { closeWorld, openWorld, resumeDeliveries } from './world.js';

const noCompiler = () => () => {
  throw new Error('No route of the simulator has a JSON schema.');
};

const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** How to start; every setting of `PATCH /_sim/settings` can be given too. */
export interface SimulatorOptions extends Partial<Settings> {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** What clients call it by, in download URLs; default: its own address. */
  publicUrl?: string;
  /** State, ledger and media are kept here. Without it they live in a temporary folder that `stop` removes. */
  dataDir?: string;
  /** The same seed gives the same ids and the same chances. Default: another one each time. */
  seed?: string;
}

export interface Simulator {
  url: string;
  port: number;
  dataDir: string;
  /** Ends it; with a dataDir what was not delivered yet is delivered by the next start. */
  stop(): Promise<void>;
}

/** Starts a Meta of our own: Graph API, webhooks, and the control API under `/_sim`. Rejects if the port is taken or the state cannot be read. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    port = 0,
    host = '127.0.0.1',
    publicUrl,
    dataDir: keptDir,
    seed = randomBytes(8).toString('hex'),
    ...rest
  } = options;
  const settings = settingsSchema.partial().parse(rest);
  const dataDir = keptDir ?? (await mkdtemp(join(tmpdir(), 'meta-simulator-')));
  await mkdir(dataDir, { recursive: true });
  const world = await openWorld(dataDir, seed, settings);

  const server = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // No route has a JSON schema (zod checks): without these two Fastify would load its compilers, most of a start's time.
    schemaController: { compilersFactory: { buildValidator: () => noCompiler, buildSerializer: () => noCompiler } },
    routerOptions: { maxParamLength: 500 },
  });
  server.addHook('onSend', () => world.registry.saveChanges());
  await server.register(multipart, { limits: { fileSize: MAX_MEDIA_BYTES, files: 1 }, throwFileSizeLimit: false });
  await server.register(pageRoutes);
  await server.register(graphRoutes(world));
  await server.register(controlRoutes(world, settings), { prefix: '/_sim' });
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/_sim')) return reply.code(404).send({ error: 'There is no such control route.' });
    const { status, body } = unknownPath(world);
    return reply.code(status).send(body);
  });
  const close = async (): Promise<void> => {
    await server.close();
    await closeWorld(world, dataDir);
    if (keptDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await server.listen({ port, host });
  } catch (error) {
    await close();
    throw new Error(`The simulator cannot listen on ${host}:${port}.`, { cause: error });
  }
  const address = server.server.address() as AddressInfo;
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${address.port}`;
  world.publicUrl = (publicUrl ?? url).replace(/\/$/, '');
  await resumeDeliveries(world, dataDir);
  let stopping: Promise<void> | undefined;
  return { url, port: address.port, dataDir, stop: () => (stopping ??= close()) };
}
