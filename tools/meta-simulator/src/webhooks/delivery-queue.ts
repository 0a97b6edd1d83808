import type { Faults } from '../faults.js';
import type { Ledger } from '../ledger.js';
import type { Registry } from '../registry.js';
import type { Settings } from '../settings.js';
import { callbackUrl } from './callbacks.js';
import { type PostOutcome, Poster } from './post.js';
import { signatureOf } from './wire-format.js';

/** One event on its way to one app. `body` is the exact text; the address is looked up anew for each attempt. */
export interface Delivery {
  id: string;
  event: 'message' | 'status' | 'other';
  appId: string;
  wabaId: string;
  phoneNumberId?: string;
  field: string;
  body: string;
  type?: string;
  status?: string;
  wamid?: string;
  opaqueId?: string;
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
const LEAST_DELAY_MS = 5;

/** Posts events to the apps: many at a time, in no promised order, again and again until there is a 200. */
export class DeliveryQueue {
  readonly #poster = new Poster();
  #ready: Delivery[] = [];
  #waiting = new Map<string, Waiting>();
  #inFlight = new Map<string, Delivery>();
  #stopped = false;

  constructor(
    private readonly parts: {
      registry: Registry;
      ledger: Ledger;
      faults: Faults;
      settings: Settings;
      onDelivered: (delivery: Delivery) => void;
    },
  ) {}

  add(delivery: Delivery): void {
    this.#ready.push(delivery);
    this.#startReady();
  }

  counts(): { ready: number; inFlight: number; waitingForRetry: number } {
    return { ready: this.#ready.length, inFlight: this.#inFlight.size, waitingForRetry: this.#waiting.size };
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
    const number = registry.numbers.get(delivery.phoneNumberId ?? '');
    if (!app || !waba?.subscribedAppIds.includes(delivery.appId))
      return this.#drop(delivery, 'the app is not subscribed');
    const url = callbackUrl({ app, waba, number, field: delivery.field });
    if (!url) return this.#drop(delivery, 'the app has no verified callback');

    const effect = faults.strike({
      point: delivery.event === 'other' ? 'webhook' : `webhook.${delivery.event}`,
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
          });
    if (!this.#inFlight.has(delivery.id)) return; // stopped or reset meanwhile
    const delivered = outcome.kind === 'answered' && outcome.status === 200;
    const gaveUp = !delivered && delivery.ageSeconds >= GIVE_UP_AFTER_SECONDS;
    ledger.record({
      kind: 'webhook.attempt',
      deliveryId: delivery.id,
      event: delivery.event,
      status: delivery.status,
      appId: delivery.appId,
      phoneNumberId: delivery.phoneNumberId,
      wamid: delivery.wamid,
      opaqueId: delivery.opaqueId,
      url,
      attempt: delivery.attempts,
      httpStatus: outcome.kind === 'answered' ? outcome.status : null,
      error: outcome.kind === 'failed' ? outcome.reason : undefined,
      ms: Math.round(performance.now() - started),
      outcome: delivered ? 'delivered' : gaveUp ? 'gaveUp' : 'retry',
    });
    if (delivered) this.parts.onDelivered(delivery);
    else if (!gaveUp) this.#retryLater(delivery);
    for (let copy = 1; delivered && copy <= (effect.repeat ?? 0); copy += 1)
      this.add({ ...delivery, id: `${delivery.id}.${copy}` });
  }

  #retryLater(delivery: Delivery): void {
    const step = RETRY_STEPS_SECONDS[delivery.attempts - 1] ?? LAST_STEP_SECONDS;
    delivery.ageSeconds += step;
    this.#wait(delivery, step * 1000 * this.parts.settings.retryScale);
  }

  #wait(delivery: Delivery, delayMs: number): void {
    const due = Math.max(LEAST_DELAY_MS, delayMs);
    const timer = setTimeout(() => {
      this.#waiting.delete(delivery.id);
      this.add(delivery);
    }, due);
    this.#waiting.set(delivery.id, { delivery, timer, dueAtMs: Date.now() + due });
  }

  #drop({ event, status, phoneNumberId, wamid, opaqueId }: Delivery, reason: string): void {
    this.parts.ledger.record({ kind: 'webhook.dropped', event, status, phoneNumberId, wamid, opaqueId, reason });
  }
}

function headers(signature: string | undefined): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    accept: '*/*',
    ...(signature !== undefined && { 'x-hub-signature-256': signature }),
  };
}
