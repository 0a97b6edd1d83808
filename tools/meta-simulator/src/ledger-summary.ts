import type { LedgerEntry } from './ledger.js';

interface NumberCounts {
  /** Messages customers wrote to this number. */
  customerMessages: number;
  sendsAccepted: number;
  sendsRefused: number;
  /** Sends whose `failed` status was made. */
  sendsFailed: number;
}

/** Exact counts over the whole ledger, kept while it is written. */
export class LedgerSummary {
  #lines = 0;
  #kinds: Record<string, number> = {};
  #routes: Record<string, number> = {};
  #graphErrors: Record<string, number> = {};
  #statuses: Record<string, number> = {};
  #webhooks = { events: 0, attempts: 0, delivered: 0, gaveUp: 0, dropped: 0 };
  #links = { fetched: 0, failed: 0 };
  #numbers: Record<string, NumberCounts> = {};

  count(entry: LedgerEntry): void {
    this.#lines += 1;
    increment(this.#kinds, entry.kind);
    switch (entry.kind) {
      case 'graph.request':
        increment(this.#routes, entry.route);
        if (entry.code !== undefined) increment(this.#graphErrors, String(entry.code));
        if (entry.route === 'send') this.#number(entry)[entry.wamid ? 'sendsAccepted' : 'sendsRefused'] += 1;
        return;
      case 'message.status':
        increment(this.#statuses, entry.status);
        if (entry.status === 'failed') this.#number(entry).sendsFailed += 1;
        return;
      case 'webhook.event':
        this.#webhooks.events += 1;
        return;
      case 'webhook.attempt':
        this.#webhooks.attempts += 1;
        if (entry.outcome === 'delivered') this.#webhooks.delivered += 1;
        if (entry.outcome === 'gaveUp') this.#webhooks.gaveUp += 1;
        return;
      case 'webhook.dropped':
        this.#webhooks.dropped += 1;
        return;
      case 'link.fetch':
        this.#links[entry.outcome] += 1;
        return;
      case 'customer.message':
        this.#number(entry).customerMessages += 1;
    }
  }

  toJSON() {
    return {
      lines: this.#lines,
      kinds: this.#kinds,
      routes: this.#routes,
      graphErrors: this.#graphErrors,
      statuses: this.#statuses,
      webhooks: this.#webhooks,
      links: this.#links,
      numbers: this.#numbers,
    };
  }

  clear(): void {
    this.#lines = 0;
    this.#kinds = {};
    this.#routes = {};
    this.#graphErrors = {};
    this.#statuses = {};
    this.#webhooks = { events: 0, attempts: 0, delivered: 0, gaveUp: 0, dropped: 0 };
    this.#links = { fetched: 0, failed: 0 };
    this.#numbers = {};
  }

  #number(entry: { phoneNumberId?: string }): NumberCounts {
    return (this.#numbers[entry.phoneNumberId ?? 'unknown'] ??= {
      customerMessages: 0,
      sendsAccepted: 0,
      sendsRefused: 0,
      sendsFailed: 0,
    });
  }
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
