import type { TestChannel } from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { request, type Agent } from 'node:http';

/** A text message as Meta writes it; the n-th of `customers` people takes the n-th turn. */
export function textMessage(n: number, customers: number) {
  return {
    from: `44770${1_000_000 + ((n * 7919) % customers)}`,
    id: `wamid.bench-${process.pid}-${n}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: 'Good morning, is the workshop open on Saturday?' },
  };
}

/** Posts a webhook with one message, signed; whether it was answered with 200. */
export function postWebhook(
  agent: Agent,
  target: URL,
  { appSecret }: TestChannel,
  phoneNumberId: string,
  message: ReturnType<typeof textMessage>,
): Promise<boolean> {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '12025550143', phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: 'Mara Velden' }, wa_id: message.from }],
    messages: [message],
  };
  const entry = [{ id: '300100200300400', changes: [{ value, field: 'messages' }] }];
  const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-hub-signature-256': signBody(body, appSecret),
  };
  return new Promise((resolve) => {
    const sent = request(target, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    sent.once('error', () => resolve(false));
    sent.end(body);
  });
}
