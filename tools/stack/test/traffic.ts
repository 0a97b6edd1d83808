import { messageViewSchema, sessionViewSchema } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { call } from '../src/api.js';
import type { DevFile } from '../src/dev-file.js';
import { picture } from '../src/demo/files.js';

const CUSTOMERS = 10;
const MESSAGE_EVERY_MS = 60;
const REPLY_EVERY_MS = 200;
const PICTURE_EVERY = 10;
const UPLOAD_EVERY_MS = 500;
const UPLOAD_BYTES = 50_000;
const AGAIN_AFTER_MS = 500;
const SETTLED_MS_MAX = 240_000;

const customerSchema = z.object({ id: z.string() });
const summarySchema = z.object({
  deliveries: z.record(z.string(), z.number()),
  webhooks: z.object({ attempts: z.number(), delivered: z.number() }),
});
const problemSchema = z.object({ code: z.string() });
const sendsSchema = z.object({ sends: z.array(z.object({ opaqueId: z.string().optional() })), total: z.number() });
const pageSchema = z.object({ items: z.array(messageViewSchema), nextCursor: z.string().optional() });

/** Customers who write, some with a picture, and an agent who answers: a refused reply is posted again with its key. */
export async function startTraffic(dev: DevFile) {
  const simulator = `${dev.simulator?.url}/_sim`;
  const router = dev.services.router.url;
  const agent = dev.keys.agents['1001'] ?? '';
  const [line] = dev.demo?.numbers ?? [];
  const customers: string[] = [];
  const texts: string[] = [];
  const sessions: { id: string; claimEpoch: number }[] = [];
  const replies: string[] = [];
  const uploads: string[] = [];
  const authorized = { authorization: `Bearer ${agent}` };
  const media = `${dev.services['media-store'].url}/v1/media`;
  const refusals: Record<string, number> = {};
  let isOn = true;

  const write = async (customer: string, text: string, withPicture = false) => {
    const photo = {
      type: 'image',
      image: { caption: text },
      media: { base64: picture(1).toString('base64'), mimeType: 'image/png' },
    };
    const json = { phoneNumberId: line?.phoneNumberId, ...(withPicture ? photo : { text }) };
    await call(`${simulator}/customers/${customer}/messages`, z.unknown(), { method: 'POST', json });
    texts.push(text);
  };
  for (let n = 0; n < CUSTOMERS; n++) {
    const { id } = await call(`${simulator}/customers`, customerSchema, {
      method: 'POST',
      json: { name: `Customer ${n}` },
    });
    customers.push(id);
    await write(id, `hello ${n}`);
  }
  await eventually('every customer has a session', async () => {
    const open = await call(
      `${router}/v1/sessions?state=open&limit=100`,
      z.object({ items: z.array(sessionViewSchema) }),
      { key: agent },
    );
    return open.items.length >= CUSTOMERS && sessions.push(...open.items) > 0;
  });
  for (const session of sessions) {
    const claimed = await call(`${router}/v1/sessions/${session.id}/claim`, sessionViewSchema, {
      method: 'POST',
      key: agent,
    });
    session.claimEpoch = claimed.claimEpoch;
  }

  /** Asks again until it is taken. */
  const untilTaken = async (what: string, status: number, ask: () => Promise<Response>): Promise<unknown> => {
    for (;;) {
      const response = await ask().catch(() => undefined);
      const body: unknown = await response?.json().catch(() => undefined);
      if (response?.status === status) return body;
      const code = problemSchema.safeParse(body).data?.code ?? 'no answer';
      const cause = `${what} ${response?.status ?? ''} ${code}`;
      refusals[cause] = (refusals[cause] ?? 0) + 1;
      await delay(AGAIN_AFTER_MS);
    }
  };
  const postReply = async (n: number): Promise<void> => {
    const session = sessions[n % sessions.length];
    const headers = { ...authorized, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    const body = JSON.stringify({ type: 'text', text: { body: `reply ${n}` }, claimEpoch: session?.claimEpoch });
    const url = `${router}/v1/sessions/${session?.id}/messages`;
    const message = await untilTaken('reply', 202, () => fetch(url, { method: 'POST', headers, body }));
    replies.push(messageViewSchema.parse(message).id);
  };
  const upload = async (): Promise<void> => {
    const file = await untilTaken('upload', 201, () => {
      const form = new FormData();
      form.set('file', new Blob([Buffer.alloc(UPLOAD_BYTES, 'text ')], { type: 'text/plain' }), 'note.txt');
      return fetch(media, { method: 'POST', headers: authorized, body: form });
    });
    uploads.push(z.object({ id: z.string() }).parse(file).id);
  };
  const repeatedly = async (everyMs: number, work: (n: number) => Promise<void>) => {
    const begun: Promise<void>[] = [];
    for (let n = 0; isOn; n++) {
      begun.push(work(n));
      await delay(everyMs);
    }
    await Promise.all(begun);
  };
  const all = Promise.all([
    repeatedly(MESSAGE_EVERY_MS, (n) => write(customers[n % CUSTOMERS] ?? '', `message ${n}`, n % PICTURE_EVERY === 0)),
    repeatedly(REPLY_EVERY_MS, postReply),
    repeatedly(UPLOAD_EVERY_MS, upload),
  ]);

  const shown = async () => {
    const messages = [];
    for (const { id } of sessions) {
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const url: string = `${router}/v1/sessions/${id}/messages?order=oldest&limit=200${cursor && `&cursor=${cursor}`}`;
        const page = await call(url, pageSchema, { key: agent });
        messages.push(...page.items);
        cursor = page.nextCursor;
      }
    }
    return messages;
  };

  return {
    accepted: () => replies.length,
    /** How often something was refused, by what it was and how. */
    refusals: async (): Promise<Record<string, number>> => {
      const { webhooks } = await call(`${simulator}/ledger/summary`, summarySchema);
      return { ...refusals, 'webhook 503': webhooks.attempts - webhooks.delivered };
    },
    /** Writes no more, and returns when everything has come through. */
    finish: async () => {
      isOn = false;
      await all;
      await eventually(
        'Meta has delivered everything, every file is there, and every reply has left',
        async () => {
          const { deliveries } = await call(`${simulator}/ledger/summary`, summarySchema);
          if (Object.values(deliveries).some((count) => count > 0)) throw new Error(JSON.stringify(deliveries));
          const messages = await shown();
          const open = messages.filter(({ direction, state, file }) =>
            direction === 'inbound' ? file?.state === 'fetching' : !['sent', 'delivered', 'read'].includes(state),
          );
          const missing = texts.length + replies.length - messages.length;
          if (open.length > 0 || missing > 0)
            throw new Error(`${missing} missing, ${open.length} open: ${JSON.stringify(open[0])}`);
          return true;
        },
        SETTLED_MS_MAX,
      );
      return { messages: texts.length, replies: replies.length, uploads: uploads.length };
    },
    lostOrDoubled: async () => {
      const messages = await shown();
      const { sends } = await call(`${simulator}/sends?limit=10000`, sendsSchema);
      const inbound = messages.flatMap(({ content }) =>
        content.kind === 'text' ? [content.text.body] : content.kind === 'image' ? [content.media.caption ?? ''] : [],
      );
      const wanted = [...texts, ...replies.map((id) => `sent ${id}`)];
      const found = [
        ...inbound.filter((text) => !text.startsWith('reply ')),
        ...sends.map(({ opaqueId = '' }) => `sent ${opaqueId.split('.')[1]}`),
      ];
      const counts = new Map<string, number>();
      for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
      const broken = messages
        .filter(({ file }) => file !== undefined && file.state !== 'stored')
        .map(({ id }) => `file of ${id}`);
      for (const id of uploads) {
        const content = await fetch(`${media}/${id}/content`, { headers: authorized });
        if ((await content.arrayBuffer()).byteLength !== UPLOAD_BYTES) broken.push(`upload ${id}`);
      }
      return {
        lost: [...wanted.filter((one) => !counts.has(one)), ...broken],
        doubled: [...counts].filter(([, count]) => count > 1).map(([one]) => one),
      };
    },
  };
}
