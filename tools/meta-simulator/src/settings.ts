import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(3_600_000);

/** How this Meta behaves. All of it can be changed while it runs, by `PATCH /_sim/settings`. */
export const settingsSchema = z.strictObject({
  /** Real seconds per simulated second of Meta's webhook retry delays: 0.01 turns 7 days into 1 h 41 min. */
  retryScale: z.number().positive().max(1),
  /** After the 200 of a send, in real time. */
  sentDelayMs: milliseconds,
  deliveredDelayMs: milliseconds,
  readDelayMs: milliseconds,
  failedDelayMs: milliseconds,
  /** Customers read by themselves after `readDelayMs`; off: only by `POST /_sim/customers/{id}/read`. */
  autoRead: z.boolean(),
  /** Both are seen in the field (131047): a `failed` status after a 200, or an error answer at once. */
  windowRefusal: z.enum(['status', 'answer']),
  enforceWindow: z.boolean(),
  numberRateLimit: z.boolean(),
  pairRateLimit: z.boolean(),
  /** Meta reuses what it fetched from the same URL for 10 minutes. */
  linkCache: z.boolean(),
  linkTimeoutMs: milliseconds,
  webhookTimeoutMs: milliseconds,
  webhookConcurrency: z.number().int().min(1).max(1000),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  retryScale: 0.01,
  sentDelayMs: 50,
  deliveredDelayMs: 150,
  readDelayMs: 400,
  failedDelayMs: 100,
  autoRead: true,
  windowRefusal: 'status',
  enforceWindow: true,
  numberRateLimit: true,
  pairRateLimit: false,
  linkCache: true,
  linkTimeoutMs: 30_000,
  webhookTimeoutMs: 15_000,
  webhookConcurrency: 64,
};
