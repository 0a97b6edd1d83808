import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { isGone, type Media } from '../media-files.js';
import { bareType, isUploadable, listedTypes, maxUploadBytes, typeAsStored } from '../media-rules.js';
import type { World } from '../world.js';
import { noSuchObject, refuseWithout } from './access.js';
import { type GraphAnswer, type GraphCall, graphRoute } from './call.js';
import type { Refusal } from './errors.js';

const URL_LIFE_SECONDS = 300;

/** `POST /{phone-number-id}/media`: the file goes to disk as it comes. */
export async function uploadMedia({
  world,
  access,
  id,
  request,
}: GraphCall): Promise<GraphAnswer | { refusal: Refusal }> {
  const number = world.registry.numbers.get(id);
  if (!number) return { refusal: noSuchObject('POST', id) };
  const refusal = refuseWithout(access, number.wabaId, 'whatsapp_business_messaging', 'POST', id);
  if (refusal) return { refusal };
  if (!request.isMultipart())
    return { refusal: { code: 100, message: '(#100) The body must be multipart/form-data.' } };

  const fields: Record<string, string> = {};
  let stored: Media | undefined;
  let isTruncated = false;
  for await (const part of request.parts() as AsyncIterable<Multipart>) {
    if (part.type === 'field') fields[part.fieldname] = String(part.value);
    else if (part.fieldname !== 'file' || stored) part.file.resume();
    else {
      const mediaId = world.ids.digits('media', 15);
      const file = { id: mediaId, phoneNumberId: id, mimeType: part.mimetype, filename: part.filename };
      stored = await world.media.store({ ...file, from: 'business', createdAtMs: world.clock.now() }, part.file);
      isTruncated = part.file.truncated;
    }
  }
  const wrong = refuseUpload(fields, stored, isTruncated);
  if (stored && wrong) await world.media.remove(stored.id);
  if (wrong || !stored) return { refusal: wrong ?? { code: 100 } };
  const mimeType = typeAsStored(fields['type'] ?? stored.mimeType, stored.filename);
  await world.media.describe({ ...stored, mimeType });
  return { body: { id: stored.id }, facts: { type: mimeType, sha256: stored.sha256, size: stored.size } };
}

function refuseUpload(
  fields: Record<string, string>,
  file: Media | undefined,
  isTruncated: boolean,
): Refusal | undefined {
  if (fields['messaging_product'] !== 'whatsapp')
    return { code: 100, message: '(#100) The parameter messaging_product is required.' };
  if (!file) return { code: 100, message: '(#100) The parameter file is required.' };
  // The multipart parser drops parameters, so a plain audio/ogg is only known to be wrong when `type` says so.
  const type = fields['type'] ?? (file.mimeType === 'audio/ogg' ? 'audio/ogg; codecs=opus' : file.mimeType);
  if (!isUploadable(type)) {
    return {
      code: 100,
      message: `(#100) Param file must be a file with one of the following types: ${listedTypes}. Received file of type '${type}'.`,
    };
  }
  if (file.size === 0) return { code: 100, message: '(#100) Param file must not be empty.' };
  const max = maxUploadBytes(type);
  if (file.size <= max && !isTruncated) return undefined;
  return { code: 100, message: `(#100) Param file is too big: the limit for ${bareType(type)} is ${max} bytes.` };
}

/** `GET /{media-id}`: where to download it, for five minutes. */
export async function mediaInfo(call: GraphCall): Promise<GraphAnswer | { refusal: Refusal }> {
  const found = await findMedia(call);
  if ('refusal' in found) return found;
  const { media } = found;
  return {
    body: {
      url: downloadUrl(call.world, media, baseUrlOf(call.world, call.request)),
      mime_type: media.mimeType,
      sha256: media.sha256,
      file_size: media.size,
      id: media.id,
      messaging_product: 'whatsapp',
    },
    facts: { phoneNumberId: media.phoneNumberId, sha256: media.sha256, size: media.size },
  };
}

/** `DELETE /{media-id}`. */
export async function deleteMedia(call: GraphCall): Promise<GraphAnswer | { refusal: Refusal }> {
  const found = await findMedia(call);
  if ('refusal' in found) return found;
  await call.world.media.remove(found.media.id);
  return { body: { success: true }, facts: { phoneNumberId: found.media.phoneNumberId } };
}

async function findMedia({
  world,
  access,
  id,
  request,
  parameters,
}: GraphCall): Promise<{ media: Media } | { refusal: Refusal }> {
  const media = await world.media.find(id);
  const number = world.registry.numbers.get(media?.phoneNumberId ?? '');
  const asked = parameters['phone_number_id'];
  const isOthers = asked !== undefined && asked !== media?.phoneNumberId;
  if (!media || !number || isGone(media, world.clock.now()) || isOthers)
    return { refusal: noSuchObject(request.method, id) };
  const refusal = refuseWithout(access, number.wabaId, 'whatsapp_business_messaging', request.method, id);
  return refusal ? { refusal } : { media };
}

/** The address of the bytes, as webhooks and `GET /{media-id}` give it. */
export function downloadUrl(world: World, media: Pick<Media, 'id'>, base = world.publicUrl): string {
  const ext = Math.floor(world.clock.now() / 1000) + URL_LIFE_SECONDS;
  return `${base}/whatsapp_business/attachments/?mid=${media.id}&ext=${ext}&hash=${urlHash(world, media.id, String(ext))}`;
}

const NOT_FOUND_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body>Not found</body></html>';

/** The download itself. Whatever is wrong, the answer is a 404 page and no JSON (reference 4.1). */
export function downloadRoute(world: World) {
  const notFound = () => ({ status: 404, body: NOT_FOUND_PAGE });
  return graphRoute(world, 'media-download', download, notFound);
}

async function download({
  world,
  access,
  request,
  parameters,
}: GraphCall): Promise<GraphAnswer | { refusal: Refusal }> {
  const { mid = '', ext = '', hash = '' } = parameters as Record<string, string | undefined>;
  const media = await world.media.find(mid);
  const number = world.registry.numbers.get(media?.phoneNumberId ?? '');
  const isAlive = Number(ext) * 1000 > world.clock.now() && isSame(hash, urlHash(world, mid, ext));
  if (!media || !number || !isAlive || !request.headers['user-agent']) return { refusal: noSuchObject('GET', mid) };
  const refusal = refuseWithout(access, number.wabaId, 'whatsapp_business_messaging', 'GET', mid);
  if (refusal) return { refusal };
  return {
    body: world.media.read(media),
    headers: { 'content-type': media.mimeType, 'content-length': String(media.size) },
    facts: { phoneNumberId: media.phoneNumberId, sha256: media.sha256, size: media.size },
  };
}

function urlHash(world: World, mediaId: string, ext: string): string {
  return createHmac('sha256', world.urlSecret).update(`${mediaId}/${ext}`).digest('base64url');
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function baseUrlOf(world: World, request: FastifyRequest): string {
  return request.headers.host ? `http://${request.headers.host}` : world.publicUrl;
}
