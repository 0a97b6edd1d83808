import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@wabx/testing';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ numbers: 2 });
  await rig.startSender();
  await rig.startSender();
});
afterEach(async () => {
  rig.graph.react(() => 'accept');
  await rig.source.query('DELETE FROM channel_pause');
  await rig.moveClock(0);
});
afterAll(async () => {
  await rig?.stop();
});

const waits = (messageId: string, reason: string) =>
  eventually(`waits: ${reason}`, async () => (await rig.send(messageId)).reason === reason);

describe('a pause is as wide as its cause', () => {
  it('a code of the number stops that number, and its neighbour in the channel loses nothing', async () => {
    const [sick = '', well = ''] = rig.phoneNumberIds;
    rig.graph.react((call) => (call.phoneNumberId === sick ? { httpStatus: 400, code: 133010 } : 'accept'));
    const [refused, behind] = [rig.reply({ phoneNumberId: sick }), rig.reply({ phoneNumberId: sick })];
    await rig.request(refused);
    await waits(refused.messageId, 'number-paused');
    await rig.request(behind);
    await waits(behind.messageId, 'number-paused');
    const before = rig.graph.calls.length;
    const replies = Array.from({ length: 60 }, (_, at) =>
      rig.reply({ phoneNumberId: well, recipient: { waId: `4477008${20_000 + at}` } }),
    );
    await rig.request(...replies);
    for (const { messageId } of replies) {
      const { attempt, timeline } = await rig.state(messageId, 'sent');
      // Each at its first attempt, and nothing made it wait.
      expect([attempt, ...timeline.flatMap(({ reason }) => reason ?? [])]).toEqual([1]);
    }
    const meanwhile = rig.graph.calls.slice(before).filter((call) => call.phoneNumberId === sick);
    expect(meanwhile.length).toBeLessThanOrEqual(1);

    const { error } = await rig.send(refused.messageId);
    expect(error).toMatchObject({ code: 133010, class: 'registration', httpStatus: 400, next: 'waits' });
    expect(error?.sentence.en).toMatch(
      /waits until the number is registered again\. The administrators have been told\./,
    );
    rig.graph.react(() => 'accept');
    await rig.moveClock(31);
    for (const { messageId } of [refused, behind]) await rig.state(messageId, 'sent');
  });

  it('a code of the account stops all numbers of the channel', async () => {
    const [one = '', other = ''] = rig.phoneNumberIds;
    rig.graph.react(() => ({ httpStatus: 403, code: 131031 }));
    const refused = rig.reply({ phoneNumberId: one });
    await rig.request(refused);
    await waits(refused.messageId, 'channel-paused');
    const before = rig.graph.calls.length;
    const neighbour = rig.reply({ phoneNumberId: other });
    await rig.request(neighbour);
    await waits(neighbour.messageId, 'channel-paused');
    expect(rig.graph.calls.length).toBe(before);
    rig.graph.react(() => 'accept');
    await rig.moveClock(31);
    for (const { messageId } of [refused, neighbour]) await rig.state(messageId, 'sent');
  });
});

describe('a refusal that only a failed status tells', () => {
  it.each([
    [131042, 'channel'],
    [131031, 'channel'],
    [133010, 'number'],
  ])(
    '%i pauses the %s, is counted, fails its own reply for a retry, and ends with a status of Meta',
    async (code, width) => {
      const counted = await rig.refusals(code, 'status');
      const hit = rig.reply();
      await rig.request(hit);
      await rig.state(hit.messageId, 'sent');
      await rig.status({ messageId: hit.messageId, status: 'failed', code });
      const { error } = await rig.state(hit.messageId, 'failed');
      expect(error).toMatchObject({ code, next: 'failed-retry' });
      expect(error?.sentence.en).toMatch(/not delivered\. Send it again when .* The administrators have been told\.$/);
      await eventually('it is counted', async () => (await rig.refusals(code, 'status')) === counted + 1);

      const [next, neighbour] = rig.phoneNumberIds.map((phoneNumberId) => rig.reply({ phoneNumberId }));
      await rig.request(next!, neighbour!);
      await waits(next!.messageId, `${width}-paused`);
      if (width === 'number') await rig.state(neighbour!.messageId, 'sent');
      else await waits(neighbour!.messageId, 'channel-paused');

      // Meta goes on to take messages, which proves nothing here; that it has sent one does.
      const last = rig.reply();
      await rig.request(last);
      await waits(last.messageId, `${width}-paused`);
      await rig.moveClock(301);
      const isSent = async (reply: typeof last) => (await rig.send(reply.messageId)).state === 'sent';
      const waiting = width === 'number' ? [next!, last] : [next!, last, neighbour!];
      const tried = await eventually('one is tried', async () => {
        const sent = await Promise.all(waiting.map(isSent));
        return waiting.find((_, at) => sent[at]);
      });
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect((await Promise.all(waiting.map(isSent))).filter(Boolean)).toHaveLength(1);
      await rig.status({ messageId: tried.messageId, status: 'sent', at: new Date(Date.now() + 1_000).toISOString() });
      for (const { messageId } of waiting) await rig.state(messageId, 'sent');
      // What was hit is sent again only when somebody says so.
      expect(rig.callsFor(hit.messageId)).toHaveLength(1);
    },
  );

  it('is tried at once when the channel is connected again', async () => {
    const hit = rig.reply();
    await rig.request(hit);
    await rig.state(hit.messageId, 'sent');
    await rig.status({ messageId: hit.messageId, status: 'failed', code: 131042 });
    await rig.state(hit.messageId, 'failed');
    const next = rig.reply();
    await rig.request(next);
    await waits(next.messageId, 'channel-paused');
    await rig.tellStatus('connect_failed');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await waits(next.messageId, 'channel-paused');
    await rig.tellStatus('connected');
    await rig.state(next.messageId, 'sent');
  });

  it('an old status says nothing about now', async () => {
    const hit = rig.reply();
    await rig.request(hit);
    await rig.state(hit.messageId, 'sent');
    const at = new Date(Date.now() - 120_000).toISOString();
    await rig.status({ messageId: hit.messageId, status: 'failed', code: 131042, at });
    await rig.state(hit.messageId, 'failed');
    const next = rig.reply();
    await rig.request(next);
    await rig.state(next.messageId, 'sent');
  });
});

describe('a proxy that answers in place of Meta', () => {
  it.each([403, 407, 429, 302])(
    'with %i proves that Meta took nothing: the reply goes again, and says so',
    async (proxy) => {
      rig.graph.react((_call, n) => (n === 1 ? { proxy, headers: { 'retry-after': '1' } } : 'accept'));
      const reply = rig.reply();
      await rig.request(reply);
      const { attempt, timeline } = await rig.state(reply.messageId, 'sent');
      expect(attempt).toBe(2);
      const error = { class: 'refused-on-the-way', httpStatus: proxy, next: 'tried-again' };
      expect(timeline).toContainEqual(
        expect.objectContaining({
          state: 'retry_wait',
          error: expect.objectContaining({ ...error, nextAt: expect.stringMatching(/^\d{4}-.*Z$/) }),
        }),
      );
    },
  );

  it.each([413, 400])('with %i fails the one message, and the next one goes', async (proxy) => {
    rig.graph.react((_call, n) => (n === 1 ? { proxy } : 'accept'));
    const [reply, next] = [rig.reply(), rig.reply()];
    await rig.request(reply);
    const { error } = await rig.state(reply.messageId, 'failed');
    expect(error).toMatchObject({ class: 'refused-on-the-way', httpStatus: proxy, next: 'failed-retry' });
    await rig.request(next);
    await rig.state(next.messageId, 'sent');
  });
});
