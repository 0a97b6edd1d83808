import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startSimulator } from '../src/index.js';
import { APP_ID, call, MARA, NUMBER, SECRET, type Stage, startStage, TOKEN, until, WABA } from './stage.js';

let stage: Stage;
let folder: string | undefined;
afterEach(async () => {
  await stage.stop();
  if (folder) rmSync(folder, { recursive: true });
  folder = undefined;
});
const codes = (answers: { body: { error?: { code: number } } }[]) => answers.map(({ body }) => body.error?.code ?? 200);
const statusError = () => stage.callback.items('statuses').at(-1)?.errors?.[0]?.code;

describe('the 24 h window', () => {
  it('closes 24 h after the customer’s last message, and opens with the next', async () => {
    stage = await startStage();
    await stage.write();
    await stage.control('POST', '/clock', { advanceSeconds: 24 * 3600 - 60 });
    const open = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(open).includes('sent'));
    await stage.control('POST', '/clock', { advanceSeconds: 120 });
    const closed = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(closed).includes('failed'));
    expect(stage.callback.items('statuses').find((item) => item.id === closed).errors[0].code).toBe(131047);
    const template = (await stage.send({ type: 'template', template: { name: 'hello', language: { code: 'en_GB' } } }))
      .body.messages[0].id;
    await until(() => stage.callback.statusesOf(template).includes('sent'));
    await stage.write();
    const again = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(again).includes('sent'));
  });

  it('can be refused at once instead of by a status', async () => {
    stage = await startStage({ windowRefusal: 'answer' });
    expect(await stage.sendText()).toMatchObject({ status: 400, body: { error: { code: 131047 } } });
  });
});

describe('rates', () => {
  it('a number takes 80 messages in a second, those of customers counted, then 130429', async () => {
    stage = await startStage();
    await Promise.all(Array.from({ length: 20 }, () => stage.write()));
    const answers = codes(await Promise.all(Array.from({ length: 70 }, () => stage.sendText())));
    const { peakPerSecond } = (await stage.control('GET', '/ledger/summary')).body;
    // On a slow machine the 90 can take longer than the second; no second may ever hold more than 80.
    expect(peakPerSecond[NUMBER]).toBeLessThanOrEqual(80);
    if (peakPerSecond[NUMBER] === 80) expect(answers.filter((code) => code === 130429).length).toBeGreaterThan(0);
    await stage.control('POST', '/clock', { advanceSeconds: 1 });
    expect((await stage.sendText()).status).toBe(200);
  });

  it('of a smaller number is its own, and can be switched off', async () => {
    stage = await startStage();
    await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, throughput: 3 });
    const sendFour = async () =>
      codes([await stage.sendText(), await stage.sendText(), await stage.sendText(), await stage.sendText()]);
    expect(await sendFour()).toEqual([200, 200, 200, 130429]);
    await stage.control('PATCH', '/settings', { numberRateLimit: false });
    expect(await sendFour()).toEqual([200, 200, 200, 200]);
  });

  it('one pair takes a burst of 45 and pays it back, when that limit is on', async () => {
    stage = await startStage({ pairRateLimit: true });
    const sent = codes(await Promise.all(Array.from({ length: 46 }, () => stage.sendText())));
    expect([sent.filter((code) => code === 200).length, sent.filter((code) => code === 131056).length]).toEqual([
      45, 1,
    ]);
    await stage.control('POST', '/clock', { advanceSeconds: 45 * 6 - 10 });
    expect(codes([await stage.sendText()])).toEqual([131056]);
    await stage.control('POST', '/clock', { advanceSeconds: 15 });
    expect(codes([await stage.sendText()])).toEqual([200]);
  });
});

describe('a fault rule', () => {
  const fault = (rule: object) => stage.control('POST', '/faults', rule);
  const sends = async () => (await stage.control('GET', '/sends')).body.total;

  it('answers with a status and a page, so many times', async () => {
    stage = await startStage();
    await fault({ on: 'send', times: 2, effect: { httpStatus: 502 } });
    const answers = [await stage.sendText(), await stage.sendText(), await stage.sendText()];
    expect(answers.map(({ status }) => status)).toEqual([502, 502, 200]);
    expect(answers[0]!.text).toContain('<html>');
    expect(await sends()).toBe(1);
  });

  it('cuts the connection before accepting: nothing was sent; after: it was', async () => {
    stage = await startStage();
    await fault({ on: 'send', times: 1, effect: { cut: 'before' } });
    await expect(stage.sendText()).rejects.toThrow();
    expect(await sends()).toBe(0);
    await fault({ on: 'send', times: 1, effect: { cut: 'after' } });
    await expect(stage.sendText()).rejects.toThrow();
    expect(await sends()).toBe(1);
    const { entries } = (await stage.control('GET', '/ledger?kind=graph.request')).body;
    expect(
      entries.map((entry: { cut: string; status: null; wamid?: string }) => [
        entry.cut,
        entry.status,
        entry.wamid !== undefined,
      ]),
    ).toEqual([
      ['before', null, false],
      ['after', null, true],
    ]);
  });

  it('accepts and answers with garbage', async () => {
    stage = await startStage();
    await fault({ on: 'send', times: 1, effect: { garbage: true } });
    const answer = await stage.sendText();
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    expect(await sends()).toBe(1);
  });

  it('lets a send fail after its 200', async () => {
    stage = await startStage();
    await stage.write();
    await fault({ on: 'send', match: { textContains: 'doomed' }, effect: { failStatus: 131026 } });
    expect((await stage.sendText('doomed to fail')).status).toBe(200);
    await until(() => statusError() === 131026);
    const { numbers } = (await stage.control('GET', '/ledger/summary')).body;
    expect(numbers[NUMBER]).toEqual({ customerMessages: 1, sendsAccepted: 1, sendsRefused: 0, sendsFailed: 1 });
  });

  it('tells a status before the answer of its send', async () => {
    stage = await startStage();
    await stage.write();
    await fault({ on: 'send', times: 1, effect: { answerDelayMs: 60_000 } });
    const answer = stage.sendText().catch(() => 'cut by the end of the test');
    await until(() => stage.callback.items('statuses').length === 3);
    await stage.stop();
    expect(await answer).toBe('cut by the end of the test');
    stage = await startStage();
  });

  it('drops or repeats a webhook', async () => {
    stage = await startStage();
    await stage.write();
    await fault({ on: 'webhook.status', match: { status: 'delivered' }, effect: { drop: true } });
    await fault({ on: 'webhook.message', times: 1, effect: { repeat: 4 } });
    const wamid = (await stage.sendText()).body.messages[0].id;
    await stage.write({ text: 'five times' });
    await until(() => stage.callback.items('messages').filter(({ text }) => text.body === 'five times').length === 5);
    await until(() => stage.callback.statusesOf(wamid).includes('read'));
    expect(stage.callback.statusesOf(wamid).sort()).toEqual(['read', 'sent']);
  });

  it('loses the answer to a webhook, which then comes again', async () => {
    stage = await startStage();
    await fault({ on: 'webhook', times: 1, effect: { cut: 'after' } });
    await stage.write();
    await until(async () => (await stage.control('GET', '/ledger/summary')).body.webhooks.delivered === 1);
    const { entries } = (await stage.control('GET', '/ledger?kind=webhook.attempt')).body;
    expect(entries.map((entry: { outcome: string }) => entry.outcome)).toEqual(['retry', 'delivered']);
  });

  it('with a probability strikes the same ones for the same seed', async () => {
    const run = async () => {
      stage = await startStage({ seed: 'dice', numberRateLimit: false });
      await fault({ on: 'send', probability: 0.5, effect: { graphCode: 131000 } });
      const struck: number[] = [];
      for (let count = 0; count < 20; count += 1) struck.push((await stage.sendText()).status);
      return struck;
    };
    const first = await run();
    await stage.stop();
    expect(await run()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  it('is gone after DELETE', async () => {
    stage = await startStage();
    await fault({ on: 'graph', effect: { graphCode: 4 } });
    expect((await stage.sendText()).status).toBe(429);
    expect((await stage.control('DELETE', '/faults')).status).toBe(204);
    expect((await stage.sendText()).status).toBe(200);
  });

  it('that is not understood is refused with what is wrong', async () => {
    stage = await startStage();
    const { status, body } = await fault({ on: 'send', effect: { explode: true } });
    expect([status, body.issues[0].message]).toEqual([400, expect.stringContaining('explode')]);
  });
});

describe('health of a number and a token', () => {
  const fixture = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));

  it('the fields asked for come as documented', async () => {
    stage = await startStage();
    const all = Object.keys(fixture('response-phone-number.json')).join(',');
    expect((await stage.graph('GET', `/${NUMBER}?fields=${all}`)).body).toEqual(fixture('response-phone-number.json'));
    expect(Object.keys((await stage.graph('GET', `/${NUMBER}`)).body).sort()).toEqual([
      'code_verification_status',
      'display_phone_number',
      'id',
      'quality_rating',
      'verified_name',
    ]);
    expect((await stage.graph('GET', `/${NUMBER}?fields=shoe_size`)).body.error.code).toBe(100);
    expect((await stage.graph('GET', `/${NUMBER}?fields=health_status`)).body).toEqual(
      fixture('response-health-status-available.json'),
    );
  });

  it('trouble can be set', async () => {
    stage = await startStage();
    const { health_status: healthStatus } = fixture('response-health-status-blocked.json');
    await stage.control('POST', '/numbers', {
      phoneNumberId: NUMBER,
      status: 'FLAGGED',
      qualityRating: 'RED',
      codeVerificationStatus: 'EXPIRED',
      nameStatus: 'PENDING_REVIEW',
      healthStatus,
    });
    const all = Object.keys(fixture('response-phone-number-degraded.json')).join(',');
    expect((await stage.graph('GET', `/${NUMBER}?fields=${all}`)).body).toEqual(
      fixture('response-phone-number-degraded.json'),
    );
    expect((await stage.graph('GET', `/${NUMBER}?fields=health_status`)).body).toEqual(
      fixture('response-health-status-blocked.json'),
    );
  });

  it('debug_token tells a permanent, an expiring and an expired token apart', async () => {
    stage = await startStage();
    await stage.control('POST', '/tokens', {
      token: 'day',
      appId: APP_ID,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      scopes: ['whatsapp_business_messaging'],
    });
    const debug = async (token: string) =>
      (await stage.graph('GET', `/debug_token?input_token=${token}`, undefined, `${APP_ID}|${SECRET}`)).body.data;
    const keys = (value: object) => Object.keys(value).sort();
    const permanent = await debug(TOKEN);
    expect(keys(permanent)).toEqual(keys(fixture('response-debug-token-permanent.json').data));
    expect(permanent).toMatchObject({
      type: 'SYSTEM_USER',
      is_valid: true,
      expires_at: 0,
      granular_scopes: [{ target_ids: [WABA] }, { target_ids: [WABA] }],
    });
    expect(keys(await debug('day'))).toEqual(keys(fixture('response-debug-token-expiring.json').data));
    await stage.control('POST', '/clock', { advanceSeconds: 90_000 });
    const expired = await debug('day');
    expect(keys(expired)).toEqual(keys(fixture('response-debug-token-invalid.json').data));
    expect(expired).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
  });

  it('subscribed_apps comes as documented, with the override', async () => {
    stage = await startStage();
    await stage.graph('POST', `/${WABA}/subscribed_apps`, {
      override_callback_uri: stage.callback.url,
      verify_token: 'verify-token',
    });
    const { data } = (await stage.graph('GET', `/${WABA}/subscribed_apps`)).body;
    const [documented] = fixture('response-subscribed-apps.json').data;
    expect(data).toEqual([{ ...documented, override_callback_uri: stage.callback.url }]);
  });

  it('a path that Graph does not have is an error in its envelope', async () => {
    stage = await startStage();
    expect((await stage.graph('GET', '/1/2/3/4')).body.error).toMatchObject({ code: 2500, type: 'OAuthException' });
  });
});

describe('the ledger', () => {
  it('holds every request with its answer, filtered and paged, and no secrets', async () => {
    stage = await startStage();
    await stage.write({ text: 'separators \u2028 and \u2029 stay' });
    await stage.sendText('one', { biz_opaque_callback_data: 'msg:1' });
    await stage.sendText('two', { biz_opaque_callback_data: 'msg:2' });
    await stage.send({ type: 'poll' });
    await stage.graph('GET', `/debug_token?input_token=${TOKEN}&access_token=${TOKEN}`);
    const all = (await stage.control('GET', '/ledger?kind=graph')).body.entries;
    expect(
      all.map((entry: { route: string; status: number; code?: number }) => [entry.route, entry.status, entry.code]),
    ).toEqual([
      ['send', 200, undefined],
      ['send', 200, undefined],
      ['send', 400, 131051],
      ['debug-token', 200, undefined],
    ]);
    const [second] = (await stage.control('GET', '/ledger?kind=graph.request&opaqueId=msg:2')).body.entries;
    expect(second).toMatchObject({
      request: { text: { body: 'two' } },
      answer: { messages: [{ id: second.wamid }] },
      phoneNumberId: NUMBER,
    });
    expect((await stage.control('GET', `/ledger?kind=graph&since=${second.seq}`)).body.entries).toHaveLength(2);
    const page = (await stage.control('GET', '/ledger?limit=2')).body;
    expect([page.entries.length, page.more]).toEqual([2, true]);
    expect((await stage.control('GET', `/ledger?limit=1&since=${page.next}`)).body.entries[0].seq).toBe(page.next + 1);
    const file = readFileSync(join(stage.simulator.dataDir, 'ledger.ndjson'), 'utf8');
    expect(file).not.toContain(TOKEN);
    expect(file).not.toContain(SECRET);
  });

  it('is counted exactly', async () => {
    stage = await startStage();
    await stage.write();
    for (let count = 0; count < 3; count += 1) await stage.sendText();
    await stage.send({ type: 'poll' });
    const summary = await until(async () => {
      const { body } = await stage.control('GET', '/ledger/summary');
      return body.webhooks.delivered === 10 && body;
    });
    expect(summary).toMatchObject({
      routes: { send: 4 },
      graphErrors: { 131051: 1 },
      statuses: { sent: 3, delivered: 3, read: 3 },
      webhooks: { events: 10, attempts: 10, delivered: 10, gaveUp: 0, dropped: 0 },
      numbers: { [NUMBER]: { customerMessages: 1, sendsAccepted: 3, sendsRefused: 1, sendsFailed: 0 } },
      deliveries: { ready: 0, inFlight: 0, waitingForRetry: 0 },
    });
  });
});

describe('a restart on the same folder', () => {
  it('keeps set-up, window, clock, ledger, media and what was not delivered yet', async () => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
    stage = await startStage({ dataDir: folder, retryScale: 1 });
    stage.callback.statusOf = () => 503;
    await stage.control('POST', '/clock', { advanceSeconds: 600 });
    const { wamid, mediaId } = (await stage.write({ type: 'image', media: { base64: 'eA==' } })).body;
    await until(() => stage.callback.received.length === 2);
    const before = (await stage.control('GET', '/state')).body;
    const { lines } = (await stage.control('GET', '/ledger/summary')).body;
    await stage.simulator.stop();

    stage.callback.statusOf = () => 200;
    const again = await startSimulator({ dataDir: folder });
    try {
      expect((await call(`${again.url}/_sim/state`, 'GET')).body).toEqual(before);
      expect((await call(`${again.url}/_sim/clock`, 'GET')).body.offsetSeconds).toBe(600);
      expect((await call(`${again.url}/v26.0/${mediaId}`, 'GET', undefined, TOKEN)).status).toBe(200);
      await until(() => stage.callback.received.length === 3);
      expect(stage.callback.items('messages').map(({ id }) => id)).toEqual([wamid, wamid, wamid]);
      const sent = await call(
        `${again.url}/v26.0/${NUMBER}/messages`,
        'POST',
        { messaging_product: 'whatsapp', to: `+${MARA}`, text: { body: 'Back' } },
        TOKEN,
      );
      await until(() => stage.callback.statusesOf(sent.body.messages[0].id).includes('sent'));
      const { entries } = (await call(`${again.url}/_sim/ledger?since=${lines}`, 'GET')).body;
      expect(entries[0].seq).toBe(lines + 1);
    } finally {
      await again.stop();
    }
  });

  it('after a kill in the middle of a line goes on with the next whole one', async () => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
    stage = await startStage({ dataDir: folder });
    await stage.sendText();
    await stage.simulator.stop();
    const path = join(folder, 'ledger.ndjson');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, `${whole}{"seq":99,"kin`);
    const again = await startSimulator({ dataDir: folder });
    await call(`${again.url}/v26.0/${NUMBER}`, 'GET', undefined, TOKEN);
    const { entries } = (await call(`${again.url}/_sim/ledger`, 'GET')).body;
    await again.stop();
    const before = whole
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.slice(0, before.length)).toEqual(before);
    expect(entries.map(({ seq }: { seq: number }) => seq)).toEqual(
      entries.map((_: unknown, index: number) => index + 1),
    );
    expect(entries.some(({ route }: { route?: string }) => route === 'phone-number')).toBe(true);
  });

  it('with a state file that is none says which, and leaves it alone', async () => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
    stage = await startStage();
    writeFileSync(join(folder, 'state.json'), '{"broken"');
    await expect(startSimulator({ dataDir: folder })).rejects.toThrow(join(folder, 'state.json'));
    expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe('{"broken"');
  });

  it('after a reset nothing is left', async () => {
    stage = await startStage();
    await stage.write();
    await stage.control('POST', '/reset', {});
    expect((await stage.control('GET', '/state')).body).toEqual({
      apps: [],
      wabas: [],
      numbers: [],
      tokens: [],
      customers: [],
    });
    expect((await stage.control('GET', '/ledger/summary')).body).toMatchObject({ lines: 0, numbers: {} });
  });
});
