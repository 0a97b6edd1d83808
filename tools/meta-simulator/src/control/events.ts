import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../world.js';

// A page shows what people can see change; under load one event stands for many messages.
const TOGETHER_MS = 50;
const SIGN_OF_LIFE_MS = 20_000;

/** `GET /_sim/events`: server-sent events `change` with `{customers: [id]}` or `{all: true}`, for whoever shows conversations. */
export function streamChanges(world: World) {
  return (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.write('retry: 500\n\n');
    let changed = new Set<string>();
    let isAll = false;
    let timer: NodeJS.Timeout | undefined;
    const tell = (): void => {
      timer = undefined;
      const data = isAll ? { all: true } : { customers: [...changed] };
      changed = new Set();
      isAll = false;
      raw.write(`event: change\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const end = world.changes.listen((customerId) => {
      if (customerId === undefined) isAll = true;
      else changed.add(customerId);
      timer ??= setTimeout(tell, TOGETHER_MS);
    });
    const life = setInterval(() => raw.write(': here\n\n'), SIGN_OF_LIFE_MS);
    raw.once('close', () => {
      end();
      clearTimeout(timer);
      clearInterval(life);
    });
    return reply;
  };
}
