// The HTTP side of graph-server.ts, in a thread of its own: it writes down when a call was there, however busy the thread is
// in which the senders and the test run. What becomes of a call that thread decides.
import { createServer } from 'node:http';
import { hrtime } from 'node:process';
import { text } from 'node:stream/consumers';
import { parentPort } from 'node:worker_threads';

const waiting = new Map();
let calls = 0;

const server = createServer((request, response) => {
  const seen = (body) => {
    // One clock for all threads; performance.now() is not.
    const atNs = hrtime.bigint();
    const call = (calls += 1);
    waiting.set(call, response);
    const { method, url, headers } = request;
    parentPort.postMessage({ call, method, atNs, url, authorization: headers.authorization, body });
  };
  // One that is cut off is no call.
  text(request).then(seen, () => undefined);
});

parentPort.on('message', ({ call, status, headers, body }) => {
  waiting.get(call).writeHead(status, headers).end(body);
  waiting.delete(call);
});

server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
