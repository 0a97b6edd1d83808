import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FaultPoint } from '../faults.js';
import type { World } from '../world.js';
import { noSuchObject, refuseWithout } from './access.js';
import { appSubscriptions, phoneNumbersOf, subscribedApps } from './accounts.js';
import { type GraphCall, graphRoute } from './call.js';
import { debugToken } from './debug-token.js';
import { errorAnswer } from './errors.js';
import { deleteMedia, downloadRoute, mediaInfo, uploadMedia } from './media.js';
import { configureNumber, phoneNumberFields } from './phone-number.js';
import { postMessage } from './send.js';
import { toRefusal } from './to-refusal.js';

/** The Graph API: every path below a version, and the download host. Past versions are answered by this one, as Meta does. */
export function graphRoutes(world: World) {
  return async (server: FastifyInstance): Promise<void> => {
    server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, parseForm(String(body))),
    );
    server.removeContentTypeParser('application/json');
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, parsedOrNothing(String(body))),
    );

    const node = '/:version(^v\\d+\\.\\d+$)/:id';
    server.post(
      `${node}/messages`,
      graphRoute(world, (request) => (isMarkRead(request) ? 'mark-read' : 'send'), postMessage),
    );
    server.post(`${node}/media`, graphRoute(world, 'media-upload', uploadMedia));
    server.get(
      node,
      graphRoute(world, (request) => pointOfNode(world, request), getNode),
    );
    server.post(node, graphRoute(world, 'phone-number', postNumber));
    server.delete(node, graphRoute(world, 'media-delete', deleteMedia));
    server.post(`${node}/register`, graphRoute(world, 'phone-number', register));
    server.get(`${node}/phone_numbers`, graphRoute(world, 'graph', phoneNumbersOf));
    const accountRoutes = [
      ['subscribed_apps', graphRoute(world, 'subscribed-apps', subscribedApps)],
      ['subscriptions', graphRoute(world, 'subscriptions', appSubscriptions)],
    ] as const;
    for (const [name, handler] of accountRoutes)
      server.route({ method: ['GET', 'POST', 'DELETE'], url: `${node}/${name}`, handler });
    server.get('/:version(^v\\d+\\.\\d+$)/debug_token', graphRoute(world, 'debug-token', debugToken));
    server.get('/debug_token', graphRoute(world, 'debug-token', debugToken));
    server.get('/whatsapp_business/attachments/', downloadRoute(world));
  };
}

function parsedOrNothing(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // all parameters are then missing, which is what Meta says
  }
}

function isMarkRead({ body }: FastifyRequest): boolean {
  return typeof body === 'object' && body !== null && 'status' in body;
}

function pointOfNode(world: World, request: FastifyRequest): FaultPoint {
  const { id } = request.params as { id: string };
  if (world.registry.numbers.has(id)) return 'phone-number';
  return world.registry.wabas.has(id) || world.registry.apps.has(id) ? 'graph' : 'media-info';
}

function getNode(call: GraphCall) {
  const { world, access, id } = call;
  const number = world.registry.numbers.get(id);
  if (number) return phoneNumberFields(call, number);
  const waba = world.registry.wabas.get(id);
  if (waba) {
    const refusal = refuseWithout(access, id, 'whatsapp_business_management', 'GET', id);
    return refusal ? { refusal } : { body: { id, name: waba.name } };
  }
  const app = world.registry.apps.get(id);
  return app ? { body: { id, name: app.name, link: `https://www.facebook.com/games/?app_id=${id}` } } : mediaInfo(call);
}

function postNumber(call: GraphCall) {
  const number = call.world.registry.numbers.get(call.id);
  return number ? configureNumber(call, number) : { refusal: noSuchObject('POST', call.id) };
}

const registerSchema = z.object({ messaging_product: z.literal('whatsapp'), pin: z.string().regex(/^\d{6}$/) });

function register({ world, access, id, parameters }: GraphCall) {
  const number = world.registry.numbers.get(id);
  const refusal = number
    ? refuseWithout(access, number.wabaId, 'whatsapp_business_management', 'POST', id)
    : noSuchObject('POST', id);
  if (refusal) return { refusal };
  const parsed = registerSchema.safeParse(parameters);
  return parsed.success ? { body: { success: true } } : { refusal: toRefusal(parsed.error, parameters) };
}

/** Paths that no part of this Meta knows. */
export function unknownPath(world: World): { status: number; body: object } {
  return errorAnswer(world.ids, { code: 2500 });
}
