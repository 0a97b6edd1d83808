import { messageViewSchema, sessionViewSchema, type MessageView } from '@wabx/contracts';
import { z } from 'zod';
import { call, request } from '../api.js';
import { people } from '../demo-world.js';
import type { DevFile } from '../dev-file.js';
import { until, type Say } from '../progress.js';
import { StackError } from '../stack-error.js';
import { invoice, picture, sha256 } from './files.js';
import { LiveEvents } from './live-events.js';

/** Every step takes milliseconds; what takes longer than this does not happen. */
const STEP_MS_MAX = 15_000;

const ticks = ['sent', 'delivered', 'read'] as const;
const countsSchema = z.object({
  received: z.number(),
  sent: z.object({ total: z.number(), succeeded: z.number(), failed: z.number(), pending: z.number() }),
});
const fetchesSchema = z.object({
  entries: z.array(z.object({ outcome: z.string(), sha256: z.string().optional(), size: z.number().optional() })),
  next: z.number(),
  more: z.boolean(),
});

/**
 * One conversation from the first word to the closed session, told as it happens. Throws a StackError that names the
 * step that did not happen.
 */
export async function playConversation(dev: DevFile, say: Say): Promise<void> {
  const { demo, simulator, services, keys } = dev;
  const [line] = demo?.numbers ?? [];
  const [agent] = people;
  const key = keys.agents[agent.number];
  if (!line || !simulator || !key) {
    throw new StackError(
      'This stack has no demo: it was started with WABX_GRAPH_URL, or its demo channel was changed.',
    );
  }
  const sessions = `${services.router.url}/v1/sessions`;
  const media = `${services['media-store'].url}/v1/media`;
  const person = await newCustomer(simulator.url);
  const countsBefore = await counts(dev, line.phoneNumberId);
  const tell = (who: string, what: string, state: string, sinceMs: number) => {
    const ms = Math.round(performance.now() - sinceMs);
    say(`${who.padEnd(8)}  ${what.padEnd(52)}  ${state.padEnd(10)}  ${String(ms).padStart(5)} ms`);
  };
  const write = async (message: object) => {
    await call(`${simulator.url}/_sim/customers/${person.id}/messages`, z.unknown(), {
      method: 'POST',
      json: { phoneNumberId: line.phoneNumberId, ...message },
    });
  };

  const live = await LiveEvents.open(`${services.router.url}/v1/events`, key);
  try {
    let at = performance.now();
    await write({ text: 'Hello, is my order on its way?' });
    tell(person.name, 'writes "Hello, is my order on its way?"', 'sent', at);
    const first = await live.next(
      `${agent.name} sees the message`,
      ({ session, message }) =>
        session?.customer.name === person.name && message?.direction === 'inbound' ? session : undefined,
      STEP_MS_MAX,
    );
    tell(agent.name, 'sees it, live', 'received', at);

    const session = `${sessions}/${first.id}`;
    at = performance.now();
    const claimed = await call(`${session}/claim`, sessionViewSchema, { method: 'POST', key });
    tell(agent.name, 'takes the session over', 'claimed', at);

    const reply = async (body: object): Promise<MessageView> =>
      await call(`${session}/messages`, messageViewSchema, {
        method: 'POST',
        key,
        json: { ...body, claimEpoch: claimed.claimEpoch },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
    const followTicks = async (message: MessageView, what: string, sinceMs: number) => {
      for (const tick of ticks) {
        await live.next(`${what} is ${tick}`, (event) => reached(event.message, message.id, tick), STEP_MS_MAX);
        tell('Meta', `${what}`, tick, sinceMs);
      }
    };
    at = performance.now();
    const answer = await reply({ type: 'text', text: { body: 'Hello! It arrives today.' } });
    tell(agent.name, 'replies "Hello! It arrives today."', answer.state, at);
    await followTicks(answer, 'the reply', at);

    at = performance.now();
    const photo = picture(Date.now() % 256);
    await write({
      type: 'image',
      image: { caption: 'This is the door' },
      media: { base64: photo.toString('base64'), mimeType: 'image/png' },
    });
    tell(person.name, `sends a picture (${photo.length} bytes)`, 'sent', at);
    const fileId = await live.next(
      `${agent.name} can open the picture`,
      ({ sessionId, message }) => (sessionId === first.id && message ? storedFile(message) : undefined),
      STEP_MS_MAX,
    );
    const response = await request(`${media}/${fileId}/content`, { key });
    const got = new Uint8Array(await response.arrayBuffer());
    if (!response.ok || sha256(got) !== sha256(photo)) {
      throw new StackError(`The picture was not the one that was sent (${response.status}, ${got.length} bytes)`);
    }
    tell(agent.name, `downloads it, sha256 ${sha256(got).slice(0, 12)}… is equal`, 'stored', at);

    at = performance.now();
    const paper = invoice(`Invoice of ${new Date().toISOString()}`);
    const form = new FormData();
    form.set('file', new Blob([paper], { type: 'application/pdf' }), 'invoice.pdf');
    const uploaded = await call(media, z.object({ id: z.uuid() }), { method: 'POST', key, form });
    const sent = await reply({ type: 'document', media: { id: uploaded.id, filename: 'invoice.pdf' } });
    tell(agent.name, `sends a document (${paper.length} bytes) by link`, sent.state, at);
    await until('Meta fetches the document', () => fetched(simulator.url, sha256(paper)), STEP_MS_MAX);
    tell('Meta', 'fetches it, sha256 is equal', 'fetched', at);
    await followTicks(sent, 'the document', at);

    at = performance.now();
    const { received, sent: out } = await until(
      'stats count two messages received and two sent',
      async () => {
        const now = await counts(dev, line.phoneNumberId);
        const isCounted =
          now.received === countsBefore.received + 2 && now.sent.succeeded === countsBefore.sent.succeeded + 2;
        return isCounted ? now : undefined;
      },
      STEP_MS_MAX,
    );
    const parts = `${out.succeeded} succeeded, ${out.failed} failed, ${out.pending} pending`;
    tell('stats', `${received} received, ${out.total} sent (${parts})`, 'counted', at);

    at = performance.now();
    const closed = await call(`${session}/close`, sessionViewSchema, { method: 'POST', key });
    tell(agent.name, 'closes the session', closed.state, at);
  } finally {
    live.close();
  }
}

/** A name of his own, so that the demo can be played any number of times. */
async function newCustomer(simulatorUrl: string): Promise<{ id: string; name: string }> {
  const name = `Maria-${Date.now().toString(36).slice(-2)}`;
  const schema = z.object({ id: z.string(), name: z.string() });
  return await call(`${simulatorUrl}/_sim/customers`, schema, { method: 'POST', json: { name } });
}

function reached(message: MessageView | undefined, id: string, tick: (typeof ticks)[number]): true | undefined {
  if (message?.id !== id) return undefined;
  if (message.state === 'failed') throw new StackError(`The send failed: ${JSON.stringify(message.error)}`);
  const rank = (state: string) => ticks.indexOf(state as (typeof ticks)[number]);
  return rank(message.state) >= rank(tick) ? true : undefined;
}

function storedFile({ file, content }: MessageView): string | undefined {
  if (file?.state === 'failed') throw new StackError('The file of the message could not be fetched from Meta.');
  return file?.state === 'stored' && content.kind === 'image' ? content.media.fileId : undefined;
}

async function fetched(simulatorUrl: string, wantedSha256: string): Promise<true | undefined> {
  for (let since = 0; ;) {
    const url = `${simulatorUrl}/_sim/ledger?kind=link.fetch&since=${since}`;
    const { entries, next, more } = await call(url, fetchesSchema);
    if (entries.some((entry) => entry.outcome === 'fetched' && entry.sha256 === wantedSha256)) return true;
    if (!more) return undefined;
    since = next;
  }
}

async function counts({ services, keys }: DevFile, phoneNumberId: string): Promise<z.infer<typeof countsSchema>> {
  const url = `${services.stats.url}/v1/stats/channels?range=all&phoneNumberId=${phoneNumberId}`;
  const { items } = await call(url, z.object({ items: z.array(countsSchema) }), { key: keys.admin });
  return items[0] ?? { received: 0, sent: { total: 0, succeeded: 0, failed: 0, pending: 0 } };
}
