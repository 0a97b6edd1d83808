import { assignmentModes, personRoles } from '@wabx/contracts';
import { z } from 'zod';
import { sentenceSchema } from '../doctor/check.js';
import { agentsOf } from '../projection/to-views.js';
import type { Extension } from './extension.entity.js';
import type { Queue } from './queue.entity.js';
import { signInOf, signInSchema } from './sign-in.js';

const rowFields = { version: z.number().int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

export const extensionAnswerSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    name: z.string(),
    signIn: signInSchema.optional().describe('Missing: nobody signs in as this extension by a token alone'),
    role: z.enum(personRoles),
    ...rowFields,
  })
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

export function toExtensionAnswer(extension: Extension): ExtensionAnswer {
  const { id, number, name, role } = extension;
  const signIn = signInOf(extension);
  return { id, number, name, ...(signIn && { signIn }), role, ...toRowFields(extension) };
}

export function toQueueAnswer(queue: Queue): QueueAnswer {
  const { id, name, assignmentMode } = queue;
  return { id, name, assignmentMode, agents: agentsOf(queue), ...toRowFields(queue) };
}

function toRowFields({ version, createdAt, updatedAt }: Pick<Queue, 'version' | 'createdAt' | 'updatedAt'>) {
  return { version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

export const extensionDeletedSchema = z
  .object({
    releasedSessions: z
      .object({
        toQueues: z.number().int().describe('Nobody owns them any more: all agents of their queues see them'),
        orphaned: z.number().int().describe('They were of this extension alone: transfer them'),
      })
      .optional()
      .describe('Missing when the router did not answer; it releases them as soon as it runs'),
    sentence: sentenceSchema,
  })
  .meta({ id: 'ExtensionDeleted' });
export type ExtensionDeleted = z.infer<typeof extensionDeletedSchema>;

export function toExtensionDeleted(released: ExtensionDeleted['releasedSessions']): ExtensionDeleted {
  if (released === undefined) {
    return {
      sentence: {
        en: 'The extension is deleted. The router does not answer now; it releases the sessions as soon as it runs.',
        'zh-CN': '分机已删除。路由服务暂无响应；它恢复后会立即释放相关会话。',
      },
    };
  }
  const { toQueues, orphaned } = released;
  return {
    releasedSessions: released,
    sentence: {
      en: `The extension is deleted. Sessions that went back to their queues: ${toQueues}; sessions that nobody has now: ${orphaned}.`,
      'zh-CN': `分机已删除。退回队列的会话：${toQueues}；现在无人接待的会话：${orphaned}。`,
    },
  };
}
