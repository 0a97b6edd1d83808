import { z } from 'zod';
import type { Configuration } from '../directory.js';
import type { Actor } from './refusal.js';

/** Who did a step, as people read it. Missing where nobody did: a message came, a session was idle. */
export const actedBySchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('extension'),
      id: z.uuid(),
      name: z.string().optional(),
      number: z.string().optional(),
    }),
    z.object({ type: z.literal('supervisor'), name: z.string().describe('Of the API key or the person') }),
  ])
  .meta({ id: 'ActedBy' });
export type ActedBy = z.infer<typeof actedBySchema>;

const EXTENSION = 'extension:';
const KEY = 'key:';

/** How timeline and facts keep who acted. */
export function actorId(actor: Actor): string {
  return actor.kind === 'agent' ? `${EXTENSION}${actor.extensionId}` : `${KEY}${actor.name}`;
}

/** The other way round, with the name that the extension has now, or had when it was deleted. */
export function actedBy(actor: string, configuration: Configuration): ActedBy {
  if (!actor.startsWith(EXTENSION)) return { type: 'supervisor', name: actor.replace(KEY, '') };
  const id = actor.slice(EXTENSION.length);
  return { type: 'extension', id, ...configuration.namesOf({ type: 'extension', id }) };
}
