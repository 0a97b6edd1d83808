import { sample, samples } from '../shape.js';
import { APP_ID, NUMBER, SECRET, type Stage, until, VERIFY, WABA } from '../stage.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- samples of every shape */

export const names = samples('', 'webhooks/').map((name) => name.replace('.json', ''));
export const bodyOf = (name: string) => sample(`webhooks/${name}.json`);
export const changeOf = (body: any) => body.entry[0].changes[0];
export const isMessage = (body: any) =>
  changeOf(body).field === 'messages' && changeOf(body).value.messages && changeOf(body).value.contacts;

/** A sample with another content, for what the samples do not show. */
export function messageBody(message: object, name = 'text'): any {
  const body = bodyOf(name);
  const { text: _text, ...common } = changeOf(body).value.messages[0];
  changeOf(body).value.messages = [{ ...common, ...message }];
  return body;
}

export function fieldBody(field: string, value: object, time?: number): any {
  const entry = { id: WABA, ...(time !== undefined && { time }), changes: [{ value, field }] };
  return { object: 'whatsapp_business_account', entry: [entry] };
}

export async function startOver(stage: Stage, fields: string[], customers: object[] = []): Promise<void> {
  await stage.control('POST', '/reset', {});
  await stage.control('POST', '/setup', {
    apps: [{ appId: APP_ID, secret: SECRET, fields }],
    numbers: [{ phoneNumberId: NUMBER, displayPhoneNumber: '+1 202-555-0143', wabaId: WABA }],
    tokens: [{ token: 'token-of-the-desk', appId: APP_ID }],
    customers,
    callbackUrl: stage.callback.url,
    verifyToken: VERIFY,
  });
  stage.callback.received.length = 0;
}

/** What the callback hears when the content of this body is told by the control API: of messages as their writer. */
export async function told(stage: Stage, body: any): Promise<any> {
  if (isMessage(body)) await write(stage, body);
  else await tellField(stage, body);
  const heard = await until(() => stage.callback.received[0]?.json);
  const { time } = body.entry[0];
  // The moment is the simulator's own; that there is one is a bullet of its own.
  if (time !== undefined && typeof heard.entry[0].time === 'number') heard.entry[0].time = time;
  return heard;
}

async function write(stage: Stage, body: any): Promise<void> {
  const { contacts, messages } = changeOf(body).value;
  const [contact] = contacts;
  const [{ from, from_user_id: _id, from_parent_user_id: _parent, id, timestamp, type, ...rest }] = messages;
  const { [type]: content, ...extra } = rest;
  const writer = {
    id: 'writer',
    waId: contact.wa_id,
    name: contact.profile?.name,
    userId: contact.user_id ?? null,
    parentUserId: contact.parent_user_id,
    username: contact.profile?.username,
    hidesNumber: from === undefined,
    identityKeyHash: contact.identity_key_hash,
  };
  await startOver(stage, ['messages'], [writer]);
  const message = { type, ...(content !== undefined && { [type]: content }), wamid: id, timestamp, extra };
  const { status, text } = await stage.control('POST', '/customers/writer/messages', {
    phoneNumberId: NUMBER,
    ...message,
  });
  if (status !== 201) throw new Error(`refused with ${status}: ${text}`);
}

async function tellField(stage: Stage, body: any): Promise<void> {
  const { field, value } = changeOf(body);
  await startOver(stage, [field]);
  const place = body.entry[0].time === undefined ? { phoneNumberId: NUMBER } : { wabaId: WABA };
  const metadata = 'metadata' in value;
  await stage.control('POST', '/webhooks/field', { ...place, field, value, metadata });
}
