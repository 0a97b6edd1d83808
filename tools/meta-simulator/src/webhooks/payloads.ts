import type { BusinessNumber, Customer } from '../registry.js';
import type { LoggedMessage } from '../message-log.js';

export interface StatusNews {
  status: string;
  atMs: number;
  error?: { code: number; title: string; details: string };
}

const ERROR_HREF = '/documentation/business-messaging/whatsapp/support/error-codes';

/** The whole POST body around one value. `time`, in unix seconds, stands on events of accounts only. */
export function envelope(wabaId: string, field: string, value: unknown, time?: number): object {
  const entry = { id: wabaId, ...(time !== undefined && { time }), changes: [{ value, field }] };
  return { object: 'whatsapp_business_account', entry: [entry] };
}

/** `value` of a customer's message: who wrote, to which number, and the message object as given. */
export function messageValue(number: BusinessNumber, customer: Customer, message: object): object {
  return { ...metadata(number), contacts: [contact(customer, true)], messages: [message] };
}

/** The part of `messages[]` that says who wrote; a hidden number is a missing key. */
export function sender(customer: Customer): object {
  return {
    ...shown('from', customer),
    ...(customer.userId && { from_user_id: customer.userId }),
    ...(customer.parentUserId && { from_parent_user_id: customer.parentUserId }),
  };
}

/**
 * `value` of a status. Which keys are there follows the reference's presence table: no contacts on `failed`,
 * recipient_id only when sent to a number, usernames on delivered and read only.
 */
export function statusValue(
  number: BusinessNumber,
  send: LoggedMessage,
  customer: Customer | undefined,
  { status, atMs, error }: StatusNews,
): object {
  const failed = status === 'failed';
  const byNumber = send.addressedBy === 'number';
  const waId = customer?.waId ?? send.to?.replace(/\D/g, '');
  const item = {
    id: send.wamid,
    status,
    timestamp: String(Math.floor(atMs / 1000)),
    ...(byNumber && waId && { recipient_id: waId }),
    ...((!failed || !byNumber) && { recipient_user_id: customer?.userId ?? (byNumber ? undefined : send.to) }),
    ...(send.opaqueId !== undefined && { biz_opaque_callback_data: send.opaqueId }),
    ...(status === 'sent' && { pricing: pricing(send) }),
    ...(error && {
      errors: [
        {
          code: error.code,
          title: error.title,
          message: error.title,
          error_data: { details: error.details },
          href: ERROR_HREF,
        },
      ],
    }),
  };
  const withUsername = status === 'delivered' || status === 'read';
  const contacts = customer && !failed ? { contacts: [contact(customer, withUsername, byNumber)] } : {};
  return { ...metadata(number), ...contacts, statuses: [item] };
}

/** What every event of a number begins with. */
export function metadata(number: BusinessNumber): object {
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''),
      phone_number_id: number.phoneNumberId,
    },
  };
}

function contact(customer: Customer, withUsername: boolean, numberIsKnown = false): object {
  return {
    profile: { name: customer.name, ...(withUsername && customer.username && { username: customer.username }) },
    ...(numberIsKnown && customer.waId ? { wa_id: customer.waId } : shown('wa_id', customer)),
    ...(customer.userId && { user_id: customer.userId }),
    ...(customer.parentUserId && { parent_user_id: customer.parentUserId }),
    ...(customer.identityKeyHash && { identity_key_hash: customer.identityKeyHash }),
  };
}

function shown(key: 'from' | 'wa_id', customer: Customer): object {
  return customer.waId && !customer.hidesNumber ? { [key]: customer.waId } : {};
}

function pricing(send: LoggedMessage): object {
  return send.type === 'template'
    ? { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
    : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };
}
