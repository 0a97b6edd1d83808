import type { GraphCall } from './graph-server.js';
import { text, type Rig } from './sender-rig.js';

/** Replies of one conversation whose texts count from `from` on. */
export function conversationWith(
  rig: Rig,
  { waId, conversationId }: { waId: string; conversationId: string },
  count: number,
  { from = 1, notAfter }: { from?: number; notAfter?: string } = {},
) {
  return Array.from({ length: count }, (_, at) =>
    rig.reply({
      conversationId,
      recipient: { waId },
      content: text(String(from + at)),
      ...(notAfter && { notAfter }),
    }),
  );
}

/** What Meta takes from now on. */
export function acceptedCalls() {
  const calls: GraphCall[] = [];
  return {
    calls,
    get count() {
      return calls.length;
    },
    note(call: GraphCall): 'accept' {
      calls.push(call);
      return 'accept';
    },
  };
}

/** The texts that a customer gets, in their order. */
export function bodiesTo(calls: readonly GraphCall[], waId: string): string[] {
  return calls.filter(({ body }) => body.to === `+${waId}`).map(({ body }) => (body['text'] as { body: string }).body);
}
