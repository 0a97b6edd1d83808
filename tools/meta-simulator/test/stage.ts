import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator, type SimulatorOptions } from '../src/index.js';

export const APP_ID = '120010020030040';
export const SECRET = 'app-secret';
export const WABA = '300100200300400';
export const NUMBER = '410020030040051';
export const TOKEN = 'token-of-the-desk';
export const VERIFY = 'verify-token';
export const MARA = '447700900123';

export interface Received {
  body: string;
  headers: IncomingHttpHeaders;
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever the simulator posts
}

/** A business's webhook endpoint: answers the challenge, keeps what it was sent, answers with what the test says. */
export class Callback {
  readonly received: Received[] = [];
  challenges: URLSearchParams[] = [];
  verifyToken = VERIFY;
  /** Put before and after the challenge. */
  aroundChallenge = '';
  /** Status of the n-th POST, counted from 0. */
  statusOf: (n: number) => number = () => 200;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const query = new URL(request.url ?? '', 'http://x').searchParams;
        if (request.method === 'GET') {
          this.challenges.push(query);
          const good = query.get('hub.verify_token') === this.verifyToken;
          const challenge = `${this.aroundChallenge}${query.get('hub.challenge')}${this.aroundChallenge}`;
          response.writeHead(good ? 200 : 403).end(good ? challenge : '');
          return;
        }
        const body = Buffer.concat(chunks).toString('utf8');
        const status = this.statusOf(this.received.length);
        this.received.push({ body, headers: request.headers, json: parse(body) });
        response.writeHead(status).end('ok');
      });
    });
  }

  static async start(): Promise<Callback> {
    const callback = new Callback();
    callback.#server.listen(0, '127.0.0.1');
    await once(callback.#server, 'listening');
    return callback;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks/whatsapp/key`;
  }

  /** The objects of all POSTs so far: `messages` or `statuses`. */
  items(kind: 'messages' | 'statuses') {
    return this.received.flatMap(({ json }) => json?.entry?.[0]?.changes?.[0]?.value?.[kind] ?? []);
  }

  statusesOf(wamid: string): string[] {
    return this.items('statuses')
      .filter((item) => item.id === wamid)
      .map((item) => item.status as string);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export function signature(body: string, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** A simulator with one app, number and token, its callback verified, and Mara, who has just written. */
export async function startStage(options: SimulatorOptions = {}) {
  const callback = await Callback.start();
  const simulator = await startSimulator({
    sentDelayMs: 5,
    deliveredDelayMs: 15,
    readDelayMs: 30,
    failedDelayMs: 5,
    retryScale: 0.001,
    ...options,
  });
  const control = (method: string, path: string, body?: unknown) => call(`${simulator.url}/_sim${path}`, method, body);
  const graph = (method: string, path: string, body?: unknown, token: string | null = TOKEN) =>
    call(`${simulator.url}/v26.0${path}`, method, body, token);
  const setup = await control('POST', '/setup', {
    apps: [{ appId: APP_ID, secret: SECRET, name: 'Invented Desk App' }],
    wabas: [{ wabaId: WABA }],
    numbers: [
      { phoneNumberId: NUMBER, displayPhoneNumber: '+1 202-555-0143', wabaId: WABA, verifiedName: 'Meridian Cycles' },
    ],
    tokens: [{ token: TOKEN, appId: APP_ID }],
    customers: [{ id: 'mara', waId: MARA, userId: 'GB.90817263544536271809', name: 'Mara Velden' }],
    callbackUrl: callback.url,
    verifyToken: VERIFY,
  });
  return {
    simulator,
    callback,
    control,
    graph,
    setup,
    write: (message: object = { text: 'Hello' }, customer = 'mara') =>
      control('POST', `/customers/${customer}/messages`, { phoneNumberId: NUMBER, ...message }),
    send: (message: object, token?: string | null) =>
      graph('POST', `/${NUMBER}/messages`, { messaging_product: 'whatsapp', to: `+${MARA}`, ...message }, token),
    sendText: (body = 'Hi', more: object = {}) =>
      graph('POST', `/${NUMBER}/messages`, {
        messaging_product: 'whatsapp',
        to: `+${MARA}`,
        type: 'text',
        text: { body },
        ...more,
      }),
    stop: async () => {
      await simulator.stop();
      await callback.stop();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof startStage>>;

export async function call(url: string, method: string, body?: unknown, token?: string | null) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, body: parse(text), headers: response.headers };
}

type Truthy<Value> = Exclude<Value, false | 0 | '' | null | undefined>;

/** Waits for a condition; the time is only the limit after which the promise counts as broken. */
export async function until<Value>(condition: () => Value | Promise<Value>, limitMs = 5000): Promise<Truthy<Value>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value as Truthy<Value>;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
