import { freePort, startNats } from '@wabx/embedded';
import { serviceNames } from '@wabx/contracts';
import { connectNats, natsPermissionsOf } from '@wabx/messaging';
import { jetstreamManager } from '@nats-io/jetstream';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './eventually.js';

export interface TestCluster {
  /** With every right; names all servers. */
  url: string;
  urlOf(user: string): string;
  /** How the server that leads a stream is called. */
  leaderOf(stream: string): Promise<string>;
  /** Ends a server as a crash would, and removes its disk. */
  lose(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Three nats-servers that are one cluster, without streams. */
export async function startTestCluster(): Promise<TestCluster> {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-cluster-`));
  const password = randomBytes(16).toString('hex');
  const users = [
    { user: 'admin', password },
    ...serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) })),
  ];
  const ports = [await freePort(), await freePort(), await freePort()];
  const servers = await Promise.all(
    ports.map(async (port) => {
      const storeDir = path.join(directory, String(port));
      const server = await startNats({ storeDir, syncAlways: true, users, cluster: { port, ports } });
      return { server, storeDir, name: `wabx-${process.pid}-${server.port}` };
    }),
  );
  const urlOf = (user: string) =>
    servers.map(({ server }) => `nats://${user}:${password}@127.0.0.1:${server.port}`).join(',');
  const connection = await connectNats({ url: urlOf('admin'), name: 'test-cluster' });
  const manager = await eventually('the cluster has a leader', () => jetstreamManager(connection), 30_000);
  await eventually('three servers have found each other', async () => {
    await manager.streams.add({ name: 'PROBE', subjects: ['probe'], num_replicas: 3 });
    return await manager.streams.delete('PROBE');
  });
  return {
    url: urlOf('admin'),
    urlOf,
    leaderOf: async (stream) => (await manager.streams.info(stream)).cluster?.leader ?? '',
    lose: async (lost) => {
      const found = servers.find(({ name }) => name === lost);
      if (!found) throw new Error(`there is no server ${lost}`);
      await found.server.kill();
      await rm(found.storeDir, { recursive: true, force: true });
    },
    stop: async () => {
      await connection.close();
      await Promise.all(servers.map(({ server }) => server.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
