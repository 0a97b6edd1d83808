import { Problem } from '@wabx/runtime';

/** Half of the connections to the database: the rest is for reading, claiming and what comes in. */
const AT_ONCE = 5;
/** How long the last of those that wait may have to, by how long replies take lately. */
const WAIT_MS_MAX = 300;
/** So many may wait in any case: a burst is not too much. */
const WAITING_MIN = 20;

/**
 * Bounds how many replies are stored at once and how many wait for their turn, so that asking for more than can be done is
 * refused before it takes anything. People go before systems.
 */
export class ReplyGate {
  private working = 0;
  private usualMs = 10;
  private readonly people: (() => void)[] = [];
  private readonly systems: (() => void)[] = [];

  async pass<T>(by: 'people' | 'systems', work: () => Promise<T>): Promise<T> {
    if (this.working < AT_ONCE) this.working += 1;
    else if (this.people.length + this.systems.length >= this.waitingMax) throw overloaded();
    else await new Promise<void>((begin) => this[by].push(begin));
    const beganMs = performance.now();
    try {
      return await work();
    } finally {
      this.usualMs += (performance.now() - beganMs - this.usualMs) / 20;
      // Who has ended hands its place on.
      const begin = this.people.shift() ?? this.systems.shift();
      if (begin) begin();
      else this.working -= 1;
    }
  }

  private get waitingMax(): number {
    return Math.max(WAITING_MIN, (AT_ONCE * WAIT_MS_MAX) / this.usualMs);
  }
}

const overloaded = () =>
  new Problem(
    'OVERLOADED',
    'More replies are asked for than can be taken; this one was not. Ask for it again with the same Idempotency-Key.',
    {},
    { 'retry-after': '1' },
  );
