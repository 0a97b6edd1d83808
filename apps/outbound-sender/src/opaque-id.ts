const OPAQUE_ID = /^v1\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([1-9]\d{0,8})$/;

/**
 * What Meta returns in every status of a send (`biz_opaque_callback_data`): which message and which attempt it is
 * about, even when we never saw the answer to the call. Every app subscribed to the account can read it.
 */
export function opaqueIdOf(messageId: string, attempt: number): string {
  return `v1.${messageId}.${attempt}`;
}

/** Undefined for the opaque ids of others. */
export function parseOpaqueId(opaqueId: string | undefined): { messageId: string; attempt: number } | undefined {
  const [, messageId, attempt] = OPAQUE_ID.exec(opaqueId ?? '') ?? [];
  return messageId && attempt ? { messageId, attempt: Number(attempt) } : undefined;
}
