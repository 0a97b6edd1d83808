import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import pg from 'pg';

// The floor of a reply's whole way: the least that loses nothing and doubles nothing, and no more. A reply is one transaction
// of three writes and one publish; a commit before and one after the POST; a status is verified and published, then one
// commit and one publish more. One process, no framework, no validation, no rights, no pace, no retries.
const env = (name: string) => process.env[name] ?? '';
const url = new URL(env('NATS_URL'));
const nats = await connect({ servers: url.host, user: url.username, pass: url.password });
const js = jetstream(nats);
const database = new pg.Pool({ connectionString: env('DATABASE_URL'), max: 10 });
const graph = new URL(`/v26.0/${env('NUMBER')}/messages`, env('GRAPH_URL'));
const agent = new Agent({ keepAlive: true });

const publish = (subject: string, body: object) =>
  js.publish(`bare.${subject}`, JSON.stringify(body), { msgID: randomUUID() });

/** Answered when it is durable; sent behind the answer. */
async function reply(body: { to: string; text: string }): Promise<object> {
  const id = randomUUID();
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      statement('number', 'UPDATE bare.conversation SET sequence = sequence + 1 WHERE wa_id = $1', [body.to]),
    );
    await client.query(
      statement('store', "INSERT INTO bare.message (id, wa_id, body, state) VALUES ($1, $2, $3, 'accepted')", [
        id,
        body.to,
        body.text,
      ]),
    );
    await client.query(statement('touch', 'UPDATE bare.session SET active_at = now() WHERE wa_id = $1', [body.to]));
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await publish('reply', { id, ...body });
  void send(id, body);
  return { id };
}

async function send(id: string, { to, text }: { to: string; text: string }): Promise<void> {
  await database.query(statement('start', "UPDATE bare.message SET state = 'sending' WHERE id = $1", [id]));
  const message = { messaging_product: 'whatsapp', to: `+${to}`, type: 'text', text: { body: text } };
  const answer = await post({ ...message, biz_opaque_callback_data: id });
  const state = answer === 200 ? 'sent' : 'failed';
  await database.query(
    statement('settle', "UPDATE bare.message SET state = $2 WHERE id = $1 AND state = 'sending'", [id, state]),
  );
}

const RANKS = ['accepted', 'sending', 'sent', 'failed', 'delivered', 'read'];

async function status({ id, state }: { id: string; state: string }): Promise<void> {
  const text = 'UPDATE bare.message SET state = $2 WHERE id = $1 AND state = ANY ($3)';
  await database.query(statement('apply', text, [id, state, RANKS.slice(0, RANKS.indexOf(state))]));
  await publish('changed', { id, state });
}

/** Meta's statuses, one in a webhook. */
async function webhook(body: Buffer, signature: string): Promise<boolean> {
  const wanted = createHmac('sha256', env('APP_SECRET')).update(body).digest();
  const given = Buffer.from(signature.slice(7), 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
  const parsed = JSON.parse(body.toString()) as {
    entry: { changes: { value: { statuses?: { status: string; biz_opaque_callback_data: string }[] } }[] }[];
  };
  for (const one of parsed.entry[0]?.changes[0]?.value.statuses ?? []) {
    const change = { id: one.biz_opaque_callback_data, state: one.status };
    await publish('status', change);
    void status(change);
  }
  return true;
}

function statement(name: string, text: string, values: unknown[]): pg.QueryConfig {
  return { name, text, values };
}

function post(body: object): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${env('ACCESS_TOKEN')}`,
    'content-type': 'application/json',
    'content-length': bytes.length,
  };
  return new Promise((resolve, reject) => {
    const sent = request(graph, { agent, method: 'POST', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject).end(bytes);
  });
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const server = createServer((incoming, response) => {
  const { searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
  const challenge = searchParams.get('hub.challenge');
  if (challenge !== null) return void response.end(challenge);
  const answer = async () => {
    const body = await bytesOf(incoming);
    if (incoming.url === '/webhook') {
      const isOurs = await webhook(body, String(incoming.headers['x-hub-signature-256']));
      response.writeHead(isOurs ? 200 : 401).end();
    } else {
      const accepted = await reply(JSON.parse(body.toString()) as { to: string; text: string });
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(accepted));
    }
  };
  answer().catch(() => response.writeHead(503).end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.send?.({ ready: [{ url: `http://127.0.0.1:${port}` }] });
});
process.once('disconnect', () => process.exit(0));
