import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sendDecided, sendRequested, type DataOf } from '@wabx/contracts';
import { eventually, projectConfiguration, testChannel } from '@wabx/testing';
import { startRig, type Rig } from './sender-rig.js';

// Replies that end without having left: withdrawn, too late, or of a channel that is gone.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '1' });
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '1' });
});
afterEach(async () => {
  rig.graph.react(() => 'accept');
  await rig.moveClock(0);
});
afterAll(async () => await rig?.stop());

type Reply = DataOf<typeof sendRequested>;

async function withdraw({ messageId, conversationId, sessionId, sequence, notAfter }: Reply, stateNo = 0) {
  await rig.publisher.publish(sendDecided, rig.channel.view.id, {
    messageId,
    conversationId,
    phoneNumberId: rig.phoneNumberId,
    decision: 'withdraw',
    stateNo,
    reply: { sessionId, sequence },
    notAfter,
  });
}

describe('a reply that is withdrawn', () => {
  it('before it left never leaves, and those written after it go', async () => {
    const conversationId = newId();
    const [first, second, third] = [1, 2, 3].map((sequence) => rig.reply({ conversationId, sequence }));
    // The first one is missing, so the others wait for it.
    await rig.request(second!, third!);
    await rig.state(second!.messageId, 'queued');
    await withdraw(second!);
    const cancelled = await rig.state(second!.messageId, 'cancelled');
    expect(cancelled.decision).toBe('withdraw');
    await withdraw(second!, 2);
    await rig.request(first!);
    await rig.state(third!.messageId, 'sent');
    expect(rig.callsFor(second!.messageId)).toEqual([]);
    expect((await rig.facts(second!.messageId)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('before it has come here is cancelled when it comes, and holds nothing up', async () => {
    const conversationId = newId();
    const [first, second] = [1, 2].map((sequence) => rig.reply({ conversationId, sequence }));
    await withdraw(first!);
    await rig.state(first!.messageId, 'cancelled');
    await rig.request(first!, second!);
    await rig.state(second!.messageId, 'sent');
    expect(rig.callsFor(first!.messageId)).toEqual([]);
  });

  it('after it left stays what it is', async () => {
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    await withdraw(reply);
    const marker = rig.reply();
    await withdraw(marker);
    await rig.state(marker.messageId, 'cancelled');
    expect((await rig.send(reply.messageId)).state).toBe('sent');
  });

  it('in the very moment it goes is either sent once or cancelled, never both', async () => {
    const replies = Array.from({ length: 30 }, () => rig.reply());
    await Promise.all(replies.flatMap((reply) => [rig.request(reply), withdraw(reply)]));
    const ends = await Promise.all(
      replies.map(({ messageId }) =>
        eventually('it ends', async () => {
          const { state } = await rig.send(messageId);
          return ['sent', 'cancelled'].includes(state) && state;
        }),
      ),
    );
    expect(replies.map(({ messageId }) => rig.callsFor(messageId).length)).toEqual(
      ends.map((state) => (state === 'sent' ? 1 : 0)),
    );
  });
});

describe('a reply that expires', () => {
  it('keeps the cause for which it waited', async () => {
    rig.graph.react(() => ({ httpStatus: 401, code: 190 }));
    const reply = rig.reply();
    await rig.request(reply);
    await eventually(
      'the channel is paused',
      async () => (await rig.send(reply.messageId)).reason === 'channel-paused',
    );
    await rig.moveClock(2 * 3600);
    const { error, reason } = await rig.state(reply.messageId, 'failed');
    expect(error).toMatchObject({ class: 'window-closed', cause: { class: 'token-invalid', code: 190 } });
    expect(reason).toBe('channel-paused');
    expect((await rig.facts(reply.messageId)).at(-1)).toMatchObject({ error: { cause: { class: 'token-invalid' } } });
  });
});

describe('what waits for a channel', () => {
  it('that is deleted fails with the reason; what is for a number that moved goes through the other channel', async () => {
    const [stays, moves] = ['410020030088801', '410020030088802'];
    const destination = { type: 'queue' as const, id: newId() };
    const numbers = [stays, moves].map((phoneNumberId) => ({ phoneNumberId, e164: '+12025550143', destination }));
    const { view: gone } = await testChannel(numbers);
    const { view: heir } = await testChannel([]);
    // Its token cannot be opened: everything waits.
    await projectConfiguration(rig.nats.url, { channels: [{ ...gone, sealedAccessToken: 'x' }, heir] });
    const ask = async (phoneNumberId: string) => {
      const reply = rig.reply({ phoneNumberId });
      await rig.publisher.publish(sendRequested, gone.id, reply);
      return reply;
    };
    const [lost, saved] = [await ask(stays!), await ask(moves!)];
    for (const { messageId } of [lost, saved]) {
      await eventually('it waits', async () => (await rig.send(messageId)).reason === 'channel-paused');
    }
    await projectConfiguration(rig.nats.url, {
      channels: [
        {
          ...heir,
          version: 2,
          revision: 2,
          numbers: gone.numbers.filter(({ phoneNumberId }) => phoneNumberId === moves),
        },
        { ...gone, version: 2, revision: 2, deleted: true, numbers: [], sealedAccessToken: '' },
      ],
    });
    expect((await rig.state(lost.messageId, 'failed')).error).toMatchObject({ class: 'channel-gone' });
    await rig.state(saved.messageId, 'sent');
    expect(rig.callsFor(lost.messageId)).toEqual([]);
  });
});
