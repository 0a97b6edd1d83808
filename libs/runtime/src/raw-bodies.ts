import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** Bodies that are in memory at once, besides small ones; what comes beyond waits unread in its connection. */
const BYTES_AT_ONCE_MAX = 16 * 1024 * 1024;
/** Read at once whatever waits: almost every webhook is one of these. */
const SMALL_BYTES_MAX = 64 * 1024;

/** Routes get the body as a Buffer, exactly as received; large ones in turn, so that a flood of them costs no memory. */
export function takeRawBodies(fastify: FastifyInstance, bodyLimitBytes: number): void {
  const turns = new Turns(BYTES_AT_ONCE_MAX);
  fastify.removeAllContentTypeParsers();
  // The bytes are all that counts: no type, an empty one and a broken one are not worth a refusal.
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addHook('preParsing', async (request, reply, payload) => {
    const bytes = Math.min(announced(request), bodyLimitBytes);
    if (bytes <= SMALL_BYTES_MAX) return payload;
    // Held until the answer: the body is used until then.
    const release = await turns.take(bytes);
    if (reply.raw.closed) release();
    else reply.raw.once('close', release);
    return payload;
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Infinity when it is not announced: it may become as large as is allowed. */
function announced({ raw }: { raw: IncomingMessage } | FastifyRequest): number {
  const length = raw.headers['content-length'];
  return raw.headers['transfer-encoding'] !== undefined ? Infinity : Number(length ?? 0);
}

/** Lets so many units be in use at once; whoever wants more than is left waits for his turn. */
class Turns {
  private readonly waiting: { units: number; begin: () => void }[] = [];

  constructor(private left: number) {}

  /** Resolves with what gives the units back. */
  async take(units: number): Promise<() => void> {
    if (this.waiting.length > 0 || units > this.left) {
      await new Promise<void>((begin) => this.waiting.push({ units, begin }));
    } else this.left -= units;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.left += units;
      this.beginNext();
    };
  }

  private beginNext(): void {
    for (let [next] = this.waiting; next && next.units <= this.left; [next] = this.waiting) {
      this.waiting.shift();
      this.left -= next.units;
      next.begin();
    }
  }
}
