import type { ExtensionView } from '@wabx/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setCookie } from './cookie.js';
import { toSession } from './session-answer.js';
import { LASTS_SECONDS, notSignedIn, type SignIns, type Way } from './sign-ins.js';

/** Signs this person in, in the browser that asks; answers the session as `GET /session` does. */
export async function signInBrowser(
  signIns: SignIns,
  person: ExtensionView,
  way: Way,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
) {
  const secret = await signIns.begin(person, way, {
    browser: request.headers['user-agent'] ?? '',
    address: request.ip,
  });
  const signIn = await signIns.find(secret);
  if (signIn === undefined) throw notSignedIn(); // the directory has changed in this moment
  void reply.header('set-cookie', setCookie(secret, LASTS_SECONDS));
  return toSession(signIn);
}
