import { channelStates } from '@wabx/contracts';
import { z } from 'zod';
import { checkIdSchema, checkSchema, type CheckId, type Finding } from '../doctor/check.js';
import { told } from '../doctor/to-checks.js';

export const reasonSchema = z.object({
  check: checkIdSchema,
  fault: z.string(),
  state: z.enum(['failed', 'warning']),
  isPartial: z.boolean().optional(),
  /** When the fault began, as far as it is known. */
  since: z.iso.datetime(),
  evidence: z.record(z.string(), z.unknown()),
});
/** Why a channel is not simply connected: one red check of the doctor. */
export type Reason = z.infer<typeof reasonSchema>;
export const reasonAnswerSchema = reasonSchema
  .omit({ isPartial: true })
  .extend(checkSchema.pick({ sentence: true, repair: true }).shape)
  .meta({ id: 'Reason' });
type ChannelState = (typeof channelStates)[number];

/** What a failed check makes of the channel; a warning, or a fault of only some numbers, makes it `degraded`. */
const stateOf: Partial<Record<CheckId, ChannelState>> = {
  'access-token': 'connect_failed',
  'token-scopes': 'connect_failed',
  'token-account': 'connect_failed',
  numbers: 'connect_failed',
  'number-health': 'connect_failed',
  'account-notices': 'connect_failed',
  sending: 'connect_failed',
  'base-url': 'subscription_invalid',
  'app-secret': 'subscription_invalid',
  'app-subscribed': 'subscription_invalid',
  handshake: 'subscription_invalid',
  callback: 'subscription_invalid',
  'messages-field': 'subscription_invalid',
  streams: 'subscription_invalid',
};
const worstFirst: readonly ChannelState[] = ['connect_failed', 'subscription_invalid', 'token_expiring', 'degraded'];

/** Every red check but Meta's own outage, which says nothing about the channel; the worst first. */
export function toReasons(findings: ReadonlyMap<CheckId, Finding>, before: readonly Reason[], now: Date): Reason[] {
  const reasons = [...findings].flatMap(([check, finding]): Reason[] => {
    if (check === 'meta' || finding.state === 'ok' || finding.state === 'unknown') return [];
    const { state, fault, isPartial, evidence = {}, at } = finding;
    const known = before.find((one) => one.check === check && one.fault === fault);
    const since = known?.since ?? (at !== undefined && at < now ? at : now).toISOString();
    return [{ check, fault, state, ...(isPartial ? { isPartial } : {}), since, evidence }];
  });
  return reasons.sort((one, other) => worstFirst.indexOf(stateBy(one)) - worstFirst.indexOf(stateBy(other)));
}

export function stateBy({
  check,
  state,
  isPartial = false,
}: Pick<Reason, 'check' | 'state' | 'isPartial'>): ChannelState {
  if (check === 'token-expiry') return 'token_expiring';
  return state === 'warning' || isPartial ? 'degraded' : (stateOf[check] ?? 'degraded');
}

/** The stable name of a reason: `callback:app-elsewhere`. */
export function nameOf({ check, fault }: Pick<Reason, 'check' | 'fault'>): string {
  return `${check}:${fault}`;
}

/** As people see it, with the same sentence and repair as in the doctor. */
export function toReasonAnswer(
  channelId: string,
  { isPartial: _, ...reason }: Reason,
): z.infer<typeof reasonAnswerSchema> {
  return { ...reason, ...told(channelId, reason.check, reason.fault, reason.since) };
}
