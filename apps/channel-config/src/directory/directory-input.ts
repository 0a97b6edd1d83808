import { assignmentModes } from '@wabx/contracts';
import { z } from 'zod';
import { nameInput } from '../http/text-input.js';

const AGENTS_MAX = 1_000;

const extensionFields = {
  number: z.string().regex(/^\d{1,15}$/, 'must be 1 to 15 digits, as people dial it'),
  name: nameInput,
};
export const newExtensionSchema = z.strictObject(extensionFields).meta({ id: 'NewExtension' });
export type NewExtension = z.infer<typeof newExtensionSchema>;

export const extensionPatchSchema = z.strictObject(extensionFields).partial().meta({ id: 'ExtensionPatch' });
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
