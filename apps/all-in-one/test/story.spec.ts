import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames, type MessageView, type ServiceName, type SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual as isEqual } from 'node:util';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterAll(async () => {
  await stack.stop();
}, 60_000);

const router = (who: 'admin' | 'ada' | 'bo' | 'cy') => apiOf(stack.services.router, stack.keys[who]);
const media = (who: 'ada' | 'bo' | 'cy') => ({
  upload: async (bytes: Buffer, name: string, type: string) => {
    const form = new FormData();
    form.set('file', new Blob([bytes], { type }), name);
    const answer = await fetch(`${stack.services['media-store'].url}/v1/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.keys[who]}` },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as { id: string; sha256: string; code?: string } };
  },
  read: (fileId: string) =>
    fetch(`${stack.services['media-store'].url}/v1/media/${fileId}/content`, {
      headers: { authorization: `Bearer ${stack.keys[who]}` },
    }),
});

let phones = 447700900200;
const newPhone = () => String(++phones);
const says = (phone: string, message: object, number = numbers.queue) =>
  sim<{ wamid: string; mediaId?: string; sha256?: string }>(stack.simulator, 'POST', `/customers/${phone}/messages`, {
    phoneNumberId: number,
    ...message,
  });
const newCustomer = async () => {
  const phone = newPhone();
  await sim(stack.simulator, 'POST', '/customers', { waId: phone, name: `Customer ${phone}` });
  return phone;
};
const sessionOf = (phone: string, who: 'admin' | 'ada' | 'cy' = 'ada') =>
  eventually(`a session of ${phone}`, async () => {
    const { body } = await router(who)('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
const messagesOf = async (sessionId: string, who: 'admin' | 'ada' = 'admin') =>
  ((await router(who)('GET', `/v1/sessions/${sessionId}/messages`)).body as { items: MessageView[] }).items;
const reply = async (sessionId: string, body: object, who: 'ada' | 'bo' | 'cy' = 'ada') => {
  const answer = await router(who)('POST', `/v1/sessions/${sessionId}/messages`, body, {
    'idempotency-key': randomUUID(),
  });
  return { status: answer.status, message: answer.body as MessageView & { code?: string } };
};
const stateOf = (sessionId: string, messageId: string, state: string) =>
  eventually(`${state}`, async () =>
    (await messagesOf(sessionId)).find((message) => message.id === messageId && message.state === state),
  );
interface Row {
  phoneNumberId: string;
  received: number;
  sent: { total: number; succeeded: number; failed: number; pending: number };
  delivered: number;
  read: number;
}
const statsRows = async () =>
  (
    (await apiOf(stack.services.stats, stack.keys.admin)('GET', '/v1/stats/channels?range=all')).body as {
      items: Row[];
    }
  ).items;

const countsOf = async (phoneNumberId: string) => {
  const row = (await statsRows()).find((candidate) => candidate.phoneNumberId === phoneNumberId);
  return row?.sent ?? { total: 0, succeeded: 0, failed: 0, pending: 0 };
};

describe('the story', () => {
  it('a text reaches the queue, is claimed and answered, and the answer gets its ticks', async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'Is the workshop open on Saturday?' });
    const session = await sessionOf(phone);
    expect((await router('bo')('POST', `/v1/sessions/${session.id}/claim`)).status).toBe(200);
    expect((await router('ada')('POST', `/v1/sessions/${session.id}/claim`)).status).toBe(409);
    const { status, message } = await reply(
      session.id,
      { type: 'text', text: { body: 'Until noon. 下午见!' }, claimEpoch: 1 },
      'bo',
    );
    expect(status).toBe(202);
    await stateOf(session.id, message.id, 'read');
    const { sends } = await sim<{ sends: { content: { body: string } }[] }>(stack.simulator, 'GET', '/sends?type=text');
    expect(sends.map(({ content }) => content.body)).toContain('Until noon. 下午见!');
  });

  it('a picture arrives whole, and only who may see the session can read it', async () => {
    const phone = await newCustomer();
    const sent = await says(phone, {
      type: 'image',
      image: { caption: 'the wheel' },
      media: { generate: { size: 300_000 } },
    });
    const session = await sessionOf(phone);
    const stored = await eventually('stored', async () =>
      (await messagesOf(session.id)).find(({ file }) => file?.state === 'stored'),
    );
    expect(stored.file).toMatchObject({ size: 300_000, sha256: sent.sha256 });
    const fileId = (stored.content as { media: { fileId: string } }).media.fileId;
    const bytes = Buffer.from(await (await media('ada').read(fileId)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sent.sha256);
    expect((await media('cy').read(fileId)).status).toBe(404);
  });

  it('a document is uploaded, sent by link, fetched by Meta and delivered', async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'The invoice, please' });
    const session = await sessionOf(phone);
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(200_000, 0x20)]);
    const uploaded = await media('ada').upload(bytes, 'Rechnung März.pdf', 'application/pdf');
    expect(uploaded.status).toBe(201);
    const { status, message } = await reply(session.id, {
      type: 'document',
      media: { id: uploaded.body.id, caption: 'Here it is' },
      claimEpoch: 0,
    });
    expect(status).toBe(202);
    await stateOf(session.id, message.id, 'read');
    const { entries } = await sim<{ entries: { outcome: string; sha256: string }[] }>(
      stack.simulator,
      'GET',
      '/ledger?kind=link.fetch',
    );
    expect(entries).toContainEqual(expect.objectContaining({ outcome: 'fetched', sha256: uploaded.body.sha256 }));
  });

  it('a session of an extension is invisible to everybody else', async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'For Cy' }, numbers.extension);
    const session = await sessionOf(phone, 'cy');
    for (const who of ['ada', 'bo'] as const) {
      expect((await router(who)('GET', `/v1/sessions/${session.id}`)).status).toBe(404);
    }
  });

  it('`read` and `typing` reach Meta, from the owner alone', async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'Is anybody there?' });
    const { wamid } = await says(phone, { type: 'text', text: 'Hello?' });
    const session = await sessionOf(phone);
    await eventually('both messages', async () => (await messagesOf(session.id)).length === 2);
    await router('ada')('POST', `/v1/sessions/${session.id}/claim`);
    for (const action of ['read', 'typing']) {
      const refused = await router('bo')('POST', `/v1/sessions/${session.id}/${action}`);
      expect(refused).toMatchObject({ status: 403, body: { code: 'NOT_OWNER' } });
      expect((await router('cy')('POST', `/v1/sessions/${session.id}/${action}`)).status).toBe(404);
    }
    const marks = async () =>
      (
        await sim<{ entries: { type: string; outcome: string }[] }>(
          stack.simulator,
          'GET',
          `/ledger?kind=graph.request&wamid=${encodeURIComponent(wamid)}`,
        )
      ).entries.map(({ type }) => type);
    expect(await marks()).toEqual([]);
    expect((await router('ada')('POST', `/v1/sessions/${session.id}/read`)).status).toBe(200);
    expect(await marks()).toEqual(['read']);
    expect((await router('ada')('POST', `/v1/sessions/${session.id}/typing`)).status).toBe(200);
    expect(await marks()).toEqual(['read', 'typing']);
  });

  it("a forced failure is told in words, and the counts are the simulator's", async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'Hello?' });
    const session = await sessionOf(phone);
    await sim(stack.simulator, 'POST', '/faults', {
      on: 'send',
      match: { textContains: 'doomed' },
      times: 1,
      effect: { graphCode: 131026 },
    });
    const { message } = await reply(session.id, { type: 'text', text: { body: 'doomed' }, claimEpoch: 0 });
    const failed = await stateOf(session.id, message.id, 'failed');
    expect(failed.error).toMatchObject({
      code: 131026,
      sentence: { en: expect.any(String), 'zh-CN': expect.any(String) },
    });

    await eventually('statistics equal the ledger', async () => {
      const { numbers: ledger } = await sim<{
        numbers: Record<
          string,
          { customerMessages: number; sendsAccepted: number; sendsRefused: number; sendsFailed: number }
        >;
      }>(stack.simulator, 'GET', '/ledger/summary');
      const rows = await statsRows();
      return Object.entries(ledger).every(([phoneNumberId, counts]) => {
        const row = rows.find((candidate) => candidate.phoneNumberId === phoneNumberId);
        return (
          row?.received === counts.customerMessages &&
          row.sent.succeeded === counts.sendsAccepted - counts.sendsFailed &&
          row.sent.failed === counts.sendsRefused + counts.sendsFailed &&
          row.sent.total === row.sent.succeeded + row.sent.failed + row.sent.pending
        );
      });
    });
    const selfcheck = (await apiOf(stack.services.stats, stack.keys.admin)('GET', '/v1/stats/selfcheck')).body;
    expect(selfcheck).toMatchObject({ differences: 0 });
  });

  it('a failed reply is tried again by hand: attempt 2 arrives, and the total of the counts stays', async () => {
    const phone = await newCustomer();
    await says(phone, { type: 'text', text: 'Hello again?' });
    const session = await sessionOf(phone);
    const before = await countsOf(numbers.queue);
    await sim(stack.simulator, 'POST', '/faults', {
      on: 'send',
      match: { textContains: 'second chance' },
      times: 1,
      effect: { graphCode: 131026 },
    });
    const { message } = await reply(session.id, { type: 'text', text: { body: 'second chance' }, claimEpoch: 0 });
    await stateOf(session.id, message.id, 'failed');
    const withFailure = { ...before, total: before.total + 1, failed: before.failed + 1 };
    await eventually('it counts as failed', async () => isEqual(await countsOf(numbers.queue), withFailure));
    const path = `/v1/sessions/${session.id}/messages/${message.id}/retry`;
    const answers = await Promise.all([1, 2, 3].map(() => router('ada')('POST', path, { attempt: 1 })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(await stateOf(session.id, message.id, 'read')).toMatchObject({ attempt: 2, decision: 'retry' });
    const succeeded = { ...before, total: before.total + 1, succeeded: before.succeeded + 1 };
    await eventually('it counts as succeeded', async () => isEqual(await countsOf(numbers.queue), succeeded));
    const { sends } = await sim<{ sends: { opaqueId: string }[] }>(stack.simulator, 'GET', '/sends?type=text');
    expect(sends.map(({ opaqueId }) => opaqueId).filter((id) => id.includes(message.id))).toEqual([
      `v1.${message.id}.2`,
    ]);
  });
});

it('a new key opens all services, and once revoked none', async () => {
  const doors: Record<ServiceName, string> = {
    'webhook-ingress': '/v1/quarantine',
    'channel-config': '/v1/channels',
    router: '/v1/sessions',
    'outbound-sender': '/v1/rates',
    'media-store': `/v1/media/${randomUUID()}`,
    'session-janitor': '/v1/runs',
    stats: '/v1/stats/channels',
    // The key lacks the scope; who is not known is refused before that.
    console: '/sign-ins',
  };
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const scopes = ['ops:read', 'channels:read', 'sessions:read', 'media:read', 'stats:read'];
  const { id, token } = (await config('POST', '/v1/api-keys', { name: 'everywhere', scopes })).body as {
    id: string;
    token: string;
  };
  const refusals = async () => {
    const answers = serviceNames.map((name) => apiOf(stack.services[name], token)('GET', doors[name]));
    return (await Promise.all(answers)).filter(({ status }) => status === 401).length;
  };
  await eventually('the key opens all', async () => (await refusals()) === 0);
  expect((await config('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
  await eventually('the key opens none', async () => (await refusals()) === serviceNames.length);
});

describe('an outage', () => {
  it('of Postgres does not stop the ingress; afterwards everything that got a 200 is there, once', async () => {
    const customers = await Promise.all(Array.from({ length: 5 }, () => newCustomer()));
    await stack.postgres.kill();
    for (const phone of customers) await says(phone, { type: 'text', text: `during the outage` });
    await eventually('all answered 200', async () => (await openDeliveries()) === 0);
    await stack.postgres.restart();
    for (const phone of customers) {
      const session = await sessionOf(phone);
      expect(await messagesOf(session.id)).toHaveLength(1);
    }
  });

  it('of NATS is answered 503, never 200; Meta tries again, and then everything is there, once', async () => {
    const customers = await Promise.all(Array.from({ length: 5 }, () => newCustomer()));
    await stack.nats.kill();
    for (const phone of customers) await says(phone, { type: 'text', text: `while the broker is away` });
    const statuses = await eventually('five refusals', async () => {
      const found = await attemptsOf(customers);
      return found.length >= 5 && found;
    });
    expect(new Set(statuses)).toEqual(new Set([503]));
    await stack.nats.restart();
    await eventually('all delivered in the end', async () => (await openDeliveries()) === 0, 30_000);
    for (const phone of customers) {
      const session = await sessionOf(phone);
      expect(await messagesOf(session.id)).toHaveLength(1);
    }
  });

  const openDeliveries = async () => {
    const { deliveries } = await sim<{ deliveries: Record<string, number> }>(stack.simulator, 'GET', '/ledger/summary');
    return Object.values(deliveries).reduce((sum, count) => sum + count, 0);
  };
  const attemptsOf = async (customers: string[]) => {
    const { entries } = await sim<{ entries: { customerId?: string; wamid?: string; httpStatus?: number }[] }>(
      stack.simulator,
      'GET',
      '/ledger?kind=webhook.attempt&limit=10000',
    );
    const { entries: messages } = await sim<{ entries: { customerId: string; wamid: string }[] }>(
      stack.simulator,
      'GET',
      '/ledger?kind=customer.message&limit=10000',
    );
    const { customers: known } = await sim<{ customers: { id: string; waId: string }[] }>(
      stack.simulator,
      'GET',
      '/customers',
    );
    const ids = new Set(known.filter(({ waId }) => customers.includes(waId)).map(({ id }) => id));
    const wamids = new Set(messages.filter(({ customerId }) => ids.has(customerId)).map(({ wamid }) => wamid));
    return entries.filter(({ wamid }) => wamid && wamids.has(wamid)).map(({ httpStatus }) => httpStatus);
  };
});

// Last: it moves the clocks.
it('after 72 hours and a minute files are gone, idle sessions are closed, and the next message opens another', async () => {
  const phone = await newCustomer();
  await says(phone, { type: 'image', media: { generate: { size: 1_000 } } });
  const session = await sessionOf(phone);
  const stored = await eventually('stored', async () =>
    (await messagesOf(session.id)).find(({ file }) => file?.state === 'stored'),
  );
  const fileId = (stored.content as { media: { fileId: string } }).media.fileId;
  await stack.moveClock(72 * 3600 + 60);
  await eventually('closed', async () => {
    const { body } = await router('admin')('GET', `/v1/sessions/${session.id}`);
    return (body as SessionView).state === 'closed';
  });
  await eventually('expired', async () => (await messagesOf(session.id))[0]?.file?.state === 'expired');
  expect((await media('ada').read(fileId)).status).toBe(410);
  await says(phone, { type: 'text', text: 'me again' });
  expect((await sessionOf(phone)).id).not.toBe(session.id);
});
