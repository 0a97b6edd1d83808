import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GraphCall {
  /** `performance.now()` when the last byte of the request was here. */
  atMs: number;
  phoneNumberId: string;
  token: string;
  body: { to?: string; recipient?: string; biz_opaque_callback_data: string; type: string } & Record<string, unknown>;
  waMessageId: string;
}

/** What the stranger does with a call; `accept` answers as Meta does. */
export type Reaction =
  | 'accept'
  | 'accept-without-answer'
  /** What a proxy says when it has no way to Graph. */
  | 'page'
  | { httpStatus: number; code: number; message?: string; headers?: Record<string, string> }
  | { wait: Promise<unknown>; then: Exclude<Reaction, { wait: Promise<unknown> }> };

export interface GraphServer {
  url: string;
  calls: GraphCall[];
  /** Decides from now on; `n` counts the calls since, from 1. */
  react(reaction: (call: GraphCall, n: number) => Reaction): void;
  stop(): Promise<void>;
}

/** The Graph API's `/messages` as far as a sender can tell, with a ledger of what came in and when. */
export async function startGraphServer(): Promise<GraphServer> {
  const calls: GraphCall[] = [];
  let react: (call: GraphCall, n: number) => Reaction = () => 'accept';
  let n = 0;

  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const [, , phoneNumberId = ''] = (request.url ?? '').split('/');
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      const call: GraphCall = {
        atMs: performance.now(),
        phoneNumberId,
        token,
        body: JSON.parse(body) as GraphCall['body'],
        waMessageId: `wamid.graph-${process.pid}-${calls.length + 1}`,
      };
      calls.push(call);
      void answer(call, react(call, (n += 1)), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    react: (reaction) => {
      n = 0;
      react = reaction;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(call: GraphCall, reaction: Reaction, response: ServerResponse): Promise<void> {
  if (reaction === 'accept-without-answer') return;
  if (typeof reaction === 'object' && 'wait' in reaction) {
    await reaction.wait;
    return answer(call, reaction.then, response);
  }
  if (reaction === 'page') {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    return;
  }
  response.setHeader('content-type', 'application/json');
  if (reaction === 'accept') {
    const contact = call.body.to
      ? { input: call.body.to, wa_id: call.body.to.slice(1) }
      : { user_id: call.body.recipient };
    response.end(
      JSON.stringify({ messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: call.waMessageId }] }),
    );
    return;
  }
  const { httpStatus, code, message = 'refused', headers = {} } = reaction;
  response.writeHead(httpStatus, headers);
  response.end(
    JSON.stringify({
      error: {
        message: `(#${code}) ${message}`,
        type: 'OAuthException',
        code,
        fbtrace_id: 'Atest',
        error_data: { details: message },
      },
    }),
  );
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
