import { assignmentModes, personRoles } from '@wabx/contracts';
import { z } from 'zod';
import { nameInput } from '../http/text-input.js';
import { signInSchema } from './sign-in.js';

const AGENTS_MAX = 1_000;

const extensionFields = {
  number: z.string().regex(/^\d{1,15}$/, 'must be 1 to 15 digits, as people dial it'),
  name: nameInput,
};
const signIn = signInSchema.nullable().describe('null: nobody signs in by a token alone');
const role = z.enum(personRoles).describe('What the person may do who signs in with `signIn`');
export const newExtensionSchema = z
  .strictObject({ ...extensionFields, signIn: signIn.optional(), role: role.optional() })
  .meta({ id: 'NewExtension' });
export type NewExtension = z.infer<typeof newExtensionSchema>;

export const extensionPatchSchema = z
  .strictObject({ ...extensionFields, signIn, role })
  .partial()
  .meta({ id: 'ExtensionPatch' });
export type ExtensionPatch = z.infer<typeof extensionPatchSchema>;

const queueFields = {
  name: nameInput,
  assignmentMode: z.enum(assignmentModes),
  agents: z
    .array(z.uuid())
    .max(AGENTS_MAX)
    .transform((ids) => [...new Set(ids)].sort())
    .describe('Ids of extensions'),
};
export const newQueueSchema = z
  .strictObject({
    ...queueFields,
    assignmentMode: queueFields.assignmentMode.default('manual'),
    agents: queueFields.agents.default([]),
  })
  .meta({ id: 'NewQueue' });
export type NewQueue = z.infer<typeof newQueueSchema>;

export const queuePatchSchema = z.strictObject(queueFields).partial().meta({ id: 'QueuePatch' });
export type QueuePatch = z.infer<typeof queuePatchSchema>;
