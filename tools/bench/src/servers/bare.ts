import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// The floor: what any ingress has to do, and nothing else. One process, no framework, no validation, no routing.
const secret = process.env['APP_SECRET'] ?? '';
const subject = process.env['SUBJECT'] ?? '';
const url = new URL(process.env['NATS_URL'] ?? '');
const nats = await connect({ servers: url.host, user: url.username, pass: url.password });
const js = jetstream(nats);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const wanted = createHmac('sha256', secret).update(body).digest();
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      response.writeHead(401).end();
      return;
    }
    const parsed = JSON.parse(body.toString()) as { entry: { changes: { value: { messages: { id: string }[] } }[] }[] };
    const message = parsed.entry[0]?.changes[0]?.value.messages[0];
    js.publish(subject, JSON.stringify(message), { msgID: message?.id ?? '' }).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(503).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ ready: [{ url: addressOf(server.address()) }] }));
process.once('disconnect', () => process.exit(0));

function addressOf(address: ReturnType<typeof server.address>): string {
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
