import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { directoryView, type SignIn } from '@wabx/contracts';
import { eventually, startTestIssuer, type TestIssuer } from '@wabx/testing';
import { parse, stringify } from 'yaml';
import { anExtension, startConfiguration, type Configuration } from './running-configuration.js';

const AUDIENCE = 'wabx';
let issuer: TestIssuer;
let config: Configuration;
let call: Configuration['call'];
beforeAll(async () => {
  issuer = await startTestIssuer(AUDIENCE);
  config = await startConfiguration({
    WABX_OIDC_ISSUERS: JSON.stringify([{ issuer: issuer.url, audience: AUDIENCE }]),
  });
  ({ call } = config);
});
afterAll(async () => {
  await config?.stop();
  await issuer?.stop();
});

interface Person {
  id: string;
  version: number;
  signIn?: SignIn;
}
let serial = 3000;
const make = async (body: object, token?: string) =>
  await call('POST', '/v1/extensions', {
    body: { number: String((serial += 1)), name: 'Somebody', ...body },
    ...(token === undefined ? {} : { token }),
  });
const person = async (body: object): Promise<Person> => {
  const { status, body: made } = await make(body);
  expect(status).toBe(201);
  return made as Person;
};
const patch = async ({ id }: Person, body: object, token?: string) =>
  await call('PATCH', `/v1/extensions/${id}`, { body, ifMatch: '*', ...(token === undefined ? {} : { token }) });
const remove = async ({ id }: Person) => {
  const { status, body } = await call('DELETE', `/v1/extensions/${id}`, { ifMatch: '*' });
  return status === 200 ? 'gone' : String((body as { code: string }).code);
};
const tokenOf = (sub: string) => issuer.token({ sub });
const statusOf = async (token: string, path = '/v1/extensions') => (await call('GET', path, { token })).status;

describe('a person', () => {
  it('is set up in one call, comes in with the role, and is told by every answer', async () => {
    const signIn = { issuer: issuer.url, subject: 'ada' };
    const made = await person({ name: 'Ada', signIn, role: 'supervisor' });
    expect(made).toMatchObject({ signIn, role: 'supervisor', version: 1 });
    const token = await tokenOf('ada');
    await eventually('she is known', async () => (await statusOf(token)) === 200, 2_000);
    expect(await statusOf(token, '/v1/channels')).toBe(403);
    expect((await call('GET', `/v1/extensions/${made.id}`)).body).toMatchObject({ signIn, role: 'supervisor' });
  });

  it.each<[string, (one: Person) => Promise<unknown>]>([
    ['gets another sign-in', (one) => patch(one, { signIn: { issuer: issuer.url, subject: 'other' } })],
    ['gets none', (one) => patch(one, { signIn: null })],
    ['is deleted', remove],
    ['gets a lesser role', (one) => patch(one, { role: 'agent' })],
  ])('that %s is out within two seconds', async (what, change) => {
    const made = await person({ signIn: { issuer: issuer.url, subject: what }, role: 'supervisor' });
    const token = await tokenOf(what);
    await eventually('the person is known', async () => (await statusOf(token)) === 200, 2_000);
    await change(made);
    await eventually('the person is out', async () => (await statusOf(token)) === 403, 2_000);
  });

  it('that is deleted leaves nothing to sign in with in any memory, and the sign-in is free again', async () => {
    const view = await config.view(directoryView);
    const signIn = { email: 'again@example.com' };
    const made = await person({ signIn });
    await remove(made);
    await eventually('it is told', () => view.get(`extension.${made.id}`)?.deleted);
    expect(view.get(`extension.${made.id}`)).not.toHaveProperty('signIn');
    await person({ signIn });
  });

  it.each<[string, object, object]>([
    [
      'a subject',
      { issuer: 'https://id.example.com', subject: 's' },
      { issuer: 'https://id.example.com', subject: 's' },
    ],
    ['an address', { email: 'Bo@Example.com' }, { email: 'bo@example.com' }],
    [
      'an address of two issuers',
      { email: 'two@example.com' },
      { issuer: 'https://a.example', email: 'two@example.com' },
    ],
  ])('is one extension: %s is taken once', async (_what, one, other) => {
    const first = await person({ signIn: one });
    const refused = { status: 409, body: { code: 'SIGN_IN_TAKEN', errors: [{ pointer: '/signIn' }] } };
    expect(await make({ signIn: other })).toMatchObject(refused);
    expect(await patch(await anExtension({ call }), { signIn: other })).toMatchObject(refused);
    expect((await patch(first, { name: 'Still me', signIn: one })).status).toBe(200);
  });

  it('with the same subject at two issuers is two people', async () => {
    for (const name of ['https://a.example', 'https://b.example']) {
      await person({ signIn: { issuer: name, subject: 'same' } });
    }
  });

  it.each([
    ['no address', { signIn: { email: 'nobody' } }],
    ['a subject without an issuer', { signIn: { subject: 'x' } }],
    ['both', { signIn: { issuer: 'https://a.example', subject: 'x', email: 'x@example.com' } }],
    ['an address in other letters', { signIn: { email: 'b\u03BF@example.com' } }],
    ['an address with too long a name', { signIn: { email: `${'x'.repeat(65)}@example.com` } }],
    ['an address with too long a domain', { signIn: { email: `x@${'x'.repeat(64)}.com` } }],
    ['a role that is none', { role: 'emperor' }],
  ])('with %s is refused', async (_what, body) => {
    expect((await make(body)).status).toBe(422);
  });
});

describe('who says how people come in', () => {
  const keyWith = async (...scopes: string[]) => {
    const { token } = (await call('POST', '/v1/api-keys', { body: { name: 'K', scopes } })).body as { token: string };
    await eventually('the key', async () => (await statusOf(token)) === 200);
    return token;
  };
  const signIn = { email: 'mallory@example.com' };

  it('needs the right to make keys, and gives no more than his own rights', async () => {
    const clerk = await keyWith('directory:read', 'directory:write');
    expect(await make({ signIn }, clerk)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect((await make({ role: 'administrator' }, clerk)).status).toBe(403);
    const boss = await person({ signIn: { issuer: issuer.url, subject: 'boss' }, role: 'administrator' });
    expect(await patch(boss, { signIn }, clerk)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect((await patch(boss, { name: 'Renamed' }, clerk)).status).toBe(200);

    const maker = await keyWith('directory:read', 'directory:write', 'keys:write');
    expect(await make({ signIn, role: 'agent' }, maker)).toMatchObject({
      status: 403,
      body: { code: 'SCOPE_BEYOND_OWN', scopes: ['agent'] },
    });
    // Whoever takes over the sign-in of somebody takes over their role.
    expect((await patch(boss, { signIn }, maker)).body.code).toBe('SCOPE_BEYOND_OWN');
    const file = stringify({ version: 1, extensions: [{ number: '7001', name: 'M', signIn, role: 'administrator' }] });
    const both = await keyWith('directory:read', 'directory:write', 'channels:read', 'channels:write');
    const put = { rawBody: file, contentType: 'application/yaml', token: both };
    expect(await call('PUT', '/v1/config', put)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect(await remove(boss)).toBe('gone');
  });

  it('is on record with what it was before', async () => {
    const one = await person({ signIn });
    await patch(one, { signIn: { email: 'other@example.com' }, role: 'supervisor' });
    const changed = await eventually('it is on record', async () => {
      const { items } = (await call('GET', `/v1/audit?target=${one.id}`)).body;
      return (items as { action: string }[]).find(({ action }) => action === 'extension.update');
    });
    expect(changed).toMatchObject({
      before: { signIn, role: 'agent' },
      after: { signIn: { email: 'other@example.com' }, role: 'supervisor' },
    });
  });
});

describe('the last administrator', () => {
  const revokeOwn = async () => {
    const { status, body } = await call('DELETE', `/v1/api-keys/${config.admin.id}`, { token: await tokenOf('root') });
    return status === 204 ? 'gone' : String((body as { code: string }).code);
  };
  const administrator = (subject: string, name = issuer.url) => ({
    signIn: { issuer: name, subject },
    role: 'administrator',
  });

  it('may be a person, and cannot be removed in any way', async () => {
    // An administrator of an issuer that nobody configured cannot come in.
    await person(administrator('nobody', 'https://elsewhere.example'));
    const second = await person(administrator('second'));
    const root = await person(administrator('root'));
    const token = await tokenOf('root');
    await eventually('root is known', async () => (await statusOf(token)) === 200);
    expect(await remove(second)).toBe('gone');
    expect(await revokeOwn()).toBe('gone');
    const as = (method: string, path: string, body?: object) =>
      call(method, path, { token, ifMatch: '*', ...(body && { body }) });
    const path = `/v1/extensions/${root.id}`;
    const last = { status: 409, body: { code: 'LAST_ADMIN' } };
    expect(await as('DELETE', path)).toMatchObject(last);
    expect(await as('PATCH', path, { role: 'supervisor' })).toMatchObject(last);
    expect(await as('PATCH', path, { signIn: null })).toMatchObject(last);
    expect(await as('PATCH', path, { signIn: { issuer: 'https://elsewhere.example', subject: 'x' } })).toMatchObject(
      last,
    );
    expect((await as('PATCH', path, { name: 'Root' })).status).toBe(200);
    const file = { version: 1, extensions: [{ number: '9100', name: 'New', ...administrator('new') }] };
    const put = (query: string) =>
      call('PUT', `/v1/config${query}`, { token, rawBody: stringify(file), contentType: 'application/yaml' });
    // A file may put one in the place of another.
    expect((await put('?prune&dryRun')).status).toBe(200);
    file.extensions[0]!.role = 'supervisor';
    expect(await put('?prune&dryRun')).toMatchObject(last);
  });

  it('of two who remove each other at once one stays', async () => {
    const token = await tokenOf('root');
    const made = await call('POST', '/v1/extensions', {
      token,
      body: { number: '9201', name: 'Other', ...administrator('rival') },
    });
    const other = await tokenOf('rival');
    await eventually('the other is known', async () => (await statusOf(other)) === 200);
    const { items } = (await call('GET', '/v1/extensions?limit=200', { token })).body as {
      items: (Person & { name: string })[];
    };
    const root = items.find(({ name }) => name === 'Root')!;
    const outcomes = await Promise.all([
      call('DELETE', `/v1/extensions/${root.id}`, { token: other, ifMatch: '*' }),
      call('PATCH', `/v1/extensions/${(made.body as Person).id}`, { token, ifMatch: '*', body: { role: 'agent' } }),
    ]);
    // The second one is refused as the last, or does not come in any more.
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    const isLeft = async (one: string) => (await statusOf(one, '/v1/api-keys')) === 200;
    await eventually('one is left', async () => (await isLeft(token)) !== (await isLeft(other)));
  });
});

describe('the configuration as a file', () => {
  let alone: Configuration;
  beforeAll(async () => {
    alone = await startConfiguration();
  });
  afterAll(() => alone?.stop());
  const apply = (extensions: object[]) =>
    alone.call('PUT', '/v1/config', {
      rawBody: stringify({ version: 1, extensions }),
      contentType: 'application/yaml',
    });
  const exported = async () => parse((await alone.call('GET', '/v1/config')).text).extensions as object[];

  it('has people, changes what it names, and leaves alone what it does not', async () => {
    const ada = {
      number: '1',
      name: 'Ada',
      signIn: { issuer: 'https://id.example.com', subject: 'a' },
      role: 'administrator',
    };
    const bo = { number: '2', name: 'Bo', signIn: { email: 'bo@example.com' } };
    const cy = { number: '3', name: 'Cy' };
    expect((await apply([ada, bo, cy])).status).toBe(200);
    expect(await exported()).toEqual([ada, bo, cy]);
    expect((await apply([ada, bo, cy])).body.changes).toEqual([]);
    expect((await apply([{ number: '2', name: 'Bo' }])).body.changes).toEqual([]);
    const changed = await apply([
      { ...bo, signIn: null },
      { ...cy, role: 'supervisor', signIn: bo.signIn },
    ]);
    expect(changed.body.changes).toEqual([
      { action: 'update', kind: 'extension', name: '2', fields: { signIn: { from: bo.signIn, to: null } } },
      {
        action: 'update',
        kind: 'extension',
        name: '3',
        fields: { role: { from: 'agent', to: 'supervisor' }, signIn: { from: null, to: bo.signIn } },
      },
    ]);
    expect(await apply([{ ...ada, signIn: bo.signIn }])).toMatchObject({
      status: 409,
      body: { code: 'SIGN_IN_TAKEN', errors: [{ pointer: '/extensions/0/signIn' }] },
    });
  });
});
