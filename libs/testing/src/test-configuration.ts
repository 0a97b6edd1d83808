import {
  apiKeysView,
  channelsView,
  directoryView,
  newId,
  type ApiKeyView,
  type ChannelView,
  type DirectoryEntry,
  type Scope,
} from '@wabx/contracts';
import { connectNats, publicKeyOf, signerOf, verifierOf, ViewWriter } from '@wabx/messaging';
import { KeyRing, newApiKey, sealPurpose } from '@wabx/runtime';
import { createHash, randomBytes } from 'node:crypto';

const SEALING_KEY = Buffer.alloc(32, 7);

/** Environment with which a service opens what {@link projectConfiguration} has sealed. */
export const testSealingKeys = `test:${SEALING_KEY.toString('base64')}`;

const SIGNING_KEY = { id: 'test', key: Buffer.alloc(32, 9) };
const TRUSTED_KEY = { id: 'test', key: publicKeyOf(SIGNING_KEY.key) };

/** With which a test writes and reads the buckets itself. */
export const testSigning = { sign: signerOf(SIGNING_KEY), verify: verifierOf([TRUSTED_KEY]) };

/** Environment with which a service believes {@link projectConfiguration}. */
export const testTrust = { WABX_TRUSTED_KEYS: `${TRUSTED_KEY.id}:${TRUSTED_KEY.key.toString('base64')}` };

/** Environment with which channel-config is believed by services with {@link testTrust}. */
export const testSigner = {
  ...testTrust,
  WABX_SIGNING_KEY: `${SIGNING_KEY.id}:${SIGNING_KEY.key.toString('base64')}`,
};

/** Writes configuration where channel-config would project it, for tests of services that only read it. */
export async function projectConfiguration(
  natsUrl: string,
  entries: { channels?: ChannelView[]; directory?: DirectoryEntry[]; apiKeys?: ApiKeyView[] },
): Promise<void> {
  const connection = await connectNats({ url: natsUrl, name: 'test-configuration' });
  const channels = await ViewWriter.open(channelsView, connection, testSigning);
  const directory = await ViewWriter.open(directoryView, connection, testSigning);
  const apiKeys = await ViewWriter.open(apiKeysView, connection, testSigning);
  for (const channel of entries.channels ?? []) await channels.write(channel.id, channel);
  for (const entry of entries.directory ?? []) await directory.write(`${entry.type}.${entry.id}`, entry);
  for (const key of entries.apiKeys ?? []) await apiKeys.write(key.id, key);
  for (const writer of [channels, directory, apiKeys]) await writer.complete();
  await connection.close();
}

/** An API key that services know after {@link projectConfiguration}, and the token to call them with. */
export function testApiKey(scopes: Scope[], extensionId?: string): { token: string; entry: ApiKeyView } {
  const { id, token, secretSha256 } = newApiKey();
  return {
    token,
    entry: { id, version: 1, name: `test ${id}`, secretSha256, scopes, extensionId, revoked: false },
  };
}

export interface TestChannel {
  view: ChannelView;
  appSecret: string;
  accessToken: string;
  verifyToken: string;
}

/** A channel with sealed secrets and one number per destination. */
export async function testChannel(
  numbers: { phoneNumberId: string; e164: string; destination: { type: 'extension' | 'queue'; id: string } }[],
  overrides: Partial<ChannelView> = {},
): Promise<TestChannel> {
  const ring = new KeyRing([{ id: 'test', key: SEALING_KEY }]);
  const id = overrides.id ?? newId();
  const appSecret = randomBytes(16).toString('hex');
  const accessToken = `EAAG${randomBytes(24).toString('hex')}`;
  const verifyToken = randomBytes(16).toString('hex');
  return {
    appSecret,
    accessToken,
    verifyToken,
    view: {
      id,
      name: `channel ${id}`,
      version: 1,
      revision: 1,
      deleted: false,
      publicUrl: 'http://127.0.0.1:4100',
      webhookKey: randomBytes(16).toString('hex'),
      verifyTokenSha256: createHash('sha256').update(verifyToken).digest('hex'),
      sealedAccessToken: await ring.seal(accessToken, sealPurpose.accessToken(id)),
      sealedAppSecrets: [await ring.seal(appSecret, sealPurpose.appSecret(id))],
      numbers: numbers.map((number) => ({ id: newId(), sendsPerSecond: 80, ...number })),
      settings: { sessionIdleSeconds: 86_400, mediaRetentionSeconds: 259_200, mediaDelivery: 'link' },
      status: { state: 'unchecked' },
      ...overrides,
    },
  };
}
