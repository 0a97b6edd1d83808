import { afterEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, processExists, startNats } from '../src/index.js';
import { cleanUp, temporaryFolder } from './run-launcher.js';

afterEach(cleanUp);

describe('nats-server', () => {
  it.each([
    { ending: 'kill', syncAlways: true },
    { ending: 'kill', syncAlways: false },
    { ending: 'stop', syncAlways: false },
  ] as const)(
    'has every acknowledged message after $ending (sync always: $syncAlways)',
    async ({ ending, syncAlways }) => {
      const storeDir = await temporaryFolder();
      const first = await startNats({ storeDir, syncAlways });
      const connection = await connect({ servers: first.url, reconnect: false });
      await (await jetstreamManager(connection)).streams.add({ name: 'KEPT', subjects: ['kept'] });
      const acknowledged: number[] = [];
      const publish = async () => {
        for (;;) acknowledged.push((await jetstream(connection).publish('kept', 'x'.repeat(500))).seq);
      };
      const publishers = Promise.allSettled(Array.from({ length: 20 }, publish)); // each until the server is gone
      while (acknowledged.length < 300) await new Promise(setImmediate);
      await first[ending]();
      await publishers;
      await connection.close().catch(() => undefined);

      const second = await startNats({ storeDir, syncAlways });
      const reader = await connect({ servers: second.url });
      const { state } = await (await jetstreamManager(reader)).streams.info('KEPT');
      expect(acknowledged.length).toBeGreaterThanOrEqual(300);
      expect(state.last_seq).toBeGreaterThanOrEqual(Math.max(...acknowledged));
      expect(state.messages).toBe(state.last_seq);
      await reader.close();
      await second.stop();
      expect(processExists(second.pid)).toBe(false);
    },
  );

  it('syncs before it acknowledges, keeps its limits and takes messages of 8 MiB', async () => {
    const monitorPort = await freePort();
    const server = await startNats({ storeDir: await temporaryFolder(), syncAlways: true, monitorPort });
    const response = await fetch(`http://127.0.0.1:${monitorPort}/jsz?config=true`);
    expect(await response.json()).toMatchObject({
      config: { sync_always: true, max_memory: 256 * 1024 * 1024, max_storage: 64 * 1024 ** 3 },
    });
    const connection = await connect({ servers: server.url });
    expect(connection.info).toMatchObject({ max_payload: 8 * 1024 * 1024, version: server.version });
    await connection.close();
    await server.stop();
  });

  it('holds its users to their passwords and permissions', async () => {
    const alice = { user: 'alice', password: 'a "quoted" $ecret' };
    const server = await startNats({
      storeDir: await temporaryFolder(),
      syncAlways: false,
      users: [{ ...alice, permissions: { publish: { allow: ['allowed'] } } }],
    });
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(/authorization/i);

    const connection = await connect({ servers: server.url, user: alice.user, pass: alice.password });
    connection.publish('allowed');
    await connection.flush();
    connection.publish('forbidden');
    for await (const status of connection.status()) {
      if (status.type !== 'error') continue;
      expect(status.error.message).toMatch(/permissions violation.*forbidden/i);
      break;
    }
    await connection.close();
    await server.stop();
  });

  it('names the port that is in use', async () => {
    const port = await freePort();
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');

    const starting = startNats({ storeDir: await temporaryFolder(), syncAlways: false, port });
    await expect(starting).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    stranger.close();
  });
});
