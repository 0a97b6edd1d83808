import { Problem } from '@wabx/runtime';

/** Half of the connections to the database: the rest is for reading, claiming and what comes in. */
const AT_ONCE = 5;
/** At eighty a second the last of them waits for little more than half a second. */
const WAITING_MAX = 50;

/**
 * Bounds how many replies are stored at once and how many wait for their turn, so that asking for more than can be done is
 * refused before it takes anything. People go before systems.
 */
export class ReplyGate {
  private working = 0;
  private readonly people: (() => void)[] = [];
  private readonly systems: (() => void)[] = [];

  async pass<T>(by: 'people' | 'systems', work: () => Promise<T>): Promise<T> {
    if (this.working < AT_ONCE) this.working += 1;
    else if (this.people.length + this.systems.length >= WAITING_MAX) throw overloaded();
    else await new Promise<void>((begin) => this[by].push(begin));
    try {
      return await work();
    } finally {
      // Who has ended hands its place on.
      const begin = this.people.shift() ?? this.systems.shift();
      if (begin) begin();
      else this.working -= 1;
    }
  }
}

const overloaded = () =>
  new Problem(
    429,
    'OVERLOADED',
    'More replies are asked for than can be taken; this one was not. Ask for it again with the same Idempotency-Key.',
    {},
    { 'retry-after': '1' },
  );
