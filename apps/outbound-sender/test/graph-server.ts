import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

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
  /** What a proxy says that does not let it pass. */
  | { proxy: number; headers?: Record<string, string> }
  | { httpStatus: number; code: number; message?: string; headers?: Record<string, string> }
  | { wait: Promise<unknown>; then: Exclude<Reaction, { wait: Promise<unknown> }> };

export interface GraphServer {
  url: string;
  calls: GraphCall[];
  /** How often somebody only asked for a number, by its id. */
  probes: string[];
  /** Decides from now on; `n` counts the calls since, from 1. `probe`: what who only asks for a number hears. */
  react(reaction: (call: GraphCall, n: number) => Reaction, probe?: () => Reaction): void;
  stop(): Promise<void>;
}

/** A call as the thread of the server saw it. */
interface Seen {
  call: number;
  method: string;
  /** `process.hrtime.bigint()` */
  atNs: bigint;
  url: string;
  authorization?: string;
  body: string;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** The Graph API's `/messages` as far as a sender can tell, with a ledger of what came in and when. */
export async function startGraphServer(): Promise<GraphServer> {
  const calls: GraphCall[] = [];
  const probes: string[] = [];
  let react: (call: GraphCall, n: number) => Reaction = () => 'accept';
  let reactToProbe: () => Reaction = () => 'accept';
  let n = 0;

  const thread = new Worker(new URL('./graph-thread.mjs', import.meta.url));
  const [{ port }] = (await once(thread, 'message')) as [{ port: number }];
  const answer = async (id: number, call: Answered, reaction: Reaction) => {
    const answered = await answerTo(call, reaction);
    if (answered) thread.postMessage({ call: id, ...answered });
  };
  thread.on('message', ({ call: id, method, atNs, url, authorization = '', body }: Seen) => {
    const [, , phoneNumberId = ''] = url.split(/[/?]/);
    if (method === 'GET') {
      probes.push(phoneNumberId);
      return void answer(id, { phoneNumberId }, reactToProbe());
    }
    const call: GraphCall = {
      atMs: performance.now() - Number(process.hrtime.bigint() - atNs) / 1e6,
      phoneNumberId,
      token: authorization.replace('Bearer ', ''),
      body: JSON.parse(body) as GraphCall['body'],
      waMessageId: `wamid.graph-${process.pid}-${calls.length + 1}`,
    };
    calls.push(call);
    void answer(id, call, react(call, (n += 1)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    probes,
    react: (reaction, probe = () => 'accept') => {
      n = 0;
      react = reaction;
      reactToProbe = probe;
    },
    stop: async () => {
      await thread.terminate();
    },
  };
}

/** A message, or the id of a number that somebody asks for. */
type Answered = GraphCall | { phoneNumberId: string };

/** Undefined when it is to get none. */
async function answerTo(call: Answered, reaction: Reaction): Promise<Answer | undefined> {
  if (reaction === 'accept-without-answer') return undefined;
  if (typeof reaction === 'object' && 'wait' in reaction) {
    await reaction.wait;
    return answerTo(call, reaction.then);
  }
  if (reaction === 'page') {
    return { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
  }
  if (reaction === 'accept') {
    if (!('body' in call)) return json(200, { id: call.phoneNumberId });
    const contact = call.body.to
      ? { input: call.body.to, wa_id: call.body.to.slice(1) }
      : { user_id: call.body.recipient };
    return json(200, { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: call.waMessageId }] });
  }
  if ('proxy' in reaction) {
    return {
      status: reaction.proxy,
      headers: { 'content-type': 'text/html', ...reaction.headers },
      body: '<h1>No</h1>',
    };
  }
  const { httpStatus, code, message = 'refused', headers } = reaction;
  const error = {
    message: `(#${code}) ${message}`,
    type: 'OAuthException',
    code,
    fbtrace_id: 'Atest',
    error_data: { details: message },
  };
  return json(httpStatus, { error }, headers);
}

function json(status: number, body: object, headers?: Record<string, string>): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
