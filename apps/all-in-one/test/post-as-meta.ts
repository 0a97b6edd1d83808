import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const AT_ONCE = 32;
/** Meta waits longer; what matters is that it comes back, and not at once. */
const RETRY_AFTER_MS = [100, 1_000] as const;

export interface Posting {
  /** How many bodies were answered 200. */
  accepted: number;
  /** How many posts were answered otherwise, or not at all; each was repeated. */
  refused: number;
  done: Promise<void>;
}

/** Posts every body to one of the URLs, again and again until it is answered 200, as Meta does. */
export function postAsMeta(bodies: string[], urls: string[], appSecret: string, random: () => number): Posting {
  const posting: Posting = { accepted: 0, refused: 0, done: Promise.resolve() };
  const waiting = [...bodies];
  let underWay = 0;
  const post = async (body: string): Promise<void> => {
    const url = urls[Math.floor(random() * urls.length)] ?? '';
    const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    const status = await fetch(url, { method: 'POST', headers, body }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => undefined, // the connection was cut: nobody knows whether it was taken
    );
    if (status === 200) {
      posting.accepted++;
      return;
    }
    posting.refused++;
    const [soonest, latest] = RETRY_AFTER_MS;
    await delay(soonest + random() * (latest - soonest));
    waiting.push(body);
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      const body = waiting.shift();
      if (body !== undefined) {
        underWay++;
        await post(body).finally(() => underWay--);
      } else if (underWay === 0) return;
      else await delay(5);
    }
  };
  posting.done = Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => undefined);
  return posting;
}
