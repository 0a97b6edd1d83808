import { scopeSchema } from '@wabx/contracts';
import { instantInput } from '@wabx/runtime';
import { z } from 'zod';
import { nameInput } from '../http/text-input.js';

export const newApiKeySchema = z
  .strictObject({
    name: nameInput,
    scopes: z
      .array(scopeSchema)
      .min(1)
      .max(50)
      .transform((scopes) => [...new Set(scopes)]),
    expiresAt: instantInput
      .refine((at) => Date.parse(at) > Date.now(), 'must be in the future')
      .optional()
      .describe('From then on the key opens nothing'),
    extensionId: z.uuid().optional().describe('Binds an agent’s key to the extension that the agent is'),
  })
  .refine(({ scopes, extensionId }) => !scopes.includes('agent') || extensionId !== undefined, {
    path: ['extensionId'],
    message: 'is needed for the scope agent: an agent is one extension',
  })
  .meta({ id: 'NewApiKey' });
export type NewApiKey = z.infer<typeof newApiKeySchema>;
