import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createServer } from 'node:http';
import { WhatsAppAPI } from 'whatsapp-api-js';

// What a user would pick instead: the usual library behind the same kind of handler, doing the same publish.
const subject = process.env['SUBJECT'] ?? '';
const url = new URL(process.env['NATS_URL'] ?? '');
const nats = await connect({ servers: url.host, user: url.username, pass: url.password });
const js = jetstream(nats);
const api = new WhatsAppAPI<Promise<unknown>>({
  token: 'unused',
  appSecret: process.env['APP_SECRET'] ?? '',
  webhookVerifyToken: 'unused',
  v: 'v26.0',
});
api.on.message = ({ message }) => js.publish(subject, JSON.stringify(message), { msgID: message.id });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    Promise.resolve(api.post(JSON.parse(body), body, String(request.headers['x-hub-signature-256']))).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(503).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.send?.({ ready: [{ url: `http://127.0.0.1:${port}` }] });
});
process.once('disconnect', () => process.exit(0));
