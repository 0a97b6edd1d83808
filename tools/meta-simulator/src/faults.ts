import { z } from 'zod';
import type { Identifiers } from './identifiers.js';

const delay = z.number().int().min(0).max(600_000);

/** Where a fault can strike. `graph` and `webhook` stand for all of their kind. */
export const faultPoints = [
  'graph',
  'send',
  'mark-read',
  'media-upload',
  'media-info',
  'media-download',
  'media-delete',
  'phone-number',
  'debug-token',
  'subscribed-apps',
  'subscriptions',
  'link',
  'webhook',
  'webhook.message',
  'webhook.status',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

export const effectSchema = z
  .strictObject({
    /** Wait before anything else. */
    delayMs: delay.optional(),
    /** Graph: act at once, answer later: statuses can then be earlier than the answer. */
    answerDelayMs: delay.optional(),
    /** Graph: answer with this status, and with `body` as it stands, without accepting. */
    httpStatus: z.number().int().min(200).max(599).optional(),
    body: z.string().optional(),
    /** Graph: answer with Meta's envelope of this code, without accepting. */
    graphCode: z.number().int().optional(),
    details: z.string().optional(),
    subcode: z.number().int().optional(),
    /** In the place of the code's title; `error_data` is then there only with `details`. */
    message: z.string().optional(),
    /** The body of the answer, or of the webhook, comes in pieces over this time. */
    slowBodyMs: delay.optional(),
    /** Graph: close the connection before or after accepting. Webhook: before or after the body was sent. */
    cut: z.enum(['before', 'after']).optional(),
    /** Graph: accept, and answer 200 with a page instead of JSON. */
    garbage: z.boolean().optional(),
    /** Send: accept, then let it end as `failed` with this code. */
    failStatus: z.number().int().optional(),
    /** Webhook: never send it. */
    drop: z.boolean().optional(),
    /** Webhook: send it so many more times after its 200. */
    repeat: z.number().int().min(1).max(20).optional(),
  })
  .refine((effect) => Object.keys(effect).length > 0, 'an effect names at least one thing to do');
export type FaultEffect = z.infer<typeof effectSchema>;

export const faultSchema = z.strictObject({
  on: z.enum(faultPoints),
  match: z
    .strictObject({
      phoneNumberId: z.string().optional(),
      /** Somewhere in the request or the webhook body. */
      textContains: z.string().optional(),
      /** Message type (`text`, `image` …). */
      type: z.string().optional(),
      /** Webhooks of statuses: `sent`, `delivered` … */
      status: z.string().optional(),
      /** Only the n-th occasion that matches, counted from 1. */
      nth: z.number().int().min(1).optional(),
    })
    .default({}),
  /** Strikes at most so often; left out: without end. */
  times: z.number().int().min(1).optional(),
  /** Chance of each occasion, drawn from the seed. */
  probability: z.number().min(0).max(1).default(1),
  effect: effectSchema,
});
export type Fault = z.infer<typeof faultSchema>;

export interface Occasion {
  point: FaultPoint;
  phoneNumberId?: string;
  type?: string;
  status?: string;
  /** Called only when a rule asks for it. */
  text: () => string;
}

interface ActiveFault extends Fault {
  id: string;
  matched: number;
  struck: number;
}

/** The rules by which this Meta misbehaves. The first rule that strikes decides. */
export class Faults {
  #rules: ActiveFault[] = [];
  #count = 0;

  constructor(private readonly ids: Identifiers) {}

  add(fault: Fault): ActiveFault {
    const rule = { ...fault, id: `fault-${(this.#count += 1)}`, matched: 0, struck: 0 };
    this.#rules.push(rule);
    return rule;
  }

  list(): readonly ActiveFault[] {
    return this.#rules;
  }

  /** Without an id: all. False when there is no such rule. */
  remove(id?: string): boolean {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter((rule) => rule.id !== id);
    return id === undefined || this.#rules.length < before;
  }

  strike(occasion: Occasion): FaultEffect {
    for (const rule of this.#rules) {
      if (!matches(rule, occasion)) continue;
      rule.matched += 1;
      if (rule.match.nth !== undefined && rule.matched !== rule.match.nth) continue;
      if (rule.times !== undefined && rule.struck >= rule.times) continue;
      if (rule.probability < 1 && this.ids.chance(rule.id) >= rule.probability) continue;
      rule.struck += 1;
      return rule.effect;
    }
    return {};
  }
}

function matches({ on, match }: Fault, occasion: Occasion): boolean {
  return (
    isPoint(on, occasion.point) &&
    (match.phoneNumberId ?? occasion.phoneNumberId) === occasion.phoneNumberId &&
    (match.type ?? occasion.type) === occasion.type &&
    (match.status ?? occasion.status) === occasion.status &&
    (match.textContains === undefined || occasion.text().includes(match.textContains))
  );
}

function isPoint(on: FaultPoint, point: FaultPoint): boolean {
  if (on === 'graph') return !point.startsWith('webhook') && point !== 'link';
  if (on === 'webhook') return point.startsWith('webhook');
  return on === point;
}
