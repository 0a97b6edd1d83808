import { FailurePauses, Problem } from '@wabx/runtime';
import { Counter, type Registry } from 'prom-client';

/** An administrator who mistypes a token tries a few times; Meta asks once for each attempt. */
const FREE_PER_ADDRESS = 60;
const FREE_PER_CALLBACK = 60;

/**
 * Slows down who asks with wrong verify tokens, per address and per callback URL. A right token is never refused, so that
 * nobody can keep Meta out; and Meta's webhooks have nothing to do with it.
 */
export class WrongTokens {
  private readonly pauses = new FailurePauses();
  private readonly counter: Counter<'answer'>;

  constructor(metrics: Registry) {
    this.counter = new Counter({
      name: 'wabx_wrong_verify_tokens_total',
      help: 'Handshakes with a wrong verify token, by whether the caller was slowed down',
      labelNames: ['answer'],
      registers: [metrics],
    });
    for (const answer of ['403', '429'] as const) this.counter.inc({ answer }, 0);
  }

  /** Counts one. Answers the Problem when this one has to wait; undefined while it is simply refused. */
  note(address: string, webhookKey: string): Problem | undefined {
    const seconds = Math.max(
      this.pauses.secondsAfter(`address ${address}`, FREE_PER_ADDRESS),
      this.pauses.secondsAfter(`callback ${webhookKey}`, FREE_PER_CALLBACK),
    );
    this.counter.inc({ answer: seconds === 0 ? '403' : '429' });
    return seconds === 0 ? undefined : tooMany(seconds);
  }
}

function tooMany(seconds: number): Problem {
  return new Problem(
    'TOO_MANY_FAILURES',
    `Too many wrong verify tokens from this address or for this callback. Correct the token, then try again in ${seconds} s.`,
    {},
    { 'retry-after': String(seconds) },
  );
}
