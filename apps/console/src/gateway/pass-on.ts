import replyFrom from '@fastify/reply-from';
import { Problem, sendProblem } from '@wabx/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { SignedInRequest } from '../sign-in/recognise.js';
import { notSignedIn, type SignIns } from '../sign-in/sign-ins.js';

// 100 MB in this time is 0.9 Mbit/s; media-store ends what falls silent much sooner.
const REQUEST_MS_MAX = 15 * 60_000;
/** So soon a stream of events ends whose sign-in was ended. */
const LOOK_EVERY_MS = 5_000;
/** What a browser says of itself and of its way to us is no business of the services, or is told by us. */
const WITHHELD = ['cookie', 'expect', 'forwarded', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'];
/** Whatever a service answers, a browser that opens it as a page runs nothing of it. */
const NO_PAGE = "default-src 'none'; sandbox; frame-ancestors 'none'";

type Call = SignedInRequest & FastifyRequest<{ Params: { service: string } }>;

/** `/api/<service>/v1/…` goes to that service with the rights of who is signed in; bodies stream in both directions. */
export function passOn(fastify: FastifyInstance, upstreams: ReadonlyMap<string, string>, signIns: SignIns): void {
  fastify.server.requestTimeout = REQUEST_MS_MAX;
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    await scope.register(replyFrom, {
      disableRequestLogging: true,
      disableCache: true,
      // A 503 is the caller's to hear; he knows whether to try again.
      retryMethods: [],
      // Streams of events are silent between two signs of life, uploads may be slow.
      undici: { bodyTimeout: 0, headersTimeout: REQUEST_MS_MAX },
    });
    scope.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/api/:service/*',
      config: { beside: 'gateway' },
      handler: (request, reply) => {
        const answer = pass(request as Call, reply);
        if (answer !== undefined) sendProblem(reply, answer);
      },
    });
  });

  function pass(request: Call, reply: FastifyReply): Problem | undefined {
    const { signIn } = request;
    if (signIn === undefined) return notSignedIn();
    const target = targetOf(request, upstreams);
    if (target === undefined) return new Problem('NOT_FOUND', 'There is no such service, or no API of it, here.');
    reply.from(target.href, {
      rewriteRequestHeaders: (_request, headers) => toService(headers as IncomingHttpHeaders, request),
      rewriteHeaders: ({ 'set-cookie': _, ...headers }) => ({ 'content-security-policy': NO_PAGE, ...headers }),
      onResponse: (_request, _reply, answer) => {
        const body = (answer as unknown as { stream: Readable }).stream;
        if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) {
          endWithSignIn(body, () => signIns.isAlive(signIn.id));
        }
        void reply.send(body);
      },
      onError: (_reply, { error }) => sendProblem(reply, awayFor(error)),
    });
    return undefined;
  }
}

/** Undefined for anything but the API of a service that is passed on to: its metrics and pages are not for browsers. */
function targetOf({ params, raw }: Call, upstreams: ReadonlyMap<string, string>): URL | undefined {
  const upstream = upstreams.get(params.service);
  const path = (raw.url ?? '').slice(`/api/${params.service}`.length);
  if (upstream === undefined || !URL.canParse(path, upstream)) return undefined;
  const target = new URL(path, upstream);
  return target.origin === upstream && target.pathname.startsWith('/v1/') ? target : undefined;
}

function toService(headers: IncomingHttpHeaders, { ip, id }: FastifyRequest): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !WITHHELD.includes(name));
  return { ...Object.fromEntries(kept), 'x-forwarded-for': ip, 'x-request-id': id };
}

function endWithSignIn(stream: Readable, isAlive: () => Promise<boolean>): void {
  const timer = setInterval(() => {
    // While that cannot be known the stream goes on: its token ends it soon enough.
    isAlive().then(
      (alive) => (alive ? undefined : stream.destroy()),
      () => undefined,
    );
  }, LOOK_EVERY_MS);
  stream.once('close', () => clearInterval(timer));
}

function awayFor(error: Error): Problem {
  const isLate = 'statusCode' in error && error.statusCode === 504;
  const detail = isLate ? 'The service did not answer in time.' : 'The service does not answer. Try again shortly.';
  return new Problem('TEMPORARILY_UNAVAILABLE', detail, {}, { 'retry-after': '2' });
}
