import { consoleTokens, Problem, sendProblem } from '@wabx/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clearCookie, cookieFrom } from './cookie.js';
import { isOfOurPage } from './same-origin.js';
import type { SignIn, SignIns } from './sign-ins.js';

/** Of the token with which the services are called: a stream of events ends with it and is resumed with the next. */
const TOKEN_SECONDS = 300;

/** With who is signed in, if anybody. */
export type SignedInRequest = FastifyRequest & { signIn?: SignIn };

/**
 * Turns the cookie of a browser into a token that every service of wabx knows, this one too: from here on nothing knows of
 * cookies. What another site asks for is refused.
 */
export function recogniseBrowsers(
  fastify: FastifyInstance,
  signIns: SignIns,
  { sign, origin }: { sign: ReturnType<typeof consoleTokens>; origin: string | undefined },
): void {
  fastify.addHook('onRequest', async (request: SignedInRequest, reply) => {
    const { beside } = request.routeOptions.config;
    if (beside === 'page') return;
    if (!isOfOurPage(request, origin)) return sendProblem(reply, fromElsewhere());
    const secret = cookieFrom(request.headers.cookie);
    const { headers } = request.raw;
    delete headers.cookie;
    // Keys are for the services themselves.
    if (beside === 'gateway') delete headers.authorization;
    if (secret === undefined) return;
    const signIn = await signIns.find(secret);
    if (signIn === undefined) return void reply.header('set-cookie', clearCookie);
    request.signIn = signIn;
    const endsAt = new Date(Math.min(signIn.endsAt.getTime(), Date.now() + TOKEN_SECONDS * 1000));
    headers.authorization = `Bearer ${await sign(signIn.person, endsAt)}`;
  });
}

function fromElsewhere(): Problem {
  return new Problem('CROSS_ORIGIN', 'Changes are taken from pages of this console only, not from another site.');
}
