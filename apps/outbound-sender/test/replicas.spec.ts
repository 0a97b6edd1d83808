import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { claimSends } from '../src/store/claim-sends.js';
import { beat, enterReplica, permitWrites, takeOver } from '../src/store/replicas.js';
import { startSends } from '../src/store/start-sends.js';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

/** Replies on a number that no channel has: the service takes them over, and sends none of them. */
async function queued(count: number) {
  const phoneNumberId = `none-${newId()}`;
  const replies = Array.from({ length: count }, () => rig.reply({ phoneNumberId }));
  await rig.request(...replies);
  for (const { messageId } of replies) await rig.state(messageId, 'queued');
  const claim = async (replicaId: string, limit: number) =>
    (await claimSends(rig.source, replicaId, [{ phoneNumberId, limit, revision: 1 }]))[0]!;
  return { replies, claim };
}

const entered = async () => {
  const replicaId = newId();
  await enterReplica(rig.source, replicaId);
  return replicaId;
};
const replicas = async (): Promise<string[]> =>
  (await rig.source.query('SELECT replica_id AS id FROM replica')).map(({ id }: { id: string }) => id);
const silence = (replicaId: string) =>
  rig.source.query(`UPDATE replica SET seen_at = seen_at - interval '1 minute' WHERE replica_id = $1`, [replicaId]);
const fence = (replicaId: string, secondsAgo = 0) =>
  rig.source.query(
    'UPDATE replica SET fenced_at = clock_timestamp() - make_interval(secs => $2) WHERE replica_id = $1',
    [replicaId, secondsAgo],
  );

describe('of replicas', () => {
  beforeEach(() => rig.source.query('DELETE FROM replica'));

  it('one that is silent is fenced, by one of those that show themselves, and learns of it when it shows itself', async () => {
    const [silent, one, other] = [await entered(), await entered(), await entered()];
    await silence(silent);
    const fenced = await Promise.all([beat(rig.source, one), beat(rig.source, other)]);
    expect(fenced.flat()).toEqual([silent]);
    expect(await beat(rig.source, silent)).toBeUndefined();
    expect(await permitWrites(rig.source, silent, 1)).toBe(false);
    expect(await permitWrites(rig.source, one, 1)).toBe(true);
  });

  it('nobody has a permit after a crash of the database, which may have lost the last ones', async () => {
    const table = await rig.source.query(`SELECT relpersistence AS kind FROM pg_class WHERE oid = 'replica'::regclass`);
    // Unlogged: empty after a crash, and on a standby that takes over.
    expect(table).toEqual([{ kind: 'u' }]);
    const replicaId = await entered();
    await rig.source.query('DELETE FROM replica');
    expect(await permitWrites(rig.source, replicaId, 1)).toBe(false);
    expect(await beat(rig.source, replicaId)).toBeUndefined();
  });

  it('after a time in which nobody could show himself nobody is taken for dead before he could', async () => {
    const [one, other] = [await entered(), await entered()];
    await Promise.all([silence(one), silence(other)]);
    expect(await beat(rig.source, one)).toEqual([]);
    expect(await beat(rig.source, other)).toEqual([]);
    expect(await beat(rig.source, one)).toEqual([]);
  });

  it('whose process fenced another and died itself, others take over after five seconds', async () => {
    const [fenced, other] = [await entered(), await entered()];
    await fence(fenced, 4);
    expect(await beat(rig.source, other)).toEqual([]);
    await fence(fenced, 6);
    expect(await beat(rig.source, other)).toEqual([fenced]);
  });
});

describe('beside a sender', () => {
  beforeAll(() => rig.startSender());

  it('what a silent replica surely did not write goes back at once, what it may have written does not', async () => {
    const { claim } = await queued(4);
    const killed = await entered();
    const begun = await claim(killed, 3);
    const { started, isPermitted } = await startSends(
      rig.source,
      { replicaId: killed, permit: 1 },
      begun.map((claimed, at) => ({ claimed, no: at + 1 })),
    );
    expect([started.length, isPermitted]).toEqual([3, true]);
    expect(await permitWrites(rig.source, killed, 2)).toBe(true);
    const [only] = await claim(killed, 1);
    const [first, second, third] = begun.map(({ send }) => send.message_id) as [string, string, string];

    // The sender that runs is the one that notices.
    await eventually('it is taken over from', async () => !(await replicas()).includes(killed));
    for (const messageId of [first, second])
      expect(await rig.send(messageId)).toMatchObject({ state: 'sending', attempt: 1 });
    expect(await rig.send(third)).toMatchObject({ state: 'queued', attempt: 0 });
    const states = (await rig.facts(third)).map(({ state, attempt }) => `${state} ${attempt}`);
    expect(states).toEqual(['queued 0']);
    const other = await entered();
    const again = (await claim(other, 10)).map(({ send }) => send.message_id);
    expect(again.sort()).toEqual([third, only!.send.message_id].sort());
  });

  it('a replica that was fenced may write nothing more, and what it starts after that goes back as well', async () => {
    const { replies, claim } = await queued(1);
    const fenced = await entered();
    const [claimed] = await claim(fenced, 1);
    await fence(fenced);
    expect(await permitWrites(rig.source, fenced, 1)).toBe(false);
    const { isPermitted } = await startSends(rig.source, { replicaId: fenced, permit: 1 }, [
      { claimed: claimed!, no: 1 },
    ]);
    expect(isPermitted).toBe(false);
    expect(await takeOver(rig.source, [fenced])).toEqual([replies[0]!.phoneNumberId]);
    expect(await rig.send(replies[0]!.messageId)).toMatchObject({ state: 'queued', attempt: 0 });
  });

  it('leaves alone what a version without permits started, whoever had claimed it before', async () => {
    const { replies, claim } = await queued(1);
    const killed = await entered();
    const [claimed] = await claim(killed, 1);
    await startSends(rig.source, { replicaId: killed, permit: 0 }, [{ claimed: claimed!, no: 1 }]);
    await rig.source.query('UPDATE send SET claim = $1 WHERE message_id = $2', [newId(), replies[0]!.messageId]);
    await fence(killed);
    expect(await takeOver(rig.source, [killed])).toEqual([]);
    expect(await rig.send(replies[0]!.messageId)).toMatchObject({ state: 'sending', attempt: 1 });
  });

  it.each([
    { whose: 'row was fenced', change: 'UPDATE replica SET fenced_at = clock_timestamp()' },
    { whose: 'row was lost in a crash of the database', change: 'DELETE FROM replica' },
  ])('a sender whose $whose goes on under another name, and leaves when it stops', async ({ change }) => {
    const living = async (): Promise<string[]> =>
      (await rig.source.query('SELECT replica_id AS id FROM replica WHERE fenced_at IS NULL')).map(
        ({ id }: { id: string }) => id,
      );
    const sender = await rig.startSender();
    const before = await eventually('only the senders live', async () => {
      const ids = await living();
      return ids.length === 2 ? ids : undefined;
    });
    await rig.source.query(change);
    const replies = Array.from({ length: 40 }, (_, at) => rig.reply({ recipient: { waId: `4477010${10_000 + at}` } }));
    await rig.request(...replies);
    for (const { messageId } of replies) await rig.state(messageId, 'sent');
    for (const { messageId } of replies) expect(rig.callsFor(messageId)).toHaveLength(1);
    const after = await living();
    expect(after).toHaveLength(2);
    for (const id of before) expect(after).not.toContain(id);
    await rig.stopSender(sender);
    expect(await living()).toHaveLength(1);
  });
});
