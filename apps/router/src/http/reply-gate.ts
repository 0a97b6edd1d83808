import { Problem } from '@wabx/runtime';

/** Half of the connections to the database: the rest is for reading, claiming and what comes in. */
const AT_ONCE = 5;
const WAITING_MAX = 100;
/** Longer waits would make the answers of all who come behind late too. */
const WAIT_MS_MAX = 700;

/**
 * Bounds how many replies are stored at once and how many wait for their turn, and for how long, so that asking for more than
 * can be done is refused before it takes anything. People go before systems.
 */
export class ReplyGate {
  private working = 0;
  private readonly people: Waiting[] = [];
  private readonly systems: Waiting[] = [];

  async pass<T>(by: 'people' | 'systems', work: () => Promise<T>): Promise<T> {
    if (this.working < AT_ONCE) this.working += 1;
    else await this.turn(this[by]);
    try {
      return await work();
    } finally {
      // Who works hands its place on.
      const next = this.people.shift() ?? this.systems.shift();
      if (next) next.begin();
      else this.working -= 1;
    }
  }

  private async turn(line: Waiting[]): Promise<void> {
    if (line.length >= WAITING_MAX) throw overloaded();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        reject(overloaded());
      }, WAIT_MS_MAX);
      const waiting: Waiting = {
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      line.push(waiting);
    });
  }
}

interface Waiting {
  begin(): void;
}

const overloaded = () =>
  new Problem(
    429,
    'OVERLOADED',
    'More replies are asked for than can be taken; this one was not. Ask for it again with the same Idempotency-Key.',
    {},
    { 'retry-after': '1' },
  );
