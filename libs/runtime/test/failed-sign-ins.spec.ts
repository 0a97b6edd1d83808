import { Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectConfiguration, startTestNats, testApiKey, type TestNats, testTrust } from '@wabx/testing';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { newApiKey } from '../src/api-key.js';
import { FailedSignIns } from '../src/failed-sign-ins.js';
import { FailurePauses } from '../src/failure-pauses.js';
import {
  defineService,
  Operation,
  Operations,
  Problem,
  Public,
  startService,
  type RunningService,
} from '../src/index.js';

@Operations('any', 'Anything')
@Controller('v1')
class AnyController {
  @Get('stats')
  @Operation({ id: 'getStats', summary: 'Counts', scopes: ['stats:read'], answers: { 200: z.object({}) } })
  stats() {
    return {};
  }

  @Post('webhook')
  @Public()
  @Operation({ id: 'receive', summary: 'Refuses', answers: { 200: 'nothing' }, refuses: ['SIGNATURE_INVALID'] })
  webhook() {
    throw new Problem('SIGNATURE_INVALID', 'The signature is wrong.');
  }
}
@Module({})
class AnyModule {}
const any = defineService({
  name: 'any',
  about: 'Has one route.',
  port: 0,
  config: z.object({}),
  api: [AnyController],
  module: ({ door }) => {
    door.onPublicRoute('/v1/webhook', () => new Problem('SIGNATURE_INVALID', 'The signature is wrong.'));
    return { module: AnyModule };
  },
});

const key = testApiKey(['stats:read']);
let nats: TestNats;
let behindProxy: RunningService;
let open: RunningService;
beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, { apiKeys: [key.entry] });
  const env = { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error' };
  behindProxy = await startService(any, { ...env, WABX_TRUST_PROXY: 'loopback' });
  open = await startService(any, env);
});
afterAll(async () => {
  await behindProxy?.stop();
  await open?.stop();
  await nats?.stop();
});

const ask = (token: string | undefined, from: string, { url } = behindProxy) =>
  fetch(`${url}/v1/stats`, {
    headers: { 'x-forwarded-for': from, ...(token && { authorization: `Bearer ${token}` }) },
  });
/** The answers to so many calls in a row, each status once. */
const statuses = async (count: number, call: (at: number) => Promise<Response>) => {
  const seen = new Set<number>();
  for (let at = 0; at < count; at += 1) seen.add((await call(at)).status);
  return [...seen];
};

describe('wrong keys', () => {
  it('of one address are answered with 429 and Retry-After; other addresses and the right key are not', async () => {
    expect(await statuses(300, () => ask(newApiKey().token, '192.0.2.1'))).toEqual([401]);
    const slowed = await ask(newApiKey().token, '192.0.2.1');
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await slowed.json()).toMatchObject({ code: 'TOO_MANY_FAILURES' });
    expect((await ask(newApiKey().token, '192.0.2.2')).status).toBe(401);
    expect((await ask(key.token, '192.0.2.1')).status).toBe(200);
  });

  it('with one key id are slowed from wherever they come, and do not lock out who has the right one', async () => {
    const wrong = key.token.slice(0, -43) + newApiKey().token.slice(-43);
    expect(await statuses(100, (at) => ask(wrong, `198.51.100.${at}`))).toEqual([401]);
    expect((await ask(wrong, '198.51.100.200')).status).toBe(429);
    expect((await ask(key.token, '198.51.100.200')).status).toBe(200);
  });

  it('are counted by the address of the connection where no proxy is trusted', async () => {
    expect(await statuses(300, (at) => ask(newApiKey().token, `203.0.113.${at % 250}`, open))).toEqual([401]);
    expect((await ask(newApiKey().token, '203.0.113.251', open)).status).toBe(429);
  });

  it('are counted in the metrics, by what they were and how they were answered', async () => {
    const countOf = async (labels: string) => {
      const metrics = await (await fetch(`${open.url}/metrics`)).text();
      return Number(new RegExp(`^wabx_failed_sign_ins_total{${labels}} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 0);
    };
    const labels = ['by="key",answer="401"', 'by="key",answer="429"', 'by="token",answer="429"'];
    const before = await Promise.all(labels.map(countOf));
    expect(before).toEqual([300, 1, 0]);
    expect((await ask('not-even-a-key', '203.0.113.1', open)).status).toBe(429);
    expect(await Promise.all(labels.map(countOf))).toEqual([300, 1, 1]);
  });

  it('are something else than none at all, and than a signature of Meta that does not hold', async () => {
    expect(await statuses(310, () => ask(undefined, '192.0.2.77'))).toEqual([401]);
    const post = () =>
      fetch(`${behindProxy.url}/v1/webhook`, {
        method: 'POST',
        body: '{}',
        // Also from an address that is slowed already.
        headers: { 'x-forwarded-for': '192.0.2.1', 'content-type': 'application/json', authorization: 'Bearer x' },
      });
    expect(await statuses(310, post)).toEqual([401]);
  });
});

describe('the back-off', () => {
  it('is one second at first, whatever fraction of a millisecond it is', () => {
    const waits = Array.from({ length: 1_000 }, (_, at) => {
      const pauses = new FailurePauses(() => 1_000 + at * 1_234.567_89);
      return pauses.secondsAfter('somebody', 0);
    });
    expect(new Set(waits)).toEqual(new Set([1]));
  });

  const wrong = new Problem('UNAUTHENTICATED', '');
  const request = { ip: '192.0.2.1', headers: { authorization: 'Bearer x' } } as const;
  const waitOf = (answer: unknown) => Number((answer as Problem).headers['retry-after'] ?? 0);

  it('doubles to a minute, does not grow while somebody does not wait, and ends after a quiet minute', () => {
    let now = 0;
    const failures = new FailedSignIns(new Registry(), () => now);
    const fail = () => waitOf(failures.answerTo(wrong, request));
    for (let at = 0; at < 300; at += 1) expect(fail()).toBe(0);
    const waits: number[] = [];
    for (let at = 0; at < 8; at += 1) {
      waits.push(fail());
      expect(fail()).toBe(waits.at(-1));
      now += (waits.at(-1) ?? 0) * 1000;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    now += 60_001;
    expect(fail()).toBe(0);
  });

  it('keeps no more than a bound of made-up addresses', () => {
    const failures = new FailedSignIns(new Registry(), () => 0);
    for (let at = 0; at < 25_000; at += 1) {
      failures.answerTo(wrong, { ip: `10.0.${at >> 8}.${at & 255}`, headers: { authorization: `Bearer ${at}` } });
    }
    expect(failures.size).toBe(10_000);
  });

  it('leaves every other error as it is', () => {
    const failures = new FailedSignIns(new Registry());
    const away = new Problem('AUTH_UNAVAILABLE', '');
    for (let at = 0; at < 400; at += 1) expect(failures.answerTo(away, request)).toBe(away);
  });
});

it.each(['many', '10.0.0.0/33', '10.0.0.1,', '1.2.3', '12'])('WABX_TRUST_PROXY=%s is refused', async (value) => {
  const env = { PORT: '0', NATS_URL: nats.url, ...testTrust, WABX_TRUST_PROXY: value };
  await expect(startService(any, env)).rejects.toThrow(/WABX_TRUST_PROXY: must be addresses/);
});
