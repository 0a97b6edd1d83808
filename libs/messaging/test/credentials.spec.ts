import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { natsPermissionsOf, connectNats, natsConnectOptions, provision } from '@wabx/messaging';
import { startNats, type EmbeddedNats } from '@wabx/embedded';
import { nkeys } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Users that a nats-server knows by their public key, with a service's rights.

const pairs = { admin: nkeys.createUser(), router: nkeys.createUser(), stranger: nkeys.createUser() };
const seedOf = (name: keyof typeof pairs) => new TextDecoder().decode(pairs[name].getSeed());
let storeDir = '';
let server: EmbeddedNats;
beforeAll(async () => {
  storeDir = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-nkeys-`));
  const users = [
    { nkey: pairs.admin.getPublicKey() },
    { nkey: pairs.router.getPublicKey(), permissions: natsPermissionsOf('router') },
  ];
  server = await startNats({ storeDir, syncAlways: false, users });
  const admin = await connectNats({ url: server.url, name: 'test', credentials: { user: 'a', nkey: seedOf('admin') } });
  await provision(admin);
  await admin.close();
});
afterAll(async () => {
  await server?.stop();
  await rm(storeDir, { recursive: true, force: true });
});

/** As `nsc generate creds` writes it; this server looks at the key and not at what an operator has signed. */
const credsOf = (name: keyof typeof pairs) => `-----BEGIN NATS USER JWT-----
eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.e30.AAAA
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seedOf(name)}
------END USER NKEY SEED------
`;

describe.each([
  ['an nkey', (name: keyof typeof pairs) => ({ nkey: seedOf(name) })],
  ['a .creds file', (name: keyof typeof pairs) => ({ creds: credsOf(name) })],
])('with %s', (_what, of) => {
  it('a service comes in with its own rights, and answers reach its inbox', async () => {
    const connection = await connectNats({
      url: server.url,
      name: 'router-requests',
      credentials: { user: 'router', ...of('router') },
    });
    const { config } = await (await jetstreamManager(connection)).streams.info('WA_IN');
    expect(config.name).toBe('WA_IN');
    await connection.close();
  });

  it('a stranger does not', async () => {
    const credentials = { user: 'router', ...of('stranger') };
    await expect(connectNats({ url: server.url, name: 'router', credentials })).rejects.toThrow(
      /Authorization.*NATS_CREDS or NATS_NKEY/i,
    );
  });
});

it('tls:// is encrypted with what the system believes, nats:// is as the server wants it', () => {
  expect(natsConnectOptions({ url: 'tls://nats:4222', name: 'test' })).toMatchObject({
    servers: ['nats:4222'],
    tls: {},
  });
  expect(natsConnectOptions({ url: 'nats://nats:4222', name: 'test' })).not.toHaveProperty('tls');
});
