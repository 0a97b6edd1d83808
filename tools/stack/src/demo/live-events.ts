import { messageViewSchema, sessionViewSchema } from '@wabx/contracts';
import { z } from 'zod';
import { StackError } from '../stack-error.js';

const eventSchema = z.object({
  type: z.string(),
  sessionId: z.uuid(),
  message: messageViewSchema.optional(),
  session: sessionViewSchema.optional(),
});
export type LiveEvent = z.infer<typeof eventSchema>;

/** What an agent sees as it happens (server-sent events of the router). */
export class LiveEvents {
  readonly #seen: LiveEvent[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #end = new AbortController();

  /** Resolves when the stream is open: nothing that happens from now on is missed. */
  static async open(url: string, key: string): Promise<LiveEvents> {
    const events = new LiveEvents();
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}` }, signal: events.#end.signal });
    if (!response.ok || !response.body) throw new StackError(`${url} was answered with ${response.status}`);
    events.#read(response.body).catch(() => undefined); // it ends with close(), and what is missing then is noticed
    return events;
  }

  /** The first event, past or to come, for which `pick` answers something. Throws a StackError when it does not come. */
  async next<T>(what: string, pick: (event: LiveEvent) => T | undefined, timeoutMs: number): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    for (let at = 0; ;) {
      for (; at < this.#seen.length; at++) {
        const event = this.#seen[at];
        const picked = event && pick(event);
        if (picked !== undefined) return picked;
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new StackError(`${what}: did not happen within ${timeoutMs / 1000} s`);
      await this.#somethingNew(leftMs);
    }
  }

  close(): void {
    this.#end.abort();
  }

  #somethingNew(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        const event = data === undefined ? undefined : eventSchema.safeParse(JSON.parse(data)).data;
        if (event) this.#seen.push(event);
      }
      for (const wake of [...this.#waiting]) wake();
    }
  }
}
