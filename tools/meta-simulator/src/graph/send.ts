import type { LoggedMessage } from '../message-log.js';
import { type AcceptedSend, fetchLinksAndTell, tellOutcome } from '../outbound.js';
import { findRecipient, type Recipient } from '../recipient.js';
import type { BusinessNumber } from '../registry.js';
import type { World } from '../world.js';
import { noSuchObject, refuseWithout } from './access.js';
import type { GraphAnswer, GraphCall } from './call.js';
import type { Refusal } from './errors.js';
import { markRead } from './mark-read.js';
import {
  failureAhead,
  mediaIn,
  refuseLimits,
  refuseReaction,
  refuseRecipient,
  refuseUnknownMedia,
} from './send-rules.js';
import { contentSchemas, type SendEnvelope, sendSchema } from './send-schema.js';
import { findTemplate } from './templates.js';
import { toRefusal } from './to-refusal.js';

/** So much longer than the status takes, so that it has arrived before the answer. */
const OVERTAKING_MS = 250;

/** `POST /{phone-number-id}/messages`: a send, or the mark-as-read that shares its path (reference 3). */
export async function postMessage(call: GraphCall): Promise<GraphAnswer | { refusal: Refusal }> {
  const { world, access, id, request } = call;
  const number = world.registry.numbers.get(id);
  const refusal = number
    ? refuseWithout(access, number.wabaId, 'whatsapp_business_messaging', request.method, id)
    : noSuchObject(request.method, id);
  if (!number || refusal) return { refusal: refusal ?? { code: 100 } };
  return call.parameters['status'] === undefined ? send(call, number) : markRead(call, number);
}

async function send(
  { world, parameters, effect }: GraphCall,
  number: BusinessNumber,
): Promise<GraphAnswer | { refusal: Refusal }> {
  const parsed = parseSend(parameters);
  if ('refusal' in parsed) return parsed;
  const { envelope, content } = parsed;
  const recipient = findRecipient(world.registry, number, envelope.to, envelope.recipient);
  if (!recipient) return { refusal: { code: 131008, details: 'The parameter to is required.' } };
  const known = envelope.type === 'template' ? findTemplate(world, number, content) : {};
  if ('refusal' in known) return known;
  const media = mediaIn(content, envelope.type);
  const refusal =
    refuseRecipient(number, recipient, envelope) ??
    (await refuseUnknownMedia(world, number, media)) ??
    refuseReaction(world, envelope.type, content) ??
    refuseLimits(world, number, recipient);
  if (refusal) return { refusal };

  const failure =
    effect.failStatus === undefined
      ? await failureAhead(world, number, recipient, envelope, media)
      : { code: effect.failStatus };
  if (failure?.code === 131047 && world.settings.windowRefusal === 'answer' && effect.failStatus === undefined)
    return { refusal: failure };

  const message = logSend(world, number, recipient, envelope, content, media[0]?.id);
  const accepted: AcceptedSend = {
    number,
    message,
    customer: recipient.customer,
    failure,
    links: media.flatMap(({ link, mediaClass }) => (link === undefined ? [] : [{ url: link, mediaClass }])),
  };
  tellOutcome(world, accepted);
  return {
    body: {
      messaging_product: 'whatsapp',
      contacts: [
        recipient.addressedBy === 'number'
          ? { input: recipient.input, wa_id: recipient.waId }
          : { input: recipient.input, user_id: recipient.input },
      ],
      messages: [
        {
          id: message.wamid,
          ...(envelope.type === 'template' && { message_status: known.template?.messageStatus ?? 'accepted' }),
        },
      ],
    },
    facts: { wamid: message.wamid, opaqueId: message.opaqueId, type: message.type },
    answerDelayMs: overtakenMs(world),
    afterAnswer: () => void fetchLinksAndTell(world, accepted),
  };
}

/** Sometimes the first status is faster than the answer of its send. */
function overtakenMs({ settings, ids }: World): number | undefined {
  const { statusBeforeAnswerShare: share, sentDelayMs } = settings;
  const isOvertaken = share > 0 && ids.chance('status-before-answer') < share;
  return isOvertaken ? sentDelayMs + OVERTAKING_MS : undefined;
}

function parseSend(
  parameters: Record<string, unknown>,
): { envelope: SendEnvelope; content: unknown } | { refusal: Refusal } {
  const { type = 'text' } = parameters;
  // First of all: the object of an unknown type would be refused as an unknown parameter.
  if (typeof type === 'string' && !isKnownType(type))
    return { refusal: { code: 131051, details: `Message type ${type} is not supported.` } };
  const envelope = sendSchema.safeParse(parameters);
  if (!envelope.success) return { refusal: toRefusal(envelope.error, parameters) };
  const given = envelope.data[envelope.data.type];
  const content = contentSchemas[envelope.data.type].safeParse(given);
  if (!content.success) return { refusal: toRefusal(content.error, given, [envelope.data.type]) };
  return { envelope: envelope.data, content: content.data };
}

function isKnownType(type: string): type is keyof typeof contentSchemas {
  return Object.hasOwn(contentSchemas, type);
}

function logSend(
  world: World,
  number: BusinessNumber,
  recipient: Recipient,
  envelope: SendEnvelope,
  content: unknown,
  mediaId: string | undefined,
): LoggedMessage {
  const atMs = world.clock.now();
  const message: LoggedMessage = {
    wamid: world.ids.wamid(recipient.waId ?? recipient.input.replace(/\W/g, ''), 'out'),
    direction: 'out',
    phoneNumberId: number.phoneNumberId,
    customerId: recipient.customer?.id,
    to: recipient.input,
    addressedBy: recipient.addressedBy,
    type: envelope.type,
    content,
    contextWamid: envelope.context?.message_id,
    opaqueId: envelope.biz_opaque_callback_data,
    mediaId,
    at: new Date(atMs).toISOString(),
    atMs,
    statuses: [],
  };
  world.messages.add(message);
  if (recipient.customer) world.changes.tell(recipient.customer.id);
  return message;
}
