import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { pickSends, settleSends, startSends } from '../src/store/attempts.js';
import { endDead, Leadership } from '../src/store/leadership.js';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  for (const service of rig.senders()) await rig.stopSender(service);
  await rig.source.query('DELETE FROM replica');
  rig.graph.react(() => 'accept');
});

const entered = async () => {
  const leadership = new Leadership(rig.source);
  await leadership.renew();
  return leadership;
};
const silence = ({ replicaId }: Leadership) =>
  rig.source.query(`UPDATE replica SET until = clock_timestamp() - interval '1 ms' WHERE replica_id = $1`, [replicaId]);
const owners = async (): Promise<string[]> =>
  (await rig.source.query('SELECT DISTINCT owner AS id FROM lease WHERE owner IS NOT NULL')).map(
    ({ id }: { id: string }) => id,
  );
/** Replies that a sender has taken over, on a number that this test leads in its place. */
async function queued(count: number) {
  const leader = await entered();
  await leader.take([rig.phoneNumberId]);
  const { replicaId } = leader;
  const beating = setInterval(() => void leader.renew().catch(() => undefined), 200);
  const sender = await rig.startSender();
  const replies = Array.from({ length: count }, (_, n) => rig.reply({ recipient: { waId: `4477012${10_000 + n}` } }));
  await rig.request(...replies);
  for (const { messageId } of replies) await rig.state(messageId, 'queued');
  const pick = (limit: number) =>
    pickSends(rig.source, { phoneNumberId: rig.phoneNumberId, limit, except: [], revision: 1, isProbe: false });
  const start = async (limit: number) =>
    (await startSends(rig.source, replicaId, await pick(limit))).flatMap((s) => s ?? []);
  return { leader, sender, replies, pick, start, stopBeating: () => clearInterval(beating) };
}

describe('the leases', () => {
  it('are free when their owner lets go, leaves, or is silent, and have one owner at a time', async () => {
    const [one, other] = [await entered(), await entered()];
    const numbers = ['a', 'b', 'c'].map((name) => `${name}-${newId()}`);
    const taken = await Promise.all([one.take(numbers), other.take(numbers)]);
    expect(taken.flat().sort()).toEqual([...numbers].sort());
    const owner = taken[0]!.length > 0 ? one : other;
    const next = owner === one ? other : one;
    const [first, second, third] = taken[owner === one ? 0 : 1]! as [string, string, string];
    await next.letGo([first]);
    expect(await next.take([first])).toEqual([]);
    await owner.letGo([first]);
    expect(await next.take([first])).toEqual([first]);
    await silence(owner);
    expect(await next.take([second])).toEqual([]);
    await next.renew();
    expect(await next.take([second])).toEqual([second]);
    expect(await owner.renew()).toBeUndefined();
    await next.leave();
    const last = await entered();
    expect((await last.take([first, second, third])).sort()).toEqual([first, second, third].sort());
  });

  it('hold by the clock of their owner from before they were asked for, less a margin, and for one life only', async () => {
    let nowMs = 1_000;
    const leadership = new Leadership(rig.source, () => nowMs);
    const { replicaId } = leadership;
    expect(leadership.isHeldBy(replicaId)).toBe(false);
    await leadership.renew();
    nowMs = 2_299;
    expect(leadership.isHeldBy(replicaId)).toBe(true);
    nowMs = 2_300;
    expect(leadership.isHeldBy(replicaId)).toBe(false);
    await leadership.renew();
    expect(leadership.isHeldBy(replicaId)).toBe(true);
    await silence(leadership);
    await endDead(rig.source);
    expect(await leadership.renew()).toBeUndefined();
    expect(leadership.isHeldBy(replicaId)).toBe(false);
    expect(leadership.replicaId).not.toBe(replicaId);
    await leadership.renew();
    expect(leadership.isHeldBy(replicaId)).toBe(false);
    expect(leadership.isHeldBy(leadership.replicaId)).toBe(true);
  });
});

describe('when the leader of a number', () => {
  it('is silent, what it had begun is unknown, and the rest leaves untouched through its successor', async () => {
    const { start, replies, stopBeating } = await queued(6);
    const begun = (await start(2)).map(({ send }) => send.message_id);
    expect(begun).toHaveLength(2);
    stopBeating();
    for (const { messageId } of replies) await rig.state(messageId, begun.includes(messageId) ? 'unknown' : 'sent');
    for (const { messageId } of replies) {
      expect(rig.callsFor(messageId)).toHaveLength(begun.includes(messageId) ? 0 : 1);
      if (!begun.includes(messageId)) expect(await rig.send(messageId)).toMatchObject({ attempt: 1, stateNo: 3 });
    }
  });

  it('is frozen with a lock in its hand, nobody waits for it but the reply that it is about', async () => {
    const { start, replies, stopBeating } = await queued(4);
    const [begun] = await start(1);
    const others = replies.filter(({ messageId }) => messageId !== begun!.send.message_id);
    const lock = 'SELECT 1 FROM conversation WHERE conversation_id = ANY($1::uuid[]) FOR UPDATE';
    await rig.source.transaction(async (tx) => {
      await tx.query(lock, [[begun!.send.conversation_id, others[0]!.conversationId]]);
      stopBeating();
      for (const { messageId } of others.slice(1)) await rig.state(messageId, 'sent');
    });
    await rig.state(others[0]!.messageId, 'sent');
    await rig.state(begun!.send.message_id, 'unknown');
  });

  it('has lost its lease it starts nothing more, and can still settle what it had begun', async () => {
    const { leader, pick, start, stopBeating, replies } = await queued(3);
    const { replicaId } = leader;
    const [begun] = await start(1);
    const picked = await pick(2);
    stopBeating();
    await silence(leader);
    await endDead(rig.source);
    expect(await startSends(rig.source, replicaId, picked)).toEqual([undefined, undefined]);
    const messageId = begun!.send.message_id;
    await rig.state(messageId, 'unknown');
    await settleSends(rig.source, [{ send: begun!.send, transition: { state: 'sent', waMessageId: 'wamid.late' } }]);
    expect(await rig.send(messageId)).toMatchObject({ state: 'sent', waMessageId: 'wamid.late', attempt: 1 });
    for (const reply of replies) await rig.state(reply.messageId, 'sent');
  });

  it('lets it go, calls under way stay its own and are not taken for lost', async () => {
    const { leader, start, replies, stopBeating } = await queued(4);
    const [begun] = await start(1);
    await leader.letGo([rig.phoneNumberId]);
    const others = replies.filter(({ messageId }) => messageId !== begun!.send.message_id);
    for (const { messageId } of others) await rig.state(messageId, 'sent');
    expect(await rig.send(begun!.send.message_id)).toMatchObject({ state: 'sending' });
    stopBeating();
    await rig.state(begun!.send.message_id, 'unknown');
  });

  it('joins others, it gets its share, and all go on', async () => {
    const first = await rig.startSender();
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    const [owner] = await owners();
    await rig.startSender();
    await rig.stopSender(first);
    const next = rig.reply();
    await rig.request(next);
    await rig.state(next.messageId, 'sent');
    expect(await owners()).toHaveLength(1);
    expect(await owners()).not.toContain(owner);
  });
});

describe('a start', () => {
  /** Whoever wants to start a reply of these conversations waits meanwhile. */
  async function withLocked(conversationIds: string[], work: () => Promise<void>): Promise<void> {
    await rig.source.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM conversation WHERE conversation_id = ANY($1::uuid[]) ORDER BY 1 FOR UPDATE', [
        conversationIds,
      ]);
      await work();
    });
  }

  it('that is slow leaves no reply unknown without a call: each leaves once, whoever leads by then', async () => {
    await rig.startSender();
    await rig.startSender();
    const first = rig.reply();
    await rig.request(first);
    await rig.state(first.messageId, 'sent');
    rig.graph.react(() => ({ wait: new Promise((resolve) => setTimeout(resolve, 20)), then: 'accept' }));
    const conversations = Array.from({ length: 40 }, () => newId());
    const replies = [1, 2].flatMap((round) =>
      conversations.map((conversationId, n) =>
        rig.reply({ conversationId, sequence: round, recipient: { waId: `4477013${10_000 + n}` } }),
      ),
    );
    await rig.request(...replies.slice(0, 40));
    for (let slow = 0; slow < 3; slow++) {
      await withLocked(conversations, async () => {
        // Longer than a lease: whoever waits here is taken for neither dead nor done.
        const heldUntilMs = performance.now() + 1_800;
        await eventually('longer than a lease', () => performance.now() > heldUntilMs);
      });
    }
    await rig.request(...replies.slice(40));
    for (const { messageId } of replies) await rig.state(messageId, 'sent');
    for (const { messageId } of replies) expect(rig.callsFor(messageId)).toHaveLength(1);
    expect(
      await rig.source.query(`SELECT 1 FROM send_step WHERE state = 'unknown' AND message_id = ANY($1::uuid[])`, [
        replies.map(({ messageId }) => messageId),
      ]),
    ).toEqual([]);
  }, 60_000);

  it('of which the answer was lost is given back by the one who made it, and leaves once', async () => {
    await rig.startSender();
    const first = rig.reply();
    await rig.request(first);
    await rig.state(first.messageId, 'sent');
    const [owner] = await owners();
    const waiting = rig.reply({ acceptedAt: new Date().toISOString() });
    // As after a statement that Postgres executed and whose answer never came.
    await rig.source.query(
      `UPDATE send SET state = 'sending', state_no = 4, attempt = 1, started_by = $2, started_at = wabx.now()
        WHERE message_id = $1`,
      [first.messageId, owner],
    );
    rig.graph.calls.length = 0;
    await rig.request(waiting);
    await rig.state(first.messageId, 'sent');
    await rig.state(waiting.messageId, 'sent');
    expect(rig.callsFor(first.messageId)).toHaveLength(1);
  });
});
