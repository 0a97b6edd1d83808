import type { INestMicroservice } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, type Rig } from './router-rig.js';
import { startStandInSender } from './stand-in-sender.js';

/**
 * The rights as one table: where a session is, who asks for what, and what the answer is. `200`/`202` is done; else the
 * stable code of the refusal.
 */
const actions = [
  'view',
  'messages',
  'timeline',
  'reply',
  'retry',
  'resolve',
  'read',
  'typing',
  'claim',
  'release',
  'transfer',
  'close',
  'archive',
] as const;
type Action = (typeof actions)[number];

const roles = ['owner', 'colleague', 'stranger', 'supervisor', 'auditor', 'operator'] as const;
type Role = (typeof roles)[number];

const situations = [
  'manual queue, free',
  'manual queue, claimed',
  'manual queue, closed',
  'auto queue, free',
  'auto queue, taken by the first reply',
  'queue without owners',
  'extension',
  'extension, closed',
  'orphan',
] as const;
type Situation = (typeof situations)[number];

type Expected = Record<Action, string>;
const row = (answers: string): Expected => {
  const words = answers.trim().split(/\s+/);
  if (words.length !== actions.length) throw new Error(`${words.length} answers in: ${answers}`);
  return Object.fromEntries(actions.map((action, index) => [action, words[index]])) as Expected;
};
const all = (code: string): Expected => row(actions.map(() => code).join(' '));

const invisible = all('NOT_FOUND');
/** Not a session's question: the key lacks the scope, whatever the session. */
const noScope = all('SCOPE_MISSING');
const taken: Expected = { ...all('NOT_OWNER'), claim: 'ALREADY_CLAIMED' };
//                       view msgs tmln reply retry resolve read typing claim release transfer close archive
const freeAgent = row(`  200  200  200  202   202   202     200  200    200   NOT_CLAIMED     200 200 200`);
const owner = row(`      200  200  200  202   202   202     200  200    200   200             200 200 200`);
// What is decided about a reply of a closed session opens it again where something goes out by it.
const closedOwner = row(
  `200  200  200  SESSION_CLOSED 202 202 200 SESSION_CLOSED SESSION_CLOSED SESSION_CLOSED SESSION_CLOSED 200 200`,
);
const boss = (claimed: boolean, closed = false): Expected =>
  row(
    closed
      ? `200 200 200 SESSION_CLOSED 202 202 200 SESSION_CLOSED SCOPE_MISSING SESSION_CLOSED SESSION_CLOSED 200 SCOPE_MISSING`
      : `200 200 200 202 202 202 200 200 SCOPE_MISSING ${claimed ? '200' : 'NOT_CLAIMED'} 200 200 SCOPE_MISSING`,
  );
const auditor: Expected = { ...noScope, view: '200', messages: '200', timeline: '200' };
const outsiders = { stranger: invisible, auditor, operator: noScope };

const table: Record<Situation, Partial<Record<Role, Expected>>> = {
  'manual queue, free': { ...outsiders, colleague: freeAgent, supervisor: boss(false) },
  'manual queue, claimed': { ...outsiders, owner, colleague: taken, supervisor: boss(true) },
  'manual queue, closed': { ...outsiders, owner: closedOwner, colleague: taken, supervisor: boss(true, true) },
  'auto queue, free': { ...outsiders, colleague: freeAgent, supervisor: boss(false) },
  'auto queue, taken by the first reply': { ...outsiders, owner, colleague: taken, supervisor: boss(true) },
  'queue without owners': {
    ...outsiders,
    colleague: { ...freeAgent, claim: 'NOT_CLAIMABLE' },
    supervisor: boss(false),
  },
  extension: {
    ...outsiders,
    owner: { ...owner, release: 'NOT_CLAIMED' },
    colleague: invisible,
    supervisor: boss(false),
  },
  'extension, closed': { ...outsiders, owner: closedOwner, colleague: invisible, supervisor: boss(true, true) },
  orphan: { ...outsiders, colleague: invisible, supervisor: boss(false) },
};

const cases = situations.flatMap((situation) =>
  roles.flatMap((role) => {
    const answers = table[situation][role];
    return answers ? [{ situation, role, answers }] : [];
  }),
);

let rig: Rig;
let service: RunningService;
let sender: INestMicroservice;
const sessions = new Map<string, SessionView>();
/** The reply that a cell's retry or resolve is about. */
const replies = new Map<string, string>();
const keyOf = (situation: Situation, role: Role, action: Action) => `${situation}|${role}|${action}`;

beforeAll(async () => {
  rig = await startRig();
  sender = await startStandInSender(rig.nats.url);
  service = await rig.start();
  // A session for every cell: what one action does must not decide the next.
  const wanted = cases.flatMap(({ situation, role }) => actions.map((action) => ({ situation, role, action })));
  const phones = new Map(wanted.map((cell, index) => [String(447700800000 + index), cell]));
  await Promise.all(
    [...phones].map(([waId, { situation }]) => rig.receive({ phoneNumberId: numberOf(situation), waId })),
  );
  await eventually(
    'a session for every cell',
    async () => {
      let cursor: string | undefined;
      sessions.clear();
      do {
        const { body } = await supervisor().call('GET', `/v1/sessions?limit=200${cursor ? `&cursor=${cursor}` : ''}`);
        for (const session of body['items'] as SessionView[]) {
          const cell = phones.get(session.customer.phone?.slice(1) ?? '');
          if (cell) sessions.set(keyOf(cell.situation, cell.role, cell.action), session);
        }
        cursor = body['nextCursor'] as string | undefined;
      } while (cursor);
      return sessions.size === phones.size;
    },
    60_000,
  );
  const parts = [...phones.values()];
  while (parts.length > 0) await Promise.all(parts.splice(0, 20).map(prepare));
}, 120_000);
afterAll(async () => {
  await sender.close();
  await rig.stop();
});

it.each(cases)('$situation: $role', async ({ situation, role, answers }) => {
  const found = await Promise.all(
    actions.map(async (action) => {
      const session = sessions.get(keyOf(situation, role, action))!;
      const { status, body } = await act(role, situation, action, session);
      return [action, status < 300 ? String(status) : body['code']];
    }),
  );
  expect(Object.fromEntries(found)).toEqual(answers);
});

const supervisor = () => apiOf(service, rig.supervisor);

function numberOf(situation: Situation): string {
  if (situation.startsWith('manual')) return rig.numbers.queue;
  if (situation.startsWith('auto')) return rig.numbers.auto;
  if (situation.startsWith('extension')) return rig.numbers.extension;
  return situation === 'orphan' ? rig.numbers.unknown : rig.numbers.none;
}

function tokenOf(role: Role, situation: Situation): string {
  const [ada, bo, cy] = rig.agents;
  // The owner of the extension's number is Cy, who is in no queue; everywhere else Cy is the stranger.
  const ofExtension = situation.startsWith('extension');
  switch (role) {
    case 'owner':
      return (ofExtension ? cy : ada).token;
    case 'colleague':
      return bo.token;
    case 'stranger':
      return (ofExtension ? ada : cy).token;
    case 'supervisor':
      return rig.supervisor;
    case 'auditor':
      return rig.auditor;
    case 'operator':
      return rig.operator;
  }
}

async function prepare(cell: { situation: Situation; role: Role; action: Action }): Promise<void> {
  const key = keyOf(cell.situation, cell.role, cell.action);
  const session = sessions.get(key)!;
  const done = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${key} could not be prepared: ${JSON.stringify(body)}`);
  };
  if (cell.action === 'retry' || cell.action === 'resolve') replies.set(key, await stuckReply(session, cell.action));
  const ada = apiOf(service, tokenOf('owner', cell.situation));
  if (/^manual.*(claimed|closed)/.test(cell.situation))
    await done(ada.call('POST', `/v1/sessions/${session.id}/claim`));
  if (/first reply/.test(cell.situation)) {
    await done(ada.reply(session.id, { type: 'text', text: { body: 'mine' }, claimEpoch: session.claimEpoch }));
  }
  if (/closed/.test(cell.situation)) await done(ada.call('POST', `/v1/sessions/${session.id}/close`));
  sessions.set(key, (await supervisor().call('GET', `/v1/sessions/${session.id}`)).body as unknown as SessionView);
}

/** A reply of the supervisor, who takes nothing by it, that failed or whose outcome nobody knows. */
async function stuckReply(session: SessionView, action: 'retry' | 'resolve'): Promise<string> {
  const { body } = await supervisor().reply(session.id, {
    type: 'text',
    text: { body: 'hello' },
    claimEpoch: session.claimEpoch,
  });
  const message = body as unknown as MessageView;
  const state = action === 'retry' ? 'failed' : 'needs_review';
  await rig.sendChanged(message, { state, attempt: 1 });
  await eventually('the router knows', async () =>
    (await supervisor().messages(session.id)).some(({ id, state: known }) => id === message.id && known === state),
  );
  return message.id;
}

async function act(role: Role, situation: Situation, action: Action, { id, claimEpoch }: SessionView) {
  const api = apiOf(service, tokenOf(role, situation));
  switch (action) {
    case 'view':
      return await api.call('GET', `/v1/sessions/${id}`);
    case 'messages':
    case 'timeline':
      return await api.call('GET', `/v1/sessions/${id}/${action}`);
    case 'reply':
      return await api.reply(id, { type: 'text', text: { body: 'hello' }, claimEpoch });
    case 'retry':
    case 'resolve': {
      const reply = replies.get(keyOf(situation, role, action));
      const body = { attempt: 1, ...(action === 'resolve' ? { decision: 'discard' } : {}) };
      return await api.call('POST', `/v1/sessions/${id}/messages/${reply}/${action}`, body);
    }
    case 'transfer':
      return await api.call('POST', `/v1/sessions/${id}/transfer`, { to: { type: 'queue', id: rig.autoQueue.id } });
    default:
      return await api.call('POST', `/v1/sessions/${id}/${action}`);
  }
}
