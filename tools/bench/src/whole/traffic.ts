import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import { signBody } from '@wabx/whatsapp';
import { eventually } from '@wabx/testing';
import { Agent, request } from 'node:http';
import type { LaunchedStack } from './launched-stack.js';

const agent = new Agent({ keepAlive: true });
/** The first status of the last replies comes at once, the last within half a second; what waits is sent before. */
const SETTLED_MS_MAX = 60_000;

export interface Answer {
  status: number;
  body: unknown;
  headers: NodeJS.Dict<string | string[]>;
}

/** A call with a connection kept open, as a system that is connected to us makes it. */
export function call(
  method: string,
  url: string,
  body?: Buffer | object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const about = bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {};
    const sent = request(url, { agent, method, headers: { ...about, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          body: isJson ? (JSON.parse(text) as unknown) : text,
          headers: response.headers,
        });
      });
    });
    sent.once('error', reject);
    sent.end(bytes);
  });
}

export const waIdOf = (n: number) => String(4_950_000_000_000 + n);
/** The demo's number that belongs to one extension: no queue, no claim. */
export const numberOf = ({ demo }: LaunchedStack) => demo.numbers[1]?.phoneNumberId ?? '';

/** So many customers write to the number; answers their open sessions. */
export async function openSessions(stack: LaunchedStack, count: number): Promise<SessionView[]> {
  const simulate = async (path: string, body: object) => {
    const { status, body: answer } = await call('POST', `${stack.simulatorUrl}/_sim${path}`, body);
    if (status >= 300) throw new Error(`the simulator refused ${path}: ${JSON.stringify(answer)}`);
  };
  await simulate('/setup', {
    customers: Array.from({ length: count }, (_, n) => ({ waId: waIdOf(n), name: `C${n}` })),
  });
  for (let n = 0; n < count; n++) {
    await simulate(`/customers/${waIdOf(n)}/messages`, { phoneNumberId: numberOf(stack), text: 'Hello' });
  }
  return await eventually(
    `${count} sessions are open`,
    async () => {
      const sessions = await listSessions(stack);
      const ours = sessions.filter(({ number }) => number.phoneNumberId === numberOf(stack));
      return ours.length === count && ours;
    },
    SETTLED_MS_MAX,
  );
}

async function listSessions(stack: LaunchedStack): Promise<SessionView[]> {
  const sessions: SessionView[] = [];
  for (let cursor: string | undefined = '', more = true; more; more = cursor !== undefined) {
    const query: string = `state=open&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const { body } = await call(
      'GET',
      `${stack.services.router.url}/v1/sessions?${query}`,
      undefined,
      authorized(stack),
    );
    const page = body as { items: SessionView[]; nextCursor?: string };
    sessions.push(...page.items);
    cursor = page.nextCursor;
  }
  return sessions;
}

export const authorized = ({ adminKey }: LaunchedStack) => ({ authorization: `Bearer ${adminKey}` });

/** The n-th reply, in turn to all sessions. */
export function reply(stack: LaunchedStack, sessions: readonly SessionView[], n: number): Promise<Answer> {
  const session = sessions[n % sessions.length];
  if (!session) throw new Error('there are no sessions');
  return call(
    'POST',
    `${stack.services.router.url}/v1/sessions/${session.id}/messages`,
    { type: 'text', claimEpoch: session.claimEpoch, text: { body: `Reply ${n}` } },
    { ...authorized(stack), 'idempotency-key': newId() },
  );
}

/** The n-th message, in turn from all customers, as Meta posts it. */
export function receive(
  { demo }: LaunchedStack,
  customers: number,
  n: number,
  waMessageId = `wamid.${newId()}`,
): Promise<Answer> {
  const from = waIdOf(n % customers);
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '1', phone_number_id: demo.numbers[1]?.phoneNumberId },
                contacts: [{ profile: { name: `C${n % customers}` }, wa_id: from }],
                messages: [
                  {
                    from,
                    id: waMessageId,
                    timestamp: String(Math.floor(Date.now() / 1000)),
                    type: 'text',
                    text: { body: 'Hello, is my order on its way?' },
                  },
                ],
              },
            },
          ],
        },
      ],
    }),
  );
  return call('POST', demo.webhookUrl, body, { 'x-hub-signature-256': signBody(body, demo.appSecret) });
}

/** Waits until all replies are `read`; the failure says what the others are. */
export async function allRead({ database }: LaunchedStack): Promise<void> {
  await eventually(
    'every reply is read',
    async () => {
      const { rows } = await database.query<{ state: MessageView['state']; reason: string | null; count: number }>(
        `SELECT state, reason, count(*)::int FROM router.message
          WHERE direction = 'outbound' AND state <> 'read' GROUP BY 1, 2`,
      );
      if (rows.length > 0) throw new Error(JSON.stringify(rows));
      return true;
    },
    SETTLED_MS_MAX,
  );
}

/** Waits until all that came in is stored. */
export async function allStored({ database }: LaunchedStack, count: number): Promise<void> {
  await eventually(
    'every message is stored',
    async () => {
      const { rows } = await database.query<{ count: number }>(
        "SELECT count(*)::int FROM router.message WHERE direction = 'inbound'",
      );
      return (rows[0]?.count ?? 0) >= count;
    },
    SETTLED_MS_MAX,
  );
}
