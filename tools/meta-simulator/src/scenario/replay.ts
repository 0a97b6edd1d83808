import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Scenario, Step } from './scenario.js';

const CALL_TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 50;

export interface ReplayedStep {
  /** Counted from 1. */
  number: number;
  /** In words. */
  did: string;
}

/**
 * Plays a story on the simulator at `url`, through its control API, one step after the other. Tells each step that is
 * done; rejects with the step's number and the reason when one cannot be done or what it waits for does not come.
 */
export async function replay(
  url: string,
  scenario: Scenario,
  onStep: (step: ReplayedStep) => void = () => undefined,
): Promise<void> {
  const names = new Map<string, string>();
  const stage = { url: url.replace(/\/$/, ''), scenario, names };
  if (scenario.setup) await call(stage, 'POST', '/_sim/setup', scenario.setup);
  for (const [index, step] of scenario.steps.entries()) {
    const number = index + 1;
    try {
      onStep({ number, did: await play(stage, withNames(step, names)) });
    } catch (error) {
      throw new Error(`Step ${number}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

interface Stage {
  url: string;
  scenario: Scenario;
  names: Map<string, string>;
}

async function play(stage: Stage, step: Step): Promise<string> {
  if ('customer' in step) return playCustomer(stage, step);
  if ('business' in step) {
    const { phoneNumberId = '', token = '' } = stage.scenario;
    const message = { messaging_product: 'whatsapp', ...step.business };
    const answer = sentSchema.parse(await call(stage, 'POST', `/v26.0/${phoneNumberId}/messages`, message, token));
    const wamid = answer.messages?.[0]?.id;
    if (step.as !== undefined && wamid !== undefined) stage.names.set(step.as, wamid);
    return `the business sends ${String(message['type' as keyof typeof message] ?? 'a read mark')}`;
  }
  if ('expectSend' in step) {
    const { textContains = '', ...query } = step.expectSend;
    const found = await until(step.withinSeconds, `the business sent ${JSON.stringify(step.expectSend)}`, async () => {
      const { sends } = sendsSchema.parse(await call(stage, 'GET', `/_sim/sends?${new URLSearchParams(query)}`));
      return sends.findLast((send) => JSON.stringify(send.content).includes(textContains));
    });
    if (step.as !== undefined) stage.names.set(step.as, found.wamid);
    return 'the business has sent it';
  }
  if ('expectStatus' in step) {
    const path = `/_sim/sends?${new URLSearchParams({ wamid: step.of })}`;
    await until(step.withinSeconds, `the business was told ${step.expectStatus}`, async () => {
      const { sends } = sendsSchema.parse(await call(stage, 'GET', path));
      return sends[0]?.statuses.find(({ status, delivered }) => status === step.expectStatus && delivered);
    });
    return `the business knows: ${step.expectStatus}`;
  }
  return playSurroundings(stage, step);
}

async function playCustomer(stage: Stage, step: Extract<Step, { customer: string }>): Promise<string> {
  const { customer } = step;
  const path = `/_sim/customers/${encodeURIComponent(customer)}`;
  if ('writes' in step) {
    const content = typeof step.writes === 'string' ? { text: step.writes } : step.writes;
    const message = { phoneNumberId: stage.scenario.phoneNumberId, ...content };
    const { wamid } = wroteSchema.parse(await call(stage, 'POST', `${path}/messages`, message));
    if (step.as !== undefined) stage.names.set(step.as, wamid);
    return `${customer} writes`;
  }
  if ('reads' in step) {
    await call(stage, 'POST', `${path}/read`, step.reads === true ? {} : { wamid: step.reads });
    return `${customer} reads`;
  }
  if ('plays' in step) {
    await call(stage, 'POST', `${path}/play`, { wamid: step.plays });
    return `${customer} plays the voice note`;
  }
  if ('changes' in step) {
    await call(stage, 'PATCH', path, step.changes);
    return `${customer} changes ${Object.keys(step.changes).join(', ')}`;
  }
  await call(stage, 'POST', `${path}/change-number`, step.changesNumber);
  return `${customer} has another number`;
}

async function playSurroundings(
  stage: Stage,
  step: Exclude<Step, { customer: string } | { business: object } | { expectSend: object } | { expectStatus: string }>,
): Promise<string> {
  if ('field' in step) {
    await call(stage, 'POST', '/_sim/webhooks/field', { phoneNumberId: stage.scenario.phoneNumberId, ...step.field });
    return 'an event of another field is told';
  }
  if ('fault' in step) {
    await call(stage, 'POST', '/_sim/faults', step.fault);
    return 'a fault is set';
  }
  if ('clearFaults' in step) {
    await call(stage, 'DELETE', '/_sim/faults');
    return 'faults are cleared';
  }
  if ('settings' in step) {
    await call(stage, 'PATCH', '/_sim/settings', step.settings);
    return 'settings are changed';
  }
  if ('advanceSeconds' in step) {
    await call(stage, 'POST', '/_sim/clock', { advanceSeconds: step.advanceSeconds });
    return `${step.advanceSeconds} s go by`;
  }
  await wait(step.pauseSeconds * 1000);
  return `a pause of ${step.pauseSeconds} s`;
}

const wroteSchema = z.object({ wamid: z.string() });
const sentSchema = z.object({ messages: z.array(z.object({ id: z.string() })).optional() });
const sendsSchema = z.object({
  sends: z.array(
    z.object({
      wamid: z.string(),
      content: z.unknown(),
      statuses: z.array(z.object({ status: z.string(), delivered: z.boolean() })),
    }),
  ),
});

async function call({ url }: Stage, method: string, path: string, body?: unknown, token?: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function until<Value>(
  withinSeconds: number,
  what: string,
  look: () => Promise<Value | undefined>,
): Promise<Value> {
  const end = performance.now() + withinSeconds * 1000;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`not within ${withinSeconds} s: ${what}`);
    await wait(LOOK_AGAIN_MS);
  }
}

/** `$name` stands for the wamid that an earlier step kept under this name. */
function withNames(step: Step, names: Map<string, string>): Step {
  return JSON.parse(JSON.stringify(step), (_key, value: unknown) => {
    if (typeof value !== 'string' || !/^\$\w+$/.test(value)) return value;
    const wamid = names.get(value.slice(1));
    if (wamid === undefined) throw new Error(`no earlier step has kept anything as ${value.slice(1)}`);
    return wamid;
  }) as Step;
}
