import { z } from 'zod';

/** Small bodies of the control API that belong to no other file. */
export const whichMessageSchema = z.strictObject({ wamid: z.string().optional() });
export const advanceSchema = z.strictObject({ advanceSeconds: z.number().min(0) });
export const resetSchema = z.strictObject({ keepSetup: z.boolean().default(false) });
