import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import {
  accountChanged,
  apiKeysView,
  channelsView,
  ingressObserved,
  mediaChanged,
  newId,
  sendChanged,
  type ApiKeyView,
  type DataOf,
} from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { aChannel, aToken, startConfiguration, type Configuration } from './running-configuration.js';

let config: Configuration;
let call: Configuration['call'];

beforeAll(async () => {
  config = await startConfiguration();
  ({ call } = config);
});
afterAll(async () => await config?.stop());

const make = async (change: Record<string, unknown> = {}) =>
  (await call('POST', '/v1/channels', { body: aChannel(change) })).body;

describe('the projection', () => {
  it('of two replicas ends at the same values, and no version ever goes back', async () => {
    const replica = await config.start();
    const view = await config.view(channelsView);
    const seen = new Map<string, number>();
    const backwards: string[] = [];
    view.onChange(({ id, version }) => {
      if (version <= (seen.get(id) ?? 0)) backwards.push(`${id} ${version} after ${seen.get(id)}`);
      seen.set(id, version);
    });
    const channels = await Promise.all(Array.from({ length: 5 }, () => make()));
    const changes = channels.flatMap(({ id }) =>
      Array.from({ length: 10 }, (_, at) =>
        call('PATCH', `/v1/channels/${id}`, {
          ifMatch: '*',
          body: { name: `${at} of ${id}` },
          ...(at % 2 === 0 ? { url: replica.url } : {}),
        }),
      ),
    );
    expect((await Promise.all(changes)).filter(({ status }) => status !== 200).map(({ text }) => text)).toEqual([]);
    for (const { id } of channels) {
      const { body } = await call('GET', `/v1/channels/${id}`);
      expect(body.version).toBe(11);
      await eventually('the last version', () => view.get(id)?.version === 11 && view.get(id)?.name === body.name);
    }
    expect(backwards).toEqual([]);
    await replica.stop();
  });

  it('heals at the next start what a crash between commit and copy left behind', async () => {
    const view = await config.view(channelsView);
    const { id } = await make();
    await eventually('the channel', () => view.get(id));
    await config.stopService();
    await config.sql(`UPDATE channel SET name = 'Only in the table', view_version = view_version + 1 WHERE id = $1`, [
      id,
    ]);
    await config.start();
    await eventually('the copy', () => view.get(id)?.name === 'Only in the table');
    await config.stopService();
    await config.start();
    expect(view.get(id)).toMatchObject({ version: 2 });
    await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `After ${id}` } });
    await eventually('the next version', () => view.get(id)?.version === 3);
  });

  it('takes out of the buckets what nobody configured, and writes again at once what somebody wrote over', async () => {
    const made = (await call('POST', '/v1/api-keys', { body: { name: 'mine', scopes: ['stats:read'] } })).body;
    const view = await config.view(apiKeysView);
    const entry = await eventually('the key', () => view.get(made.id));
    expect((await call('DELETE', `/v1/api-keys/${made.id}`)).status).toBe(204);
    await eventually('it is revoked', () => view.get(made.id)?.revoked);
    // As if somebody had found a way to write there: a key of an administrator, a revoked one revived, a stray word.
    const forged = { ...entry, id: 'f0f0f0f0f0f0f0f0', scopes: ['keys:write'] };
    const other = (await call('POST', '/v1/api-keys', { body: { name: 'other', scopes: ['stats:read'] } })).body;
    const raised = { ...(await eventually('the other key', () => view.get(other.id))), scopes: ['keys:write'] };
    const revived = { ...entry, version: 1_000_000 };
    const put = (key: string, body: string) => jetstream(config.connection).publish(`$KV.api-keys.${key}`, body);
    const kept = (key: string) => jsm.streams.getMessage('KV_api-keys', { last_by_subj: `$KV.api-keys.${key}` });
    const jsm = await jetstreamManager(config.connection);
    await put(forged.id, JSON.stringify(forged));
    await put(made.id, JSON.stringify(revived));
    await put(other.id, JSON.stringify(raised));
    await put('a.stray!', 'word');
    const refused = [forged.id, made.id, other.id, 'a.stray!'].map((key) => `${key} not-signed`);
    await eventually('all are refused', () => refused.every((one) => config.refused.includes(one)));
    expect([view.get(forged.id), view.get(made.id)?.revoked]).toEqual([undefined, true]);
    expect(view.get(other.id)?.scopes).toEqual(['stats:read']);
    await eventually('what was written over is right again', async () => {
      const [one, two] = [await kept(made.id), await kept(other.id)];
      return one?.json<ApiKeyView>().revoked && two?.json<ApiKeyView>().scopes[0] === 'stats:read';
    });
    await config.stopService();
    await config.start();
    for (const key of [forged.id, 'a.stray!']) {
      await eventually('it is out', async () => (await kept(key))?.header.get('KV-Operation') === 'PURGE');
    }
  });

  it('does not start when no service would believe it, and says which public key they need', async () => {
    const stranger = `k9:${Buffer.alloc(32, 3).toString('base64')}`;
    await expect(config.start({ WABX_SIGNING_KEY: stranger })).rejects.toThrow(
      /WABX_TRUSTED_KEYS must hold k9:[\w+/]{43}=, the public key of WABX_SIGNING_KEY/,
    );
  });

  it('goes on by itself after NATS was away, and no change is refused meanwhile', async () => {
    const { id } = await make();
    await config.nats.kill();
    const answer = await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `During ${id}` } });
    expect(answer.status).toBe(200);
    await config.nats.restart();
    const view = await eventually('a view after the restart', () => config.view(channelsView), 20_000);
    await eventually('the change', () => view.get(id)?.name === `During ${id}`, 20_000);
  });
});

describe('the status of a channel', () => {
  let publisher: EventPublisher;
  beforeAll(() => {
    publisher = new EventPublisher(config.connection);
  });
  const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const send = (state: DataOf<typeof sendChanged>['state'], at: string, code?: number): DataOf<typeof sendChanged> => ({
    messageId: newId(),
    phoneNumberId: '1',
    attempt: 1,
    state,
    stateNo: 1,
    at,
    ...(code === undefined ? {} : { error: { code, class: 'any', sentence: { en: 'x', 'zh-CN': 'x' } } }),
  });
  const statusOf = async (id: string) => (await call('GET', `/v1/channels/${id}`)).body.status;
  const seenOf = async (id: string): Promise<string[]> =>
    (await config.sql('SELECT fact FROM channel_seen WHERE channel_id = $1 ORDER BY fact', [id])).map(
      ({ fact }: { fact: string }) => fact,
    );

  it('fails when Meta refuses the token, says so in two languages, and recovers with the next reply sent', async () => {
    const view = await config.view(channelsView);
    const { id } = await make();
    await publisher.publish(sendChanged, id, send('queued', soon(1), 190));
    await eventually('connect_failed', async () => (await statusOf(id)).state === 'connect_failed');
    expect(await statusOf(id)).toMatchObject({
      reason: 'sending:token-invalid',
      reasons: [{ check: 'sending', fault: 'token-invalid', state: 'failed', since: expect.any(String) }],
      sentence: { en: expect.stringContaining('access token'), 'zh-CN': expect.stringContaining('令牌') },
    });
    await eventually('the view', () => view.get(id)?.status.reason === 'sending:token-invalid', 1_000);
    expect(view.get(id)).toMatchObject({ version: 2, deleted: false });
    expect((await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `Free ${id}` } })).status).toBe(
      200,
    );

    await publisher.publish(sendChanged, id, send('sent', soon(2)));
    await eventually('connected', async () => (await statusOf(id)).state === 'connected');
    expect(await statusOf(id)).toEqual({ state: 'connected', reasons: [], at: expect.any(String) });
  });

  it('fails by a status whose whole second begins before the channel was made', async () => {
    const { id } = await make();
    // In the middle of a second, so that its beginning is before.
    await config.sql(
      `UPDATE channel SET access_token_set_at = date_trunc('second', access_token_set_at) + interval '0.9 s'
        WHERE id = $1`,
      [id],
    );
    const [channel] = await config.sql('SELECT access_token_set_at AS at FROM channel WHERE id = $1', [id]);
    const at = new Date(Math.floor(channel.at.getTime() / 1000) * 1000).toISOString();
    const failed = { ...send('failed', at, 131031), waMessageId: 'wamid.refused' };
    await publisher.publish(sendChanged, id, failed);
    await eventually('connect_failed', async () => (await statusOf(id)).reason === 'sending:account-blocked');
  });

  it('is the same in whatever order the events arrive, and however often', async () => {
    const { id } = await make();
    const refused = send('queued', soon(5), 190);
    const sent = send('sent', soon(3));
    for (const data of [refused, sent, refused, sent]) await publisher.publish(sendChanged, id, data);
    await eventually('everything handled', async () => (await seenOf(id)).length === 3);
    await publisher.publish(sendChanged, id, send('delivered', soon(6)));
    await eventually('delivery handled', async () => (await seenOf(id)).includes('reply-delivered'));
    expect((await statusOf(id)).state).toBe('connect_failed');
  });

  it('notes replies once a minute, and at once after a refusal', async () => {
    const { id } = await make();
    const notedAt = async () =>
      (await config.sql(`SELECT at FROM channel_seen WHERE channel_id = $1 AND fact = 'reply-sent'`, [id]))[0]?.at;
    const first = soon(1);
    await publisher.publish(sendChanged, id, send('sent', first));
    await eventually('connected', async () => (await statusOf(id)).state === 'connected');
    await publisher.publish(sendChanged, id, send('sent', soon(30)));
    await publisher.publish(sendChanged, id, send('delivered', soon(31)));
    await eventually('the delivery is handled', async () => (await seenOf(id)).includes('reply-delivered'));
    expect(await notedAt()).toEqual(new Date(first));

    await publisher.publish(sendChanged, id, send('queued', soon(40), 190));
    await eventually('connect_failed', async () => (await statusOf(id)).state === 'connect_failed');
    await publisher.publish(sendChanged, id, send('sent', soon(41)));
    await eventually('connected', async () => (await statusOf(id)).state === 'connected');

    await publisher.publish(sendChanged, id, send('queued', soon(50), 190));
    await publisher.publish(sendChanged, id, send('sent', soon(51)));
    const later = soon(170);
    await publisher.publish(sendChanged, id, send('sent', later));
    await eventually('a later one', async () => (await notedAt())?.getTime() === Date.parse(later));
    expect((await statusOf(id)).state).toBe('connected');
  });

  it('fails on a file that could not be fetched for lack of rights, and is open again after a new token', async () => {
    const { id } = await make();
    await publisher.publish(mediaChanged, id, { fileId: newId(), state: 'failed', at: soon(0), error: 'auth' });
    await eventually('connect_failed', async () => (await statusOf(id)).state === 'connect_failed');
    await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { accessToken: aToken() } });
    expect((await statusOf(id)).state).toBe('unchecked');
  });

  it.each([
    [131042, 'payment'],
    [131031, 'account-blocked'],
    [133010, 'registration'],
    [131037, 'display-name'],
    [33, 'number-gone'],
    [134011, 'payment-terms'],
    [10, 'permission-missing'],
  ])('a refusal with %i that pauses the sender is a reason with its repair', async (code, fault) => {
    const { id } = await make();
    await publisher.publish(sendChanged, id, send('queued', soon(1), code));
    await eventually('connect_failed', async () => (await statusOf(id)).state === 'connect_failed', 5_000);
    const { reasons } = await statusOf(id);
    expect(reasons).toEqual([expect.objectContaining({ check: 'sending', fault, evidence: expect.anything() })]);
    expect(reasons[0].repair.sentence['zh-CN']).toMatch(/\p{Script=Han}/u);
  });

  it('is not touched by the failure of one message', async () => {
    const { id } = await make();
    await publisher.publish(sendChanged, id, send('failed', soon(1), 131047));
    await publisher.publish(sendChanged, id, send('delivered', soon(1)));
    await eventually('the delivery is handled', async () => (await seenOf(id)).includes('reply-delivered'));
    expect(await seenOf(id)).toEqual(['reply-delivered']);
    expect((await statusOf(id)).state).toBe('unchecked');
  });

  it('remembers what the ingress and Meta said, for the doctor', async () => {
    const { id } = await make();
    const facts = ['handshake-wrong-token', 'handshake-ok', 'webhook-accepted', 'signature-invalid'] as const;
    for (const [at, fact] of facts.entries()) {
      await publisher.publish(ingressObserved, id, { fact, at: soon(at), count: 3 });
      await publisher.publish(ingressObserved, newId(), { fact, at: soon(at), count: 3 });
    }
    await publisher.publish(accountChanged, id, {
      field: 'account_update',
      wabaId: '1',
      digest: id,
      receivedAt: soon(0),
      value: {},
    });
    const all = [
      'account-changed',
      'account-told',
      'handshake-ok',
      'handshake-wrong-token',
      'signature-invalid',
      'webhook-accepted',
    ];
    await eventually('all of it', async () => (await seenOf(id)).join() === all.join());
    // Three in a row with none accepted since: that is no stranger.
    expect(await statusOf(id)).toMatchObject({ state: 'subscription_invalid', reason: 'app-secret:wrong' });
    const { checks } = (await call('GET', `/v1/channels/${id}/doctor`)).body;
    expect(checks).toContainEqual(
      expect.objectContaining({
        id: 'app-secret',
        state: 'failed',
        sentence: { en: expect.stringContaining('app secret'), 'zh-CN': expect.stringContaining('密钥') },
      }),
    );
  });
});
