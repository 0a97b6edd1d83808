import { z } from 'zod';

const share = z.number().min(0).max(1);
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
  /** Up to so many events go in one POST, in entries, changes and values as it happens; 1: each by itself. */
  batchMax: z.number().int().min(1).max(1000),
  /** How long an event waits for others of its POST, in real time. */
  batchWindowMs: milliseconds,
  /** The share of events that are held up for `reorderDelayMs`, so that later ones overtake them. */
  reorderShare: share,
  reorderDelayMs: milliseconds,
  /** The share of events that come again although they got their 200. */
  repeatShare: share,
  /** What one app refused comes again to all subscribed apps, also to those that took it. */
  retryToAllApps: z.boolean(),
  /** The share of sends whose first status goes out before their HTTP answer. */
  statusBeforeAnswerShare: share,
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
  batchMax: 1,
  batchWindowMs: 50,
  reorderShare: 0,
  reorderDelayMs: 300,
  repeatShare: 0,
  retryToAllApps: true,
  statusBeforeAnswerShare: 0,
};
