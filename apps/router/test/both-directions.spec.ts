import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let routers: [RunningService, RunningService];
beforeAll(async () => {
  rig = await startRig();
  routers = [await rig.start(), await rig.start()];
}, 60_000);
afterAll(() => rig.stop());

it.each([
  { what: 'one customer', customers: 1, rounds: 40, everyMs: 100 },
  { what: 'ten customers', customers: 10, rounds: 6, everyMs: 1_000 },
])(
  '$what writing while an agent answers and statuses come: no reply fails, nobody waits in a circle',
  async ({ customers, rounds, everyMs }) => {
    const [, , cy] = rig.agents;
    const agents = routers.map((router) => apiOf(router, cy.token));
    const [agent] = agents as [(typeof agents)[0]];
    const phones = Array.from({ length: customers }, (_, n) => `4477010${customers}${n}`);
    const receive = (waId: string) =>
      rig.receive({ phoneNumberId: rig.numbers.extension, waId, content: text('are you there?') });
    await Promise.all(phones.map(receive));
    const sessions = await Promise.all(phones.map((phone) => agent.sessionOf(phone)));

    const statuses: Promise<void>[] = [];
    const answers: ReturnType<typeof agent.reply>[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [n, { id, claimEpoch }] of sessions.entries()) {
        const router = agents[(round + n) % 2] ?? agent;
        const reply = router.reply(id, { type: 'text', text: { body: `reply ${round}` }, claimEpoch });
        answers.push(reply);
        statuses.push(
          reply.then(async ({ status, body }) => {
            if (status !== 202) return;
            for (const state of ['sent', 'delivered', 'read'] as const) {
              await rig.sendChanged(body as unknown as MessageView, {
                state,
                waMessageId: `wamid.${String(body['id'])}`,
              });
            }
          }),
        );
      }
      await Promise.all(phones.map(receive));
      await delay(everyMs); // an open schedule: the next round does not wait for the answers of this one
    }
    const outcomes = (await Promise.all(answers)).map(({ status }) => status);
    await Promise.all(statuses);
    // A slow machine may refuse what is too much for it; what it takes it keeps.
    expect(outcomes.filter((status) => status !== 202 && status !== 429)).toEqual([]);
    const taken = outcomes.filter((status) => status === 202).length;
    expect(taken).toBeGreaterThan(0);
    await eventually('all is stored and shown as read', async () => {
      const source = await rig.database.dataSourceOf('router');
      const [row] = (await source.query(
        `SELECT count(*) FILTER (WHERE direction = 'inbound')::int AS received,
                count(*) FILTER (WHERE state = 'read')::int AS read
         FROM message WHERE session_id = ANY($1)`,
        [sessions.map(({ id }) => id)],
      )) as { received: number; read: number }[];
      return row?.received === customers * (rounds + 1) && row.read === taken;
    });
    const source = await rig.database.dataSourceOf('router');
    const [{ deadlocks } = { deadlocks: -1 }] = (await source.query(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    )) as { deadlocks: number }[];
    expect(deadlocks).toBe(0);
  },
  60_000,
);

it('a reply that waits for a lock in vain is told so, not that something is away', async () => {
  const cy = apiOf(routers[0], rig.agents[2].token);
  await rig.receive({ phoneNumberId: rig.numbers.extension, waId: '447701777777' });
  const { id, claimEpoch } = await cy.sessionOf('447701777777');
  const reply = { type: 'text', text: { body: 'wait' }, claimEpoch };
  const source = await rig.database.dataSourceOf('router');
  await inTransaction(source, async (tx) => {
    await tx.query('SELECT FROM session WHERE id = $1 FOR NO KEY UPDATE', [id]);
    expect(await cy.reply(id, reply)).toMatchObject({ status: 503, body: { code: 'CONTENDED' } });
  });
  expect(await cy.reply(id, reply)).toMatchObject({ status: 202 });
  const metrics = await (await fetch(`${routers[0].url}/metrics`)).text();
  expect(metrics).toMatch(/wabx_database_contention_total\{kind="lock-timeout"\} [1-9]/);
});
