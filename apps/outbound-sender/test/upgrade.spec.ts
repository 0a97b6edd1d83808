import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { migrate } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import { migrations } from '../src/index.js';
import { startRig, type Rig } from './sender-rig.js';

const earlier = migrations.slice(
  0,
  migrations.findIndex(({ name }) => name.startsWith('Leases')),
);

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ migrated: earlier });
});
afterAll(() => rig?.stop());

it('what the version before had queued, claimed and begun goes on', async () => {
  const insert = async (state: string, columns: Record<string, unknown>, readyAt: string | null) => {
    const [messageId, conversationId] = [newId(), newId()];
    await rig.source.query(
      `INSERT INTO conversation (conversation_id, channel_id, phone_number_id, contiguous_to, head, ready_at)
       VALUES ($1, $2, $3, 1, $4, ${readyAt})`,
      [conversationId, rig.channel.view.id, rig.phoneNumberId, state === 'sent' ? null : messageId],
    );
    const row = {
      message_id: messageId,
      channel_id: rig.channel.view.id,
      phone_number_id: rig.phoneNumberId,
      conversation_id: conversationId,
      session_id: newId(),
      sequence: 1,
      recipient: { waId: '447700900123' },
      content: { kind: 'text', text: { body: 'Your bicycle is ready.' } },
      accepted_at: new Date(),
      not_after: new Date(Date.now() + 3_600_000),
      state,
      state_no: 1,
      changed_at: new Date(),
      ...columns,
    };
    const names = Object.keys(row).join(', ');
    await rig.source.query(
      `INSERT INTO send (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::send, $1::jsonb)`,
      [JSON.stringify(row)],
    );
    return messageId;
  };
  const claim = { claim: newId(), claimed_by: newId(), claimed_at: new Date() };
  const queued = await insert('queued', {}, 'wabx.now()');
  const claimed = await insert('queued', claim, `'${claim.claimed_at.toISOString()}'::timestamptz + interval '3 s'`);
  const begun = { ...claim, claim: newId(), start_no: 7, start_claim: claim.claim, attempt: 1, state_no: 2 };
  const sending = await insert('sending', begun, 'NULL');
  const sent = await insert('sent', { attempt: 2, meta_rank: 1, wa_message_id: 'wamid.2', state_no: 5 }, 'NULL');
  await rig.source.query(
    `INSERT INTO rate_slot (phone_number_id, tat, taken, leader, led_until, slow_factor, slowed_at)
     VALUES ($1, clock_timestamp() + interval '1 h', '{1, 2}', gen_random_uuid(), clock_timestamp(), 0.5, clock_timestamp())`,
    [rig.phoneNumberId],
  );

  const owners = [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations }];
  const { schemas } = await migrate({ adminUrl: rig.database.adminUrl, owners });
  expect(schemas[0]?.applied.length).toBeGreaterThan(0);
  await rig.startSender();
  await rig.state(queued, 'sent');
  await rig.state(claimed, 'sent');
  await rig.state(sending, 'unknown');
  for (const messageId of [queued, claimed]) expect(rig.callsFor(messageId)).toHaveLength(1);
  expect(rig.callsFor(sending)).toHaveLength(0);
  await rig.status({ messageId: sending, status: 'delivered' });
  await rig.state(sending, 'delivered');
  await rig.status({ messageId: sent, attempt: 1, status: 'sent' });
  await eventually('both attempts are shown', async () => (await rig.send(sent)).acceptedAttempts.length === 2);
  const { body } = await rig.api('/v1/rates');
  expect(body.items).toMatchObject([{ slowedTo: expect.any(Number), waiting: 0, sending: 0 }]);
});
