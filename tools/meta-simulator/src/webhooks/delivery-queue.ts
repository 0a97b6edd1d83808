import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { Identifiers } from '../identifiers.js';
import type { Ledger } from '../ledger.js';
import type { Registry } from '../registry.js';
import type { Settings } from '../settings.js';
import { inOneBody } from './batch.js';
import { callbackUrl, subscribedApps } from './callbacks.js';
import { type PostOutcome, Poster } from './post.js';
import { signatureOf } from './wire-format.js';

/** One event, or a batch of them, on its way to one app. `body` is the exact text; the address is looked up anew for each attempt. */
export interface Delivery {
  id: string;
  event: 'message' | 'status' | 'other' | 'batch';
  appId: string;
  wabaId: string;
  phoneNumberId?: string;
  field: string;
  body: string;
  type?: string;
  status?: string;
  wamid?: string;
  opaqueId?: string;
  /** The events of a batch. */
  members?: Delivery[];
  /** It was held up already so that others overtake it. */
  isOvertaken?: boolean;
  /** Another copy of what an app has or will get anyway: never tried again. */
  onceOnly?: boolean;
  attempts: number;
  /** Simulated seconds since the first attempt. */
  ageSeconds: number;
}

interface Waiting {
  delivery: Delivery;
  timer: NodeJS.Timeout;
  dueAtMs: number;
}

const GIVE_UP_AFTER_SECONDS = 7 * 24 * 3600;
// At once, then at falling frequency. Meta publishes the seven days, not the steps.
const RETRY_STEPS_SECONDS = [0, 10, 30, 60, 120, 300, 600, 1800];
const LAST_STEP_SECONDS = 3600;
const FIRST_LATE_STEP_SECONDS = 10;
const LEAST_DELAY_MS = 5;

/** Posts events to the apps: many at a time, in no promised order, again and again until there is a 200. */
export class DeliveryQueue {
  readonly #poster = new Poster();
  #ready: Delivery[] = [];
  #waiting = new Map<string, Waiting>();
  #inFlight = new Map<string, Delivery>();
  #gathering = new Map<string, { deliveries: Delivery[]; timer: NodeJS.Timeout }>();
  #stopped = false;

  constructor(
    private readonly parts: {
      registry: Registry;
      ledger: Ledger;
      faults: Faults;
      settings: Settings;
      ids: Identifiers;
      onDelivered: (delivery: Delivery) => void;
    },
  ) {}

  add(delivery: Delivery): void {
    const { settings, ids } = this.parts;
    const isNew = delivery.attempts === 0;
    if (isNew && settings.reorderShare > 0 && !delivery.isOvertaken && ids.chance('reorder') < settings.reorderShare)
      this.#wait({ ...delivery, isOvertaken: true }, settings.reorderDelayMs);
    else if (isNew && settings.batchMax > 1) this.#gather(delivery);
    else this.#enqueue(delivery);
  }

  counts(): { ready: number; inFlight: number; waitingForRetry: number } {
    const gathered = [...this.#gathering.values()].flatMap(({ deliveries }) => deliveries).length;
    return {
      ready: this.#ready.length + gathered,
      inFlight: this.#inFlight.size,
      waitingForRetry: this.#waiting.size,
    };
  }

  /** Simulated time went by: what waits for its next attempt has so much less to wait. */
  bringForward(seconds: number): void {
    for (const { delivery, timer, dueAtMs } of [...this.#waiting.values()]) {
      clearTimeout(timer);
      delivery.ageSeconds += seconds;
      this.#wait(delivery, dueAtMs - Date.now() - seconds * 1000 * this.parts.settings.retryScale);
    }
  }

  /** Forgets what is not delivered yet. */
  clear(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    for (const { timer } of this.#gathering.values()) clearTimeout(timer);
    this.#gathering.clear();
    this.#ready = [];
    this.#inFlight.clear();
  }

  /** What is not delivered yet, for the next start. */
  stop(): Delivery[] {
    this.#stopped = true;
    const left = [
      ...this.#ready,
      ...this.#inFlight.values(),
      ...[...this.#waiting.values()].map(({ delivery }) => delivery),
      ...[...this.#gathering.values()].flatMap(({ deliveries }) => deliveries),
    ];
    this.clear();
    this.#poster.stop();
    return left;
  }

  /** One POST outside the queue, never repeated. */
  postOnce(url: string, body: Buffer, signature: string | undefined): Promise<PostOutcome> {
    return this.#poster.post({
      url,
      body,
      headers: headers(signature),
      timeoutMs: this.parts.settings.webhookTimeoutMs,
    });
  }

  #enqueue(delivery: Delivery): void {
    this.#ready.push(delivery);
    this.#startReady();
  }

  /** Events for the same app and address wait for each other a moment, and then travel as one. */
  #gather(delivery: Delivery): void {
    const { batchMax, batchWindowMs } = this.parts.settings;
    const key = `${delivery.appId} ${this.#urlOf(delivery) ?? ''}`;
    const gathered = this.#gathering.get(key) ?? {
      deliveries: [],
      timer: setTimeout(() => this.#release(key), batchWindowMs),
    };
    this.#gathering.set(key, gathered);
    gathered.deliveries.push(delivery);
    if (gathered.deliveries.length >= batchMax) this.#release(key);
  }

  #release(key: string): void {
    const { deliveries = [], timer } = this.#gathering.get(key) ?? {};
    clearTimeout(timer);
    this.#gathering.delete(key);
    const [first, ...others] = deliveries;
    if (!first) return;
    if (others.length === 0) return this.#enqueue(first);
    const body = inOneBody(
      deliveries.map((delivery) => delivery.body),
      this.parts.ids,
    );
    const { appId, wabaId, phoneNumberId, field } = first;
    const route = { appId, wabaId, phoneNumberId, field };
    this.#enqueue({
      id: randomUUID(),
      event: 'batch',
      ...route,
      body,
      members: deliveries,
      attempts: 0,
      ageSeconds: 0,
    });
  }

  #urlOf({ appId, wabaId, phoneNumberId, field }: Delivery): string | undefined {
    const { registry } = this.parts;
    const app = registry.apps.get(appId);
    const waba = registry.wabas.get(wabaId);
    const number = registry.numbers.get(phoneNumberId ?? '');
    return app && waba && callbackUrl({ app, waba, number, field });
  }

  #startReady(): void {
    while (!this.#stopped && this.#inFlight.size < this.parts.settings.webhookConcurrency) {
      const delivery = this.#ready.shift();
      if (!delivery) return;
      this.#inFlight.set(delivery.id, delivery);
      void this.#attempt(delivery).finally(() => {
        this.#inFlight.delete(delivery.id);
        this.#startReady();
      });
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { registry, ledger, faults, settings } = this.parts;
    const app = registry.apps.get(delivery.appId);
    const waba = registry.wabas.get(delivery.wabaId);
    if (!app || !waba?.subscribedAppIds.includes(delivery.appId))
      return this.#drop(delivery, 'the app is not subscribed');
    const url = this.#urlOf(delivery);
    if (!url) return this.#drop(delivery, 'the app has no verified callback');

    const effect = faults.strike({
      point: isOfOneKind(delivery.event) ? `webhook.${delivery.event}` : 'webhook',
      phoneNumberId: delivery.phoneNumberId,
      type: delivery.type,
      status: delivery.status,
      text: () => `${delivery.body}${JSON.stringify(JSON.parse(delivery.body))}`,
    });
    if (effect.drop) return this.#drop(delivery, 'dropped by a fault rule');
    if (effect.delayMs) await new Promise((resolve) => setTimeout(resolve, effect.delayMs).unref());
    delivery.attempts += 1;
    const started = performance.now();
    const body = Buffer.from(delivery.body);
    const outcome: PostOutcome =
      effect.cut === 'before'
        ? { kind: 'failed', reason: 'cut before sending' }
        : await this.#poster.post({
            url,
            body,
            headers: headers(signatureOf(body, app.secret)),
            timeoutMs: settings.webhookTimeoutMs,
            cutAfterSending: effect.cut === 'after',
            slowBodyMs: effect.slowBodyMs,
          });
    if (!this.#inFlight.has(delivery.id)) return; // stopped or reset meanwhile
    const delivered = outcome.kind === 'answered' && outcome.status === 200;
    const gaveUp = !delivered && (delivery.onceOnly === true || delivery.ageSeconds >= GIVE_UP_AFTER_SECONDS);
    for (const { id, event, status, phoneNumberId, wamid, opaqueId } of delivery.members ?? [delivery]) {
      ledger.record({
        kind: 'webhook.attempt',
        deliveryId: id,
        batchId: delivery.members && delivery.id,
        event,
        status,
        appId: delivery.appId,
        phoneNumberId,
        wamid,
        opaqueId,
        url,
        attempt: delivery.attempts,
        httpStatus: outcome.kind === 'answered' ? outcome.status : null,
        error: outcome.kind === 'failed' ? outcome.reason : undefined,
        ms: Math.round(performance.now() - started),
        outcome: delivered ? 'delivered' : gaveUp ? 'gaveUp' : 'retry',
      });
    }
    if (delivered) this.#afterDelivery(delivery, effect.repeat ?? 0);
    else if (!gaveUp) this.#retryLater(delivery);
  }

  #afterDelivery(delivery: Delivery, repeats: number): void {
    const { settings, ids, onDelivered } = this.parts;
    for (const member of delivery.members ?? [delivery]) onDelivered(member);
    for (let number = 1; number <= repeats; number += 1) this.add(copyOf(delivery, `.${number}`));
    const comesAgain = settings.repeatShare > 0 && !delivery.onceOnly && ids.chance('repeat') < settings.repeatShare;
    if (comesAgain)
      this.#wait(copyOf(delivery, '.again', { onceOnly: true }), FIRST_LATE_STEP_SECONDS * 1000 * settings.retryScale);
  }

  /** Tried again later; the other subscribed apps hear it again too, whatever they answered (reference 1.3). */
  #retryLater(delivery: Delivery): void {
    const { registry, settings } = this.parts;
    const step = RETRY_STEPS_SECONDS[delivery.attempts - 1] ?? LAST_STEP_SECONDS;
    const delayMs = step * 1000 * settings.retryScale;
    delivery.ageSeconds += step;
    this.#wait(delivery, delayMs);
    const waba = registry.wabas.get(delivery.wabaId);
    const audience = waba && settings.retryToAllApps ? subscribedApps(registry, waba, delivery.field) : undefined;
    if (!audience || 'reason' in audience) return;
    for (const { appId } of audience.apps) {
      if (appId === delivery.appId) continue;
      const copy = copyOf(delivery, `.${delivery.attempts}.${appId}`, { appId, onceOnly: true });
      this.#wait(copy, delayMs);
    }
  }

  #wait(delivery: Delivery, delayMs: number): void {
    const due = Math.max(LEAST_DELAY_MS, delayMs);
    const timer = setTimeout(() => {
      this.#waiting.delete(delivery.id);
      this.add(delivery);
    }, due);
    this.#waiting.set(delivery.id, { delivery, timer, dueAtMs: Date.now() + due });
  }

  #drop(delivery: Delivery, reason: string): void {
    for (const { event, status, phoneNumberId, wamid, opaqueId } of delivery.members ?? [delivery])
      this.parts.ledger.record({ kind: 'webhook.dropped', event, status, phoneNumberId, wamid, opaqueId, reason });
  }
}

function isOfOneKind(event: Delivery['event']): event is 'message' | 'status' {
  return event === 'message' || event === 'status';
}

/** The same event or batch once more, under ids of its own. */
function copyOf(delivery: Delivery, suffix: string, changes: Partial<Delivery> = {}): Delivery {
  const members = delivery.members?.map((member) => ({ ...member, id: `${member.id}${suffix}` }));
  return { ...delivery, id: `${delivery.id}${suffix}`, ...(members && { members }), ...changes };
}

function headers(signature: string | undefined): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    accept: '*/*',
    ...(signature !== undefined && { 'x-hub-signature-256': signature }),
  };
}
