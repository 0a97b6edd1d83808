import { assignmentModes } from '@wabx/contracts';
import { z } from 'zod';
import { agentsOf } from '../projection/to-views.js';
import type { Extension } from './extension.entity.js';
import type { Queue } from './queue.entity.js';

const rowFields = { version: z.number().int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

export const extensionAnswerSchema = z
  .object({ id: z.uuid(), number: z.string(), name: z.string(), ...rowFields })
  .meta({ id: 'Extension' });
export type ExtensionAnswer = z.infer<typeof extensionAnswerSchema>;

export const queueAnswerSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    assignmentMode: z.enum(assignmentModes),
    agents: z.array(z.uuid()).describe('Ids of extensions'),
    ...rowFields,
  })
  .meta({ id: 'Queue' });
export type QueueAnswer = z.infer<typeof queueAnswerSchema>;

export function toExtensionAnswer({ id, number, name, ...row }: Extension): ExtensionAnswer {
  return { id, number, name, ...toRowFields(row) };
}

export function toQueueAnswer(queue: Queue): QueueAnswer {
  const { id, name, assignmentMode } = queue;
  return { id, name, assignmentMode, agents: agentsOf(queue), ...toRowFields(queue) };
}

function toRowFields({ version, createdAt, updatedAt }: Pick<Queue, 'version' | 'createdAt' | 'updatedAt'>) {
  return { version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
