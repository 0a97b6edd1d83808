import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { once } from 'node:events';
import { startSendingStage, type SendingStage } from '../sending-stage.js';

const REPLIES = 400;

let stage: SendingStage;
beforeAll(async () => {
  // Meta takes its time for each answer, so that calls are under way whenever a sender is told to stop.
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false, deliveredDelayMs: 3_600_000 } });
  await stage.meta('POST', '/faults', { on: 'send', probability: 1, effect: { answerDelayMs: 1_500 } });
}, 120_000);
afterAll(async () => {
  await stage?.stop();
}, 60_000);

it('senders that are told to stop under load finish their calls and give the rest back: nothing is unknown, lost or doubled', async () => {
  const senders = await Promise.all([stage.startSender(), stage.startSender()]);
  const replies = Array.from({ length: REPLIES }, (_, n) =>
    stage.reply({ id: newId(), waId: String(447701000000 + n) }, { kind: 'text', text: { body: String(n) } }),
  );
  const customers = replies.map(({ recipient: { waId } }) => ({ waId, name: waId }));
  await stage.meta('POST', '/setup', { customers });
  await stage.request(replies);
  await eventually('all are queued', async () => (await stage.states()).queued === REPLIES, 60_000);
  await stage.openNumber();
  for (const [n, { child }] of senders.entries()) {
    await eventually('it is busy', async () => (await stage.calls()).length > 80 * (n + 1));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const { sending = 0, unknown = 0 } = await stage.states();
    // Of the other one's calls some may be under way; of its own none is.
    expect(unknown).toBe(0);
    if (n === senders.length - 1) expect(sending).toBe(0);
  }
  await stage.startSender();
  await eventually('all have left', async () => (await stage.states()).sent === REPLIES, 30_000);
  // Statuses come before the answers, and the ledger has what is answered.
  await eventually('all are answered', async () => (await stage.calls()).length >= REPLIES, 30_000);
  const accepted = (await stage.calls()).filter((call) => call.accepted);
  expect(accepted.map(({ messageId }) => messageId).sort()).toEqual(replies.map(({ messageId }) => messageId).sort());
});
