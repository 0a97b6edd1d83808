import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../registry.js';
import { callbackUrl } from '../webhooks/callbacks.js';
import { signatureOf } from '../webhooks/wire-format.js';
import type { World } from '../world.js';
import { noteInbound } from './customer-message.js';
import { putCustomer } from './customers.js';

export const rawQuerySchema = z.strictObject({
  /** Left out: the only app, or the first. */
  appId: z.string().optional(),
  signature: z.enum(['valid', 'wrong', 'missing']).default('valid'),
  /** Follows this number's override. */
  phoneNumberId: z.string().optional(),
  /** Instead of the callback that was set up. */
  url: z.url().optional(),
  /** Learn customers, open windows and wamids from the body, as if the messages had come the usual way. */
  adopt: z.enum(['true', 'false']).default('true'),
});

type RawAnswer = { status: number | null; body?: string; error?: string; ms: number };

/** Posts exactly these bytes to the callback, once, signed rightly, wrongly or not at all. Undefined: no such app or callback. */
export async function postRaw(
  world: World,
  body: Buffer,
  query: z.infer<typeof rawQuerySchema>,
): Promise<RawAnswer | undefined> {
  const app = query.appId === undefined ? [...world.registry.apps.values()][0] : world.registry.apps.get(query.appId);
  const url = query.url ?? (app && configuredUrl(world, app, query.phoneNumberId));
  if (!app || url === undefined) return undefined;
  const signature =
    query.signature === 'missing'
      ? undefined
      : signatureOf(body, query.signature === 'valid' ? app.secret : `not ${app.secret}`);
  if (query.signature === 'valid' && query.adopt === 'true') adopt(world, body);
  const started = performance.now();
  const outcome = await world.deliveries.postOnce(url, body, signature);
  const ms = Math.round(performance.now() - started);
  const answer: RawAnswer =
    outcome.kind === 'answered'
      ? { status: outcome.status, body: outcome.body, ms }
      : { status: null, error: outcome.reason, ms };
  world.ledger.record({
    kind: 'webhook.attempt',
    deliveryId: randomUUID(),
    event: 'raw',
    appId: app.appId,
    url,
    attempt: 1,
    httpStatus: answer.status,
    error: answer.error,
    ms,
    outcome: 'raw',
  });
  return answer;
}

function configuredUrl(world: World, app: App, phoneNumberId: string | undefined): string | undefined {
  const number = world.registry.numbers.get(phoneNumberId ?? '');
  const waba = world.registry.wabas.get(number?.wabaId ?? '');
  return waba ? callbackUrl({ app, waba, number, field: 'messages' }) : app.callbackUrl;
}

const bodySchema = z.object({
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          value: z.object({
            metadata: z.object({ phone_number_id: z.string() }),
            contacts: z
              .array(
                z.object({
                  profile: z.object({ name: z.string() }).optional(),
                  wa_id: z.string().optional(),
                  user_id: z.string().optional(),
                }),
              )
              .optional(),
            messages: z.array(
              z.looseObject({
                id: z.string(),
                from: z.string().optional(),
                from_user_id: z.string().optional(),
                timestamp: z.string(),
                type: z.string(),
              }),
            ),
          }),
        }),
      ),
    }),
  ),
});

/** Bodies of another shape are posted all the same; there is just nobody in them to remember. */
function adopt(world: World, body: Buffer): void {
  const parsed = bodySchema.safeParse(parseJson(body.toString('utf8')));
  const values = parsed.success ? parsed.data.entry.flatMap(({ changes }) => changes.map(({ value }) => value)) : [];
  for (const { metadata, contacts = [], messages } of values) {
    const phoneNumberId = metadata.phone_number_id;
    if (!world.registry.numbers.has(phoneNumberId)) continue;
    for (const message of messages) {
      const { id: wamid, from, from_user_id: userId = null, timestamp, type } = message;
      if (!/^\d+$/.test(from ?? '0') || (from === undefined && userId === null)) continue;
      const contact = contacts.find((item) => item.wa_id === from || item.user_id === userId);
      const { customer } = putCustomer(world, { waId: from, userId, name: contact?.profile?.name });
      noteInbound(world, customer, {
        phoneNumberId,
        wamid,
        type,
        content: message[type],
        atMs: Number(timestamp) * 1000,
      });
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
