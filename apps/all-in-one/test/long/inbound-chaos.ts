import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import pg from 'pg';
import { bodiesOf, customersOf, History, randomFrom, type Reply, type Visible } from '../generated-history.js';
import { startInboundStage, type InboundStage } from '../inbound-stage.js';
import { readAsAgent } from '../live-client.js';
import { postAsMeta, type Posting } from '../post-as-meta.js';

const full = process.env['WABX_LONG'] === 'full';
const EVENTS = full ? 20_000 : 1_000;
const CUSTOMERS = EVENTS / 50;
const REPLIES = full ? 500 : 40;
const WINDOW = full ? 1_000 : 300;
const SEED = Number(process.env['WABX_SEED'] ?? Date.now() % 1_000_000);

let stage: InboundStage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
}, 60_000);

type Post = (bodies: string[]) => Posting;

const ways: [string, (on: InboundStage, bodies: string[], post: Post) => Promise<void>][] = [
  ['nothing fails', async (_, bodies, post) => await post(bodies).done],
  [
    'NATS is killed twice and Postgres crashes in between',
    async ({ nats, postgres, backlog }, bodies, post) => {
      const quarter = Math.ceil(bodies.length / 4);
      const killNats = async (posting: Posting) => {
        await nats.kill();
        await eventually('Meta is refused', () => posting.refused > 50, 60_000);
        await nats.restart();
      };
      const crashPostgres = async () => {
        const before = await backlog();
        await postgres.kill();
        await eventually('a backlog grows', async () => (await backlog()) > before + EVENTS / 20, 60_000);
        await postgres.restart();
      };
      for (const [n, crash] of [killNats, crashPostgres, killNats, async () => {}].entries()) {
        const posting = post(bodies.slice(n * quarter, (n + 1) * quarter));
        await crash(posting);
        await posting.done;
      }
    },
  ],
];

describe(`${EVENTS} events, each delivered 1 to 5 times, shuffled, to two ingress and two routers (seed ${SEED}),`, () => {
  it.each(ways)('while %s: each is there once, and comes once to every agent', async (_, postAll) => {
    const on = (stage = await startInboundStage());
    const random = randomFrom(SEED);
    const post = (bodies: string[]) => postAsMeta(bodies, on.webhookUrls, on.appSecret, random);
    const history = new History(`h${SEED}`, random, new Date(Date.now() - 12 * 3_600_000));
    const customers = customersOf(CUSTOMERS, on.phoneNumberIds);
    const agents = on.agents.map(({ token }, at) => readAsAgent(on.routers[at % 2]!, on.routers, token));

    // Everybody has written once, and some were answered, before it becomes rough.
    for (const customer of customers) history.greets(customer);
    await post(bodiesOf(history.items, random, 1)).done;
    const replies = await answer(on, history, REPLIES);

    const begun = history.items.length;
    const all: (() => void)[] = replies.map(
      (reply) => () => history.statusesOf(reply, random() < 0.2 ? ['sent', 'failed'] : ['sent', 'delivered', 'read']),
    );
    while (all.length < EVENTS - begun) {
      all.push(() => history.happens(customers[Math.floor(random() * customers.length)]!));
    }
    for (const { happen } of all.map((happen) => ({ happen, at: random() })).sort((a, b) => a.at - b.at)) happen();

    const bodies = bodiesOf(history.items.slice(begun), random, WINDOW);
    await postAll(on, bodies, post);
    await everythingHandled(on);

    const shown = await everythingShown(on);
    expect(shown.sessions).toBe(CUSTOMERS);
    const [inbound, ours] = [shown.messages.filter(isTheirs), shown.messages.filter((message) => !isTheirs(message))];
    expect(differences(history.visible, inbound)).toEqual([]);
    expect(inbound).toHaveLength(history.visible.size);
    expect(ours).toHaveLength(REPLIES);
    for (const { waMessageId, state } of ours) {
      expect([waMessageId, state]).toEqual([waMessageId, history.replyStates.get(waMessageId ?? '')]);
    }
    expect(await on.counts()).toEqual({ quarantined: 0, deadLetters: 0 });

    for (const agent of agents) {
      const ids = new Set(shown.messages.map(({ id }) => id));
      await eventually('the agent has got them all', () => ids.size === new Set(agent.messages).size, 60_000);
      agent.close();
      expect(agent.resets).toBe(0);
      expect(agent.messages).toHaveLength(ids.size);
      expect(agent.standIns).toHaveLength(new Set(agent.standIns).size);
      expect(agent.sequences).toEqual([...new Set(agent.sequences)].sort((a, b) => a - b));
    }
  });
});

const isTheirs = ({ origin }: MessageView) => origin !== 'agent';

/** Replies in the sessions of so many customers, as far as Meta has taken them. */
async function answer({ supervisor }: InboundStage, history: History, count: number): Promise<Reply[]> {
  const sessions = await eventually('every customer has a session', async () => {
    const { items } = await supervisor.all<SessionView>('/v1/sessions?state=open&limit=200');
    return items.length === history.visible.size ? items : undefined;
  });
  const accepted: { session: SessionView; id: string }[] = [];
  for (let n = 0; n < count; n++) {
    const session = sessions[n % sessions.length]!;
    const body = { type: 'text', claimEpoch: session.claimEpoch, text: { body: `reply ${n}` } };
    const { status, body: message } = await supervisor.call(
      'POST',
      `/v1/sessions/${session.id}/messages`,
      body,
      newId(),
    );
    expect(status).toBe(202);
    accepted.push({ session, id: (message as MessageView).id });
  }
  return await Promise.all(
    accepted.map(({ session, id }) =>
      eventually(
        'Meta has taken the reply',
        async () => {
          const { items } = await supervisor.all<MessageView>(
            `/v1/sessions/${session.id}/messages?order=oldest&limit=200`,
          );
          const { waMessageId, state } = items.find((item) => item.id === id)!;
          if (state !== 'sent' || !waMessageId) return undefined;
          const { customer, number } = session;
          return {
            waMessageId,
            opaqueId: `v1.${id}.1`,
            customer: {
              waId: customer.phone?.slice(1) ?? '',
              userId: customer.userId ?? '',
              phoneNumberId: number.phoneNumberId,
            },
          };
        },
        120_000,
      ),
    ),
  );
}

async function everythingHandled({ connection, database }: InboundStage): Promise<void> {
  const manager = await jetstreamManager(connection);
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await eventually(
    'everything is handled and published',
    async () => {
      for (const [stream, durable] of [
        ['WA_IN', 'router-messages'],
        ['WA_IN', 'outbound-sender-statuses'],
        ['WA_EVT', 'router-sends'],
      ] as const) {
        const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
        if (num_pending + num_ack_pending > 0) throw new Error(`${durable}: ${num_pending} + ${num_ack_pending}`);
      }
      const { rows } = await admin.query<{ waiting: number }>(
        'SELECT (SELECT count(*) FROM router.outbox)::int + (SELECT count(*) FROM outbound.outbox)::int AS waiting',
      );
      return rows[0]?.waiting === 0;
    },
    180_000,
  );
  await admin.end();
}

async function everythingShown({ supervisor }: InboundStage): Promise<{ sessions: number; messages: MessageView[] }> {
  const { items: sessions } = await supervisor.all<SessionView>('/v1/sessions?limit=200');
  const messages: MessageView[] = [];
  for (const { id } of sessions) {
    messages.push(...(await supervisor.all<MessageView>(`/v1/sessions/${id}/messages?order=oldest&limit=200`)).items);
  }
  return { sessions: sessions.length, messages };
}

/** What of the history is not shown as it should be, in words; also what is shown and was never written. */
function differences(expected: Map<string, Visible>, shown: MessageView[]): string[] {
  const missing = new Map(expected);
  const found = shown.flatMap((message) => {
    const wanted = missing.get(message.waMessageId ?? '');
    missing.delete(message.waMessageId ?? '');
    const got: Visible = {
      direction: message.direction,
      kind: message.kind,
      text: (message.content as { text?: { body: string } }).text?.body,
      reaction: message.reactions?.find(({ by }) => by === 'customer')?.emoji,
      editedAt: message.editedAt,
      revokedAt: message.revokedAt,
    };
    const [left, right] = [JSON.stringify(wanted), JSON.stringify(got)];
    return left === right ? [] : [`${message.waMessageId}: expected ${left}, shown ${right}`];
  });
  return [...found, ...[...missing.keys()].map((id) => `${id}: is not shown`)].slice(0, 20);
}
