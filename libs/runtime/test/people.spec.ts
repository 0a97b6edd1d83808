import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { directoryView, newId, type ExtensionView } from '@wabx/contracts';
import { connectNats, ViewWriter } from '@wabx/messaging';
import {
  eventually,
  projectConfiguration,
  startTestIssuer,
  startTestNats,
  testSigning,
  testTrust,
  type TestIssuer,
  type TestNats,
} from '@wabx/testing';
import { SignJWT } from 'jose';
import { z } from 'zod';
import {
  CallerOf,
  defineService,
  Operation,
  Operations,
  roles,
  startService,
  type Caller,
  type RunningService,
} from '../src/index.js';

@Operations('who', 'Who calls')
@Controller('v1/inbox')
class InboxController {
  @Get()
  @Operation({ id: 'getInbox', summary: 'The inbox', scopes: ['agent'], answers: { 200: z.looseObject({}) } })
  inbox(@CallerOf() { keyId, name, scopes, extensionId }: Caller) {
    return { keyId, name, scopes: [...scopes].sort(), extensionId };
  }
}
@Module({})
class InboxModule {}
const inbox = defineService({
  name: 'inbox',
  about: 'Opens for people.',
  port: 0,
  config: z.object({}),
  api: [InboxController],
  module: () => ({ module: InboxModule }),
});

const AUDIENCE = 'wabx';
let nats: TestNats;
/** The first, whose claims count; one that only says who somebody is; one that nobody configured. */
let first: TestIssuer;
let second: TestIssuer;
let stranger: TestIssuer;
let service: RunningService;
let people: Record<'ada' | 'bo' | 'cy' | 'dee' | 'kai', ExtensionView>;

beforeAll(async () => {
  nats = await startTestNats();
  [first, second, stranger] = [
    await startTestIssuer(AUDIENCE),
    await startTestIssuer(AUDIENCE),
    await startTestIssuer(AUDIENCE),
  ];
  const person = (number: string, name: string, more: Partial<ExtensionView>): ExtensionView => ({
    type: 'extension',
    id: newId(),
    version: 1,
    deleted: false,
    number,
    name,
    ...more,
  });
  people = {
    ada: person('1001', 'Ada', { signIn: { issuer: second.url, subject: 'person-1' }, role: 'supervisor' }),
    bo: person('1002', 'Bo', { signIn: { email: 'bo@example.com' }, role: 'agent' }),
    cy: person('1003', 'Cy', { signIn: { issuer: second.url, email: 'cy@example.com' }, role: 'administrator' }),
    dee: person('1004', 'Dee', {}),
    kai: person('1005', 'Kai', { signIn: { issuer: second.url, email: 'kai@example.com' }, role: 'agent' }),
  };
  await projectConfiguration(nats.url, { directory: Object.values(people) });
  service = await startService(inbox, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    LOG_LEVEL: 'error',
    WABX_OIDC_ISSUER: first.url,
    WABX_OIDC_AUDIENCE: AUDIENCE,
    WABX_OIDC_ISSUERS: JSON.stringify([{ issuer: second.url, audience: AUDIENCE }]),
  });
});
afterAll(async () => {
  await service?.stop();
  for (const issuer of [first, second, stranger]) await issuer?.stop();
  await nats?.stop();
});

const ask = async (token: string) => {
  const response = await fetch(`${service.url}/v1/inbox`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const verified = (email: string, more: object = {}) => ({ sub: 'somebody', email, email_verified: true, ...more });

describe('a person of the directory', () => {
  it('comes in by issuer and subject, with what the directory gives, whatever the token says', async () => {
    const claims = { wabx_roles: ['administrator'], wabx_extension: '1004', name: 'Somebody Else' };
    expect(await ask(await second.token(claims))).toEqual({
      status: 200,
      body: {
        keyId: `person:${people.ada.id}`,
        name: 'Ada',
        scopes: [...(roles['supervisor'] ?? []), 'agent'].sort(),
        extensionId: people.ada.id,
      },
    });
  });

  it('comes in by a verified e-mail address, in capitals too, and loses what the claims of the token would give', async () => {
    const claims = verified('Bo@Example.com', { wabx_roles: ['administrator'], wabx_extension: '1004' });
    expect(await ask(await first.token(claims))).toMatchObject({
      status: 200,
      body: { extensionId: people.bo.id, scopes: ['agent'] },
    });
    expect((await ask(await second.token(verified('cy@example.com')))).body['extensionId']).toBe(people.cy.id);
  });

  it('is the one of the subject where the address is another’s', async () => {
    const token = await second.token({ email: 'cy@example.com', email_verified: true });
    expect((await ask(token)).body['extensionId']).toBe(people.ada.id);
  });

  it.each<[string, number, () => Promise<string> | string]>([
    ['the same subject of another issuer', 403, () => first.token({})],
    ['the same subject of an issuer that nobody configured', 401, () => stranger.token({})],
    ['the name of an issuer on a token that another signed', 401, () => first.token({}, { issuer: second.url })],
    ['… that a stranger signed', 401, () => stranger.token({}, { issuer: second.url })],
    ['an address that is not verified', 403, () => first.token({ sub: 'x', email: 'bo@example.com' })],
    ['… verified as a word', 403, () => first.token({ ...verified('bo@example.com'), email_verified: 'true' })],
    ['… that the issuer denies', 403, () => first.token({ ...verified('bo@example.com'), email_verified: false })],
    ['an address of the first issuer, verified by another', 403, () => second.token(verified('bo@example.com'))],
    ['an address of another issuer, verified by the first', 403, () => first.token(verified('cy@example.com'))],
    // A Kelvin sign, which becomes a "k" in lower case.
    ['an address in letters that look alike', 403, () => second.token(verified('\u212Aai@example.com'))],
    [
      'claims of an issuer whose claims do not count',
      403,
      () => second.token({ sub: 'x', wabx_roles: ['agent'], wabx_extension: '1004' }),
    ],
    ['an expired token', 401, () => second.token({}, { expires: '-2 minutes' })],
    ['a token that never ends', 401, () => second.token({}, { expires: null })],
    ['a token for somebody else', 401, () => second.token({}, { audience: 'another' })],
    ['a forged signature', 401, () => second.token({}, { forged: true })],
    ['no signature', 401, () => `${second.unsigned({})}AAAA`],
    ['what says how somebody signed in', 401, () => second.token({ at_hash: 'abc' })],
    ['what says that somebody signed out', 401, () => second.token({ events: {} })],
    ['the header of a logout token', 401, () => second.token({}, { type: 'logout+jwt' })],
    ['the header of a security event', 401, () => second.token({}, { type: 'application/secevent+jwt' })],
    [
      'the public key as a shared secret',
      401,
      () =>
        new SignJWT({ sub: 'person-1' })
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .setIssuer(second.url)
          .setAudience(AUDIENCE)
          .setExpirationTime('5 minutes')
          .sign(new TextEncoder().encode(JSON.stringify(second.publicKey))),
    ],
    ['three words that are no token', 401, () => 'one.two.three'],
  ])('does not come in by %s', async (_what, status, make) => {
    const answer = await ask(await make());
    expect([answer.status, answer.body['extensionId']]).toEqual([status, undefined]);
  });

  it.each(['JWT', 'at+jwt', 'application/at+jwt'])('may have %s in the header of the token', async (type) => {
    expect((await ask(await second.token({}, { type }))).status).toBe(200);
  });

  it('loses access within two seconds when the directory says so', async () => {
    const connection = await connectNats({ url: nats.url, name: 'test' });
    const writer = await ViewWriter.open(directoryView, connection, testSigning);
    const bo = await first.token(verified('bo@example.com'));
    const ada = await second.token({});
    const write = (entry: ExtensionView) => writer.write(`extension.${entry.id}`, entry);
    expect([(await ask(bo)).status, (await ask(ada)).status]).toEqual([200, 200]);
    await write({ ...people.bo, version: 2, signIn: { email: 'other@example.com' } });
    await eventually('the changed one is out', async () => (await ask(bo)).status === 403, 2_000);
    await write({ ...people.ada, version: 2, role: 'agent' });
    await eventually('less', async () => (await ask(ada)).body['scopes']?.toString() === 'agent', 2_000);
    await write({ ...people.ada, version: 3, deleted: true });
    await eventually('the deleted one is out', async () => (await ask(ada)).status === 403, 2_000);
    await connection.close();
  });
});

it('people of two issuers with the same subject are two', async () => {
  const alone = await startService(inbox, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    LOG_LEVEL: 'error',
    WABX_OIDC_ISSUERS: JSON.stringify(
      [first, second].map(({ url }) => ({ issuer: url, audience: AUDIENCE, jwksUri: `${url}/keys`, claims: true })),
    ),
  });
  const keyIdOf = async (issuer: TestIssuer) => {
    const token = await issuer.token({ sub: 'same', wabx_roles: 'agent', wabx_extension: '1004' });
    const response = await fetch(`${alone.url}/v1/inbox`, { headers: { authorization: `Bearer ${token}` } });
    return ((await response.json()) as { keyId: string }).keyId;
  };
  expect([await keyIdOf(first), await keyIdOf(second)]).toEqual(['oidc:same', `oidc:${second.url}#same`]);
  await alone.stop();
});

it.each<[string, string, string]>([
  ['that are no JSON', 'nonsense', 'WABX_OIDC_ISSUERS: must be a JSON list'],
  ['with a word that is not known', '[{"issuer":"https://a.example","audience":"x","claim":true}]', 'claim'],
  ['without an audience', '[{"issuer":"https://a.example"}]', 'WABX_OIDC_ISSUERS'],
  ['over plain http', '[{"issuer":"http://a.example","audience":"x"}]', 'https://'],
  [
    'whose keys come over plain http',
    '[{"issuer":"https://a.example","audience":"x","jwksUri":"http://b.example"}]',
    'https://',
  ],
  [
    'of which one stands there twice',
    `[${'{"issuer":"https://a.example","audience":"x"},'.repeat(2).slice(0, -1)}]`,
    'twice',
  ],
])('issuers %s are refused at start', async (_what, list, sentence) => {
  const env = { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error', WABX_OIDC_ISSUERS: list };
  await expect(startService(inbox, env)).rejects.toThrow(sentence);
});
