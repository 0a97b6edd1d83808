import { assignmentModes } from '@wabx/contracts';
import { z } from 'zod';
import { newChannelSchema } from '../channels/channel-input.js';
import { numberInput } from '../channels/number-input.js';
import { newExtensionSchema, newQueueSchema } from '../directory/directory-input.js';

const extension = z.strictObject({
  number: newExtensionSchema.shape.number,
  name: newExtensionSchema.shape.name,
  signIn: newExtensionSchema.shape.signIn,
  role: newExtensionSchema.shape.role,
});

const queue = z.strictObject({
  name: newQueueSchema.shape.name,
  assignmentMode: z.enum(assignmentModes).default('manual'),
  agents: z
    .array(newExtensionSchema.shape.number)
    .max(1_000)
    .transform((numbers) => [...new Set(numbers)].sort())
    .default([]),
});

const number = z.strictObject({
  phoneNumberId: numberInput.shape.phoneNumberId,
  e164: numberInput.shape.e164,
  destination: z.union([
    z.strictObject({ extension: newExtensionSchema.shape.number }),
    z.strictObject({ queue: newQueueSchema.shape.name }),
  ]),
  sendsPerSecond: numberInput.shape.sendsPerSecond,
});

const channel = z.strictObject({
  name: newChannelSchema.shape.name,
  publicUrl: newChannelSchema.shape.publicUrl,
  appId: newChannelSchema.shape.appId,
  wabaId: newChannelSchema.shape.wabaId,
  /** Taken when given, never written out. */
  accessToken: newChannelSchema.shape.accessToken.optional(),
  appSecret: newChannelSchema.shape.appSecret.optional(),
  settings: newChannelSchema.shape.settings,
  numbers: z.array(number).max(100).default([]),
});

/**
 * The whole configuration, in the words of people instead of ids: extensions by number, queues and channels by name,
 * numbers by Meta's phone number id.
 */
export const configFileSchema = z
  .strictObject({
    version: z.literal(1),
    extensions: z.array(extension).default([]),
    queues: z.array(queue).default([]),
    channels: z.array(channel).default([]),
  })
  .superRefine((file, context) => {
    const refuseRepeated = (entries: { key: string; path: PropertyKey[] }[]) => {
      const known = new Set<string>();
      for (const { key, path } of entries) {
        if (known.has(key)) context.addIssue({ code: 'custom', path, message: 'stands in the file twice' });
        known.add(key);
      }
    };
    refuseRepeated(file.extensions.map((one, at) => ({ key: one.number, path: ['extensions', at, 'number'] })));
    refuseRepeated(file.queues.map((one, at) => ({ key: keyOf(one.name), path: ['queues', at, 'name'] })));
    refuseRepeated(file.channels.map((one, at) => ({ key: keyOf(one.name), path: ['channels', at, 'name'] })));
    refuseRepeated(
      file.channels.flatMap(({ numbers }, at) =>
        numbers.map((one, index) => ({
          key: one.phoneNumberId,
          path: ['channels', at, 'numbers', index, 'phoneNumberId'],
        })),
      ),
    );
  });
export type ConfigFile = z.output<typeof configFileSchema>;
export type FileExtension = ConfigFile['extensions'][number];
export type FileQueue = ConfigFile['queues'][number];
export type FileChannel = ConfigFile['channels'][number];
export type FileNumber = FileChannel['numbers'][number];

/** Names that differ in capitals only are the same name, as in the tables. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}
