import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { selfSigned } from '@wabx/testing';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { S3ObjectStore } from '../src/object-store/s3-object-store.js';

const own = selfSigned();
const client = selfSigned('wabx');
const stranger = selfSigned();
const shown: (string | undefined)[] = [];

let server: Server;
beforeAll(async () => {
  // Says yes to everything, as far as a bucket and one object need it, to who shows the right certificate.
  server = createServer({ ...own, ca: client.cert, requestCert: true }, (request, response) => {
    shown.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN);
    request.resume().on('end', () => response.setHeader('etag', '"1"').end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server?.close());

const put = async (tls: object) => {
  const store = new S3ObjectStore({
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'files',
    accessKey: 'access',
    secretKey: 'secret of the test',
    tls,
    log: { warn: () => undefined },
  });
  return await store.put('media/one', once(Buffer.from('bytes')));
};
async function* once(bytes: Buffer) {
  yield bytes;
}

it('files go over TLS with a certificate of our own', async () => {
  expect(await put({ ca: own.cert, cert: client.cert, key: client.key })).toMatchObject({ sizeBytes: 5 });
  expect(new Set(shown)).toEqual(new Set(['wabx']));
});

it.each([
  ['a server of another authority', () => ({ ca: stranger.cert, cert: client.cert, key: client.key })],
  ['no certificate of ours', () => ({ ca: own.cert })],
  ["a stranger's certificate", () => ({ ca: own.cert, cert: stranger.cert, key: stranger.key })],
])('nothing is sent with %s', async (_what, tls) => {
  const before = shown.length;
  await expect(put(tls())).rejects.toThrow();
  expect(shown.length).toBe(before);
});
