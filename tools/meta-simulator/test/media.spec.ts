import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { APP_ID, call, MARA, NUMBER, type Stage, startStage, TOKEN, until, WABA } from './stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  await stage.write();
});
afterEach(() => stage.stop());

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

function form(bytes: string | Buffer, mimeType: string, filename: string, type: string | null = mimeType): FormData {
  const data = new FormData();
  data.set('messaging_product', 'whatsapp');
  data.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], { type: mimeType }), filename);
  if (type !== null) data.set('type', type);
  return data;
}
const upload = (data: FormData) => stage.graph('POST', `/${NUMBER}/media`, data);
const download = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers: { authorization: `Bearer ${TOKEN}`, 'user-agent': 'desk/1', ...headers } });

describe('an upload', () => {
  it('can be asked for, downloaded, sent and deleted', async () => {
    const { id } = (await upload(form('picture bytes', 'image/jpeg', 'a.jpg'))).body;
    const info = (await stage.graph('GET', `/${id}?phone_number_id=${NUMBER}`)).body;
    const documented = JSON.parse(
      readFileSync(new URL('../fixtures/response-media-get.json', import.meta.url), 'utf8'),
    );
    expect(Object.keys(info).sort()).toEqual(Object.keys(documented).sort());
    expect(info).toMatchObject({ mime_type: 'image/jpeg', sha256: sha256('picture bytes'), file_size: 13, id });

    const answer = await download(info.url);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'image/jpeg',
      'picture bytes',
    ]);

    const wamid = (await stage.send({ type: 'image', image: { id } })).body.messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).length === 3);
    expect((await stage.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await stage.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect((await stage.send({ type: 'image', image: { id } })).body.error.code).toBe(131009);
  });

  it.each([
    ['audio/webm', 'voice.webm'],
    ['audio/ogg', 'voice.ogg'],
    ['audio/opus', 'voice.opus'],
    ['image/gif', 'a.gif'],
    ['image/heic', 'a.heic'],
  ])('of %s is refused with 100 and the list of types', async (mimeType, filename) => {
    const { status, body } = await upload(form('x', mimeType, filename));
    const documented = JSON.parse(
      readFileSync(new URL('../fixtures/error-100-media-type-not-accepted.json', import.meta.url), 'utf8'),
    );
    expect(status).toBe(400);
    expect(Object.keys(body.error).sort()).toEqual(Object.keys(documented.error).sort());
    expect(body.error.message).toContain(`Received file of type '${mimeType}'`);
  });

  it('of a voice note as audio/ogg; codecs=opus is taken', async () => {
    expect((await upload(form('x', 'audio/ogg; codecs=opus', 'voice.ogg'))).body).toEqual({
      id: expect.stringMatching(/^\d+$/),
    });
  });

  it('whose name contradicts its type is taken, and fails later with 131053', async () => {
    const { id } = (await upload(form('x', 'audio/ogg; codecs=opus', 'voice.mp4'))).body;
    const wamid = (await stage.send({ type: 'audio', audio: { id } })).body.messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).includes('failed'));
    expect(stage.callback.items('statuses').at(-1).errors[0].code).toBe(131053);
  });

  it.each([
    ['image/jpeg', 'a.jpg', 5 * 1024 * 1024],
    ['image/webp', 'a.webp', 500 * 1024],
    ['video/mp4', 'a.mp4', 16 * 1024 * 1024],
  ])('of %s is refused one byte above its limit, and taken at it', async (mimeType, filename, limit) => {
    expect((await upload(form(Buffer.alloc(limit + 1), mimeType, filename))).body.error).toMatchObject({
      code: 100,
      message: expect.stringContaining(String(limit)),
    });
    expect((await upload(form(Buffer.alloc(limit), mimeType, filename))).status).toBe(200);
  });

  it('belongs to its number: another cannot see or send it', async () => {
    const other = '410020030040052';
    await stage.control('POST', '/setup', {
      apps: [{ appId: APP_ID }],
      numbers: [{ phoneNumberId: other, displayPhoneNumber: '+1 202-555-0144', wabaId: WABA }],
    });
    const { id } = (await upload(form('x', 'image/png', 'a.png'))).body;
    expect((await stage.graph('GET', `/${id}?phone_number_id=${other}`)).body.error.error_subcode).toBe(33);
    const { body } = await stage.graph('POST', `/${other}/messages`, {
      messaging_product: 'whatsapp',
      to: `+${MARA}`,
      type: 'image',
      image: { id },
    });
    expect(body.error.code).toBe(131009);
  });
});

describe('a customer’s file', () => {
  it('stands in the webhook with its hash in base64 and a url that gives the bytes', async () => {
    const bytes = Buffer.from('a small picture');
    const sent = await stage.write({
      type: 'image',
      image: { caption: 'Look' },
      media: { base64: bytes.toString('base64'), mimeType: 'image/png' },
    });
    expect(sent.body).toMatchObject({ sha256: sha256(bytes), size: bytes.length });
    const { image } = await until(() => stage.callback.items('messages').find(({ type }) => type === 'image'));
    expect(image).toEqual({
      caption: 'Look',
      mime_type: 'image/png',
      sha256: createHash('sha256').update(bytes).digest('base64'),
      id: sent.body.mediaId,
      url: expect.stringContaining('/whatsapp_business/attachments/?mid='),
    });
    expect(Buffer.from(await (await download(image.url)).arrayBuffer())).toEqual(bytes);
  });

  it('can be brought as multipart, in any order of the fields', async () => {
    const data = new FormData();
    data.set('file', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), 'invoice 2026.pdf');
    data.set(
      'message',
      JSON.stringify({ phoneNumberId: NUMBER, type: 'document', document: { caption: 'My invoice' } }),
    );
    const { status, body } = await call(`${stage.simulator.url}/_sim/customers/${MARA}/messages`, 'POST', data);
    expect([status, body.sha256]).toEqual([201, sha256('%PDF-1.7')]);
    const { document } = await until(() => stage.callback.items('messages').find(({ type }) => type === 'document'));
    expect(document).toMatchObject({
      caption: 'My invoice',
      filename: 'invoice 2026.pdf',
      mime_type: 'application/pdf',
      id: body.mediaId,
    });
  });

  it('of 100 MB is made from a seed, and its bytes have the promised hash', async () => {
    const size = 104_857_600;
    const { body } = await stage.write({
      type: 'document',
      media: { generate: { size, seed: 'large' }, filename: 'large.pdf' },
    });
    const { url } = (await stage.graph('GET', `/${body.mediaId}`)).body;
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of (await download(url)).body as unknown as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    expect([bytes, hash.digest('hex')]).toEqual([size, body.sha256]);
  });
});

describe('a download url', () => {
  const urlOf = async () =>
    (await stage.graph('GET', `/${(await upload(form('x', 'image/png', 'a.png'))).body.id}`)).body.url as string;

  it('is a 404 page without token, with a wrong one, or without User-Agent', async () => {
    const url = await urlOf();
    const wrong: Record<string, string>[] = [
      { authorization: '' },
      { authorization: 'Bearer nobody' },
      { 'user-agent': '' },
    ];
    for (const headers of wrong) {
      const answer = await download(url, headers);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    }
  });

  it('lives five minutes, received ids seven days', async () => {
    const { mediaId } = (await stage.write({ type: 'image', media: { base64: 'eA==' } })).body;
    const { url } = (await stage.graph('GET', `/${mediaId}`)).body;
    await stage.control('POST', '/clock', { advanceSeconds: 290 });
    expect((await download(url)).status).toBe(200);
    await stage.control('POST', '/clock', { advanceSeconds: 11 });
    expect((await download(url)).status).toBe(404);
    await stage.control('POST', '/clock', { advanceSeconds: 7 * 24 * 3600 - 310 });
    expect((await stage.graph('GET', `/${mediaId}`)).status).toBe(200);
    await stage.control('POST', '/clock', { advanceSeconds: 20 });
    expect((await stage.graph('GET', `/${mediaId}`)).body.error.error_subcode).toBe(33);
  });

  it('cannot be made up', async () => {
    expect((await download((await urlOf()).replace(/ext=\d+/, 'ext=9999999999'))).status).toBe(404);
  });
});

describe('a link', () => {
  let files: Server;
  let served: string[];
  const base = () => `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  beforeEach(async () => {
    served = [];
    files = createServer((request, response) => {
      served.push(request.url ?? '');
      if (request.url?.startsWith('/moved')) return void response.writeHead(302, { location: '/a.pdf' }).end();
      if (request.url?.startsWith('/a.'))
        return void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF bytes');
      return void response.writeHead(404).end('no');
    });
    files.listen(0, '127.0.0.1');
    await once(files, 'listening');
  });
  afterEach(async () => {
    files.closeAllConnections();
    files.close();
    await once(files, 'close');
  });
  const sendLink = async (path: string, type = 'document') =>
    (await stage.send({ type, [type]: { link: `${base()}${path}` }, biz_opaque_callback_data: 'link' })).body
      .messages[0].id as string;
  const fetches = async () => (await stage.control('GET', '/ledger?kind=link.fetch')).body.entries;

  it('is fetched after the answer, and recorded with size and hash', async () => {
    const wamid = await sendLink('/a.pdf?signed=1');
    await until(() => stage.callback.statusesOf(wamid).length === 3);
    expect(await fetches()).toEqual([
      expect.objectContaining({
        wamid,
        opaqueId: 'link',
        outcome: 'fetched',
        httpStatus: 200,
        size: 10,
        sha256: sha256('%PDF bytes'),
        cached: false,
      }),
    ]);
    const [request] = (await stage.control('GET', `/ledger?kind=graph.request&wamid=${wamid}`)).body.entries;
    expect(request.seq).toBeLessThan((await fetches())[0].seq);
  });

  it('that answers 404 ends as failed 131053 with the status in its details', async () => {
    const wamid = await sendLink('/gone.pdf');
    await until(() => stage.callback.statusesOf(wamid).includes('failed'));
    expect(stage.callback.statusesOf(wamid)).toEqual(['failed']);
    expect(stage.callback.items('statuses').at(-1).errors[0]).toMatchObject({
      code: 131053,
      error_data: { details: 'Downloading media from weblink failed with http code 404, status message Not Found' },
    });
  });

  it('of the wrong type for its message ends as failed 131053', async () => {
    const wamid = await sendLink('/a.pdf', 'image');
    await until(() => stage.callback.statusesOf(wamid).includes('failed'));
  });

  it('that redirects is followed', async () => {
    const wamid = await sendLink('/moved');
    await until(() => stage.callback.statusesOf(wamid).includes('sent'));
    expect(served).toEqual(['/moved', '/a.pdf']);
  });

  it('is not fetched again for ten minutes', async () => {
    for (const minutes of [0, 9, 2]) {
      await stage.control('POST', '/clock', { advanceSeconds: minutes * 60 });
      const wamid = await sendLink('/a.pdf');
      await until(() => stage.callback.statusesOf(wamid).includes('sent'));
    }
    expect((await fetches()).map((entry: { cached: boolean }) => entry.cached)).toEqual([false, true, false]);
    expect(served).toHaveLength(2);
  });
});
