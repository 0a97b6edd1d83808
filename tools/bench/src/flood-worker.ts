import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

// Another thread than the one that measures: sending 400 MB would hold up its clock.

const AT_ONCE = 100;
const { url } = workerData as { url: string };
const agent = new Agent({ maxSockets: AT_ONCE });
/** Almost 4 MiB in signs of two bytes, with a signature of the right form that does not hold. */
const body = Buffer.from('é'.repeat(2 * 1024 ** 2 - 1));
const headers = { 'content-length': body.length, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };

const post = () =>
  new Promise<number | undefined>((resolve) => {
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', () => resolve(undefined));
    sent.end(body);
  });

const statuses = await Promise.all(Array.from({ length: AT_ONCE }, post));
agent.destroy();
parentPort?.postMessage(statuses);
