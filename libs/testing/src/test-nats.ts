import { startNats, type EmbeddedNats } from '@wabx/embedded';
import { serviceNames, type ServiceName } from '@wabx/contracts';
import { connectNats, natsPermissionsOf, provision } from '@wabx/messaging';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TestNats {
  /** With every right. */
  url: string;
  /** With the rights of one service, as it has them in production. */
  urlOf(service: ServiceName): string;
  port: number;
  /** Ends the server as a crash would; `restart` brings it back with what it had acknowledged. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** The server stays and says nothing, as with a disk that hangs; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** A nats-server of the test's own with every stream, consumer and bucket, so that test files may run side by side. */
export async function startTestNats({ onLog }: { onLog?: (line: string) => void } = {}): Promise<TestNats> {
  const storeDir = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-nats-`));
  const password = randomBytes(16).toString('hex');
  const users = [
    { user: 'admin', password },
    ...serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) })),
  ];
  let server: EmbeddedNats = await startNats({ storeDir, syncAlways: false, users, onLog });
  const { port } = server;
  const urlOf = (user: string) => `nats://${user}:${password}@127.0.0.1:${port}`;
  const url = urlOf('admin');
  const connection = await connectNats({ url, name: 'test-provision' });
  await provision(connection);
  await connection.close();
  return {
    url,
    urlOf,
    port,
    kill: () => server.kill(),
    restart: async () => {
      server = await startNats({ storeDir, port, syncAlways: false, users, onLog });
    },
    pause: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    stop: async () => {
      await server.stop();
      await rm(storeDir, { recursive: true, force: true });
    },
  };
}
