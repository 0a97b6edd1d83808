import { startNats, type EmbeddedNats } from '@wabx/embedded';
import { connectNats, provision } from '@wabx/messaging';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TestNats {
  url: string;
  port: number;
  /** Ends the server as a crash would; `restart` brings it back with what it had acknowledged. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A nats-server of the test's own with every stream, consumer and bucket, so that test files may run side by side. */
export async function startTestNats(): Promise<TestNats> {
  const storeDir = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-nats-`));
  let server: EmbeddedNats = await startNats({ storeDir, syncAlways: false });
  const { url, port } = server;
  const connection = await connectNats({ url, name: 'test-provision' });
  await provision(connection);
  await connection.close();
  return {
    url,
    port,
    kill: () => server.kill(),
    restart: async () => {
      server = await startNats({ storeDir, port, syncAlways: false });
    },
    stop: async () => {
      await server.stop();
      await rm(storeDir, { recursive: true, force: true });
    },
  };
}
