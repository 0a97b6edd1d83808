import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { claimSends, releaseClaims, type Claimed } from '../src/store/claim-sends.js';
import { startSends } from '../src/store/start-sends.js';
import { startRig, type Rig } from './sender-rig.js';

// Numbers that no channel has: the service only takes their replies over, and the test plays its replicas.
let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.startSender();
});
afterAll(() => rig?.stop());

async function queued(phoneNumberId: string) {
  const reply = rig.reply({ phoneNumberId, notAfter: '2100-01-01T00:00:00.000Z' });
  await rig.request(reply);
  await rig.state(reply.messageId, 'queued');
  const claim = async () => (await claimSends(rig.source, newId(), [{ phoneNumberId, limit: 10, revision: 1 }]))[0]!;
  const start = async (claimed: Claimed) =>
    (await startSends(rig.source, { replicaId: newId(), permit: 1 }, [{ claimed, no: 1 }])).started;
  return { reply, claim, start };
}

it('what a replica claimed and never started is free again after three seconds, and not its own any more', async () => {
  const { reply, claim, start } = await queued('never-started');
  const [killed] = await claim();
  expect(killed?.send).toMatchObject({ message_id: reply.messageId, state: 'queued', attempt: 0 });
  expect(await claim()).toEqual([]);
  await rig.moveClock(4);
  const [other] = await claim();
  expect(await start(killed!)).toEqual([undefined]);
  const [started] = await start(other!);
  expect(started?.send).toMatchObject({ state: 'sending', attempt: 1 });
  expect(await start(other!)).toEqual([undefined]);
  await rig.moveClock(0);
});

it('a later reply of the conversation does not free it sooner, giving it back does', async () => {
  const { reply, claim } = await queued('given-back');
  const [claimed] = await claim();
  const { conversationId, phoneNumberId } = reply;
  const later = rig.reply({ conversationId, phoneNumberId, notAfter: reply.notAfter });
  await rig.request(later);
  await rig.state(later.messageId, 'queued');
  expect(await claim()).toEqual([]);
  await releaseClaims(rig.source, [claimed!.send]);
  expect((await claim()).map(({ send }) => send.message_id)).toEqual([reply.messageId]);
});
