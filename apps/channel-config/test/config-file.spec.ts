import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelsView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { parse, stringify } from 'yaml';
import { aSecret, aToken, startConfiguration, type Configuration } from './running-configuration.js';

let config: Configuration;
let other: Configuration;
beforeAll(async () => {
  [config, other] = await Promise.all([startConfiguration(), startConfiguration()]);
});
afterAll(async () => {
  await config?.stop();
  await other?.stop();
});

const contentType = 'application/yaml';
const apply = (on: Configuration, file: unknown, query = '') =>
  on.call('PUT', `/v1/config${query}`, {
    contentType,
    rawBody: typeof file === 'string' ? file : stringify(file),
  });
const exported = async (on: Configuration) => {
  const { status, text, headers } = await on.call('GET', '/v1/config');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/yaml; charset=utf-8']);
  return text;
};
/** How many changes are on record, once all are that were made. */
const auditOf = async (on: Configuration) => {
  await on.audited();
  return Number((await on.sql(`SELECT count(*) AS n FROM audit WHERE action NOT LIKE 'access.%'`))[0].n);
};

const secrets = { accessToken: aToken(), appSecret: aSecret() };
const file = {
  version: 1,
  extensions: [
    { number: '1002', name: 'Bo' },
    { number: '0100', name: 'Ada: the "first"' },
  ],
  queues: [{ name: 'Sales', assignmentMode: 'auto', agents: ['1002', '0100'] }],
  channels: [
    {
      name: 'Meridian Cycles',
      publicUrl: 'https://wa.example.com',
      appId: '120010020030040',
      wabaId: '300100200300400',
      ...secrets,
      settings: { sessionIdleSeconds: 600, mediaDelivery: 'upload' },
      numbers: [
        { phoneNumberId: '41002003004005100', e164: '+12025550143', destination: { queue: 'Sales' } },
        {
          phoneNumberId: '41002003004005200',
          e164: '+12025550144',
          destination: { extension: '0100' },
          sendsPerSecond: 1000,
        },
      ],
    },
  ],
};

describe('the configuration as a file', () => {
  it('is applied to an empty system, exported without secrets, and applied to another gives the same file', async () => {
    const dry = await apply(config, file, '?dryRun');
    expect(dry).toMatchObject({ status: 200, body: { left: [] } });
    expect(parse(await exported(config))).toEqual({ version: 1, extensions: [], queues: [], channels: [] });

    const applied = await apply(config, file);
    expect(applied.body).toEqual(dry.body);
    expect(
      applied.body.changes.map(({ action, kind, name }: Record<string, string>) => `${action} ${kind} ${name}`),
    ).toEqual([
      'create extension 1002',
      'create extension 0100',
      'create queue Sales',
      'create channel Meridian Cycles',
      'create number 41002003004005100',
      'create number 41002003004005200',
    ]);

    const first = await exported(config);
    for (const secret of Object.values(secrets)) expect(first).not.toContain(secret);
    const elsewhere = await apply(other, first);
    expect(elsewhere.status).toBe(200);
    expect(await exported(other)).toBe(first);
  });

  it('applied a second time changes nothing', async () => {
    for (const [on, again] of [
      [config, file],
      [other, await exported(other)],
    ] as const) {
      const before = await auditOf(on);
      const versions = await on.sql('SELECT version, view_version, updated_at FROM channel');
      expect((await apply(on, again)).body).toEqual({ changes: [], left: [], warnings: [] });
      expect(await auditOf(on)).toBe(before);
      expect(await on.sql('SELECT version, view_version, updated_at FROM channel')).toEqual(versions);
    }
  });

  it('says in a dry run exactly what would change, from what to what, and changes nothing', async () => {
    const before = await exported(config);
    const changed = structuredClone(file);
    changed.extensions[0]!.name = 'Bonnie';
    changed.queues[0]!.agents = ['1002'];
    changed.channels[0]!.accessToken = aToken();
    changed.channels[0]!.numbers[1]!.destination = { queue: 'Sales' };
    changed.channels[0]!.numbers.shift();
    const { body, text } = await apply(config, changed, '?dryRun=true');
    expect(body.changes).toEqual([
      { action: 'update', kind: 'extension', name: '1002', fields: { name: { from: 'Bo', to: 'Bonnie' } } },
      { action: 'update', kind: 'queue', name: 'Sales', fields: { agents: { from: ['0100', '1002'], to: ['1002'] } } },
      { action: 'delete', kind: 'number', name: '41002003004005100' },
      { action: 'update', kind: 'channel', name: 'Meridian Cycles', fields: { accessToken: 'secret' } },
      {
        action: 'update',
        kind: 'number',
        name: '41002003004005200',
        fields: { destination: { from: { extension: '0100' }, to: { queue: 'Sales' } } },
      },
    ]);
    expect(text).not.toContain(changed.channels[0]!.accessToken);
    expect(await exported(config)).toBe(before);
  });

  it('with If-Match is applied only to the version that was seen, whatever changed since', async () => {
    const put = (ifMatch: string, name: string, query = '') =>
      config.call('PUT', `/v1/config${query}`, {
        contentType,
        ifMatch,
        rawBody: stringify({ version: 1, extensions: [{ number: '1002', name }] }),
      });
    const etag = async () => (await config.call('GET', '/v1/config')).headers.get('etag') ?? '';
    const seen = await etag();
    expect(await etag()).toBe(seen);
    // Of two pipelines that have seen the same, one wins, and its answer names the version that it made.
    const both = await Promise.all([put(seen, 'One'), put(seen, 'Two')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const [won, lost] = both[0].status === 200 ? both : [both[1], both[0]];
    expect(won.headers.get('etag')).toBe(await etag());
    expect(lost.body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(lost.headers.get('etag')).toBe(won.headers.get('etag'));
    // A dry run names what it looked at; a secret, which no file shows, is a change too.
    const looked = await put('*', 'Three', '?dryRun');
    expect(looked.headers.get('etag')).toBe(await etag());
    const { id, version } = (await config.call('GET', '/v1/channels')).body.items[0];
    const patch = { body: { accessToken: aToken() }, ifMatch: `"${version}"` };
    expect((await config.call('PATCH', `/v1/channels/${id}`, patch)).status).toBe(200);
    expect((await put(looked.headers.get('etag') ?? '', 'Three')).status).toBe(412);
    expect((await put(await etag(), 'Bo')).status).toBe(200);
    expect((await put('"nonsense"', 'Bo')).status).toBe(412);
  });

  it('leaves alone what it does not name, and deletes it only when told to', async () => {
    const less = { ...file, queues: [], channels: [] };
    const kept = await apply(other, less, '?dryRun');
    expect(kept.body).toEqual({ changes: [], left: ['channel Meridian Cycles', 'queue Sales'], warnings: [] });
    const pruned = await apply(other, less, '?prune');
    expect(pruned.body).toMatchObject({
      changes: [
        { action: 'delete', kind: 'channel', name: 'Meridian Cycles' },
        { action: 'delete', kind: 'queue', name: 'Sales' },
      ],
      left: [],
    });
    expect(parse(await exported(other))).toMatchObject({ queues: [], channels: [], extensions: [{}, {}] });
  });

  it('makes a channel that waits for its secrets, which then are given by API', async () => {
    const without = structuredClone(file) as { channels: { accessToken?: string; appSecret?: string }[] };
    delete without.channels[0]!.accessToken;
    delete without.channels[0]!.appSecret;
    expect((await apply(other, without)).status).toBe(200);
    const [made] = (await other.call('GET', '/v1/channels')).body.items;
    expect(made).toMatchObject({ accessToken: { last4: '' }, appSecret: { last4: '' } });
    const view = await other.view(channelsView);
    await eventually('the view', () => view.get(made.id));
    // An empty secret would let everybody sign.
    expect(view.get(made.id)?.sealedAppSecrets).toEqual([]);
    const { checks } = (await other.call('GET', `/v1/channels/${made.id}/doctor`)).body;
    expect(checks).toContainEqual(expect.objectContaining({ id: 'app-secret', state: 'failed' }));
    const patched = await other.call('PATCH', `/v1/channels/${made.id}`, { ifMatch: '"1"', body: secrets });
    expect(patched.body.appSecret).toEqual({ last4: secrets.appSecret.slice(-4) });
  });

  it.each<[string, (wrong: typeof file) => void, string]>([
    ['an unknown agent', (wrong) => wrong.queues[0]!.agents.push('4711'), '/queues/0/agents/2'],
    [
      'an unknown queue',
      (wrong) => (wrong.channels[0]!.numbers[0]!.destination = { queue: 'Nobody' }),
      '/channels/0/numbers/0/destination/queue',
    ],
    [
      'a number that is not E.164',
      (wrong) => (wrong.channels[0]!.numbers[1]!.e164 = '0049'),
      '/channels/0/numbers/1/e164',
    ],
    [
      'a base URL that is not offered',
      (wrong) => (wrong.channels[0]!.publicUrl = 'https://x.org'),
      '/channels/0/publicUrl',
    ],
    ['a name of 128 characters', (wrong) => (wrong.queues[0]!.name = 'q'.repeat(128)), '/queues/0/name'],
    [
      'the same extension twice',
      (wrong) => wrong.extensions.push({ number: '1002', name: 'X' }),
      '/extensions/3/number',
    ],
    ['an unknown word', (wrong) => Object.assign(wrong, { chanels: [] }), '/chanels'],
  ])('with %s is refused with a pointer to it, and nothing of it is saved', async (_what, breakIt, pointer) => {
    const before = await exported(config);
    const wrong = structuredClone(file);
    wrong.extensions.push({ number: '7777', name: 'Would be new' });
    breakIt(wrong);
    expect(await apply(config, wrong)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(await exported(config)).toBe(before);
  });

  it.each([
    [
      'grow without end',
      `a: &a [x, x]\n${[...'bcdefgh'].map((at, n) => `${at}: &${at} [${`*${'abcdefg'[n]}, `.repeat(9)}]`).join('\n')}`,
    ],
    ['lead nowhere', 'version: *one'],
  ])('whose aliases %s is refused', async (_what, text) => {
    expect(await apply(config, text)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('that would cost more than it is long is refused before it is parsed, in YAML and in JSON', async () => {
    const wide = `{${Array.from({ length: 50_000 }, (_, n) => `k${n}: 1`).join(', ')}}`;
    for (const text of ['['.repeat(100_000), `${'- '.repeat(100_000)}x`, wide]) {
      const answer = await config.call('PUT', '/v1/config', { contentType: 'application/yaml', rawBody: text });
      expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
    }
    const deep = `{"version":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    for (const path of ['/v1/config', '/v1/channels']) {
      const answer = await config.call(path === '/v1/config' ? 'PUT' : 'POST', path, { rawBody: deep });
      expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
    }
    expect((await config.call('GET', '/v1/config')).status).toBe(200);
  });

  it('that is no YAML is refused without repeating it', async () => {
    const { status, text } = await apply(config, `version: 1\nchannels: [{accessToken: "${secrets.accessToken}"`);
    expect(status).toBe(400);
    expect(text).toContain('line');
    expect(text).not.toContain(secrets.accessToken);
  });

  it('needs the rights on all that is in it', async () => {
    const { body } = await config.call('POST', '/v1/api-keys', {
      body: { name: 'channels only', scopes: ['channels:read', 'channels:write'] },
    });
    await eventually(
      'the key',
      async () => (await config.call('GET', '/v1/channels', { token: body.token })).status === 200,
    );
    expect((await config.call('GET', '/v1/config', { token: body.token })).status).toBe(403);
    const put = { contentType, rawBody: 'version: 1', token: body.token };
    expect((await config.call('PUT', '/v1/config', put)).status).toBe(403);
  });
});
