import { z } from 'zod';
import { defineSignal } from './contract.js';
import { destinationSchema } from './session.js';

export const presenceStates = ['viewing', 'typing', 'left'] as const;

/** An agent has a session open, writes in it, or has left it. With whose the session is, which decides who is told. */
export const presenceShown = defineSignal({
  subject: 'wa.v1.signal.router.presence',
  data: z.object({
    sessionId: z.uuid(),
    extensionId: z.uuid(),
    state: z.enum(presenceStates),
    destination: destinationSchema.optional(),
    assignee: z.uuid().optional(),
  }),
});
export type PresenceShown = z.infer<(typeof presenceShown)['data']>;
