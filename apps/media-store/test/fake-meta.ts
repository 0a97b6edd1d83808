import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { measure } from './large-file.js';

export interface FakeFile {
  chunks: () => Iterable<Buffer>;
  size: number;
  mimeType: string;
  phoneNumberId: string;
}

export interface FakeMeta {
  url: string;
  files: Map<string, FakeFile>;
  /** Every request as `METHOD kind id`, in order. */
  calls: string[];
  /** Uploads as they arrived: the whole body's size, and its head as text. */
  uploads: { phoneNumberId: string; sizeBytes: number; head: string }[];
  accessToken: string;
  /** How many of the next downloads and look-ups go wrong, and how. */
  faults: { expiredUrls: number; cutDownloads: number; shortDownloads: number; limitedLookUps: number };
  /** Downloads wait for this before they send their last byte. */
  hold: Promise<void>;
  stop(): Promise<void>;
}

/** Meta as far as media go, over real HTTP: look-up, download and upload, with the faults a test asks for. */
export async function startFakeMeta(): Promise<FakeMeta> {
  const server = createServer((request, response) => {
    void answer(meta, request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const meta: FakeMeta = {
    url: `http://127.0.0.1:${port}`,
    files: new Map(),
    calls: [],
    uploads: [],
    accessToken: '',
    faults: { expiredUrls: 0, cutDownloads: 0, shortDownloads: 0, limitedLookUps: 0 },
    hold: Promise.resolve(),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return meta;
}

async function answer(meta: FakeMeta, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', meta.url);
  const [, version = '', id = '', edge] = pathname.split('/');
  const isDownload = version === 'download';
  meta.calls.push(`${request.method} ${isDownload ? 'download' : (edge ?? 'media')} ${id}`);
  if (request.headers.authorization !== `Bearer ${meta.accessToken}`) {
    return isDownload
      ? void response.writeHead(404).end('<html>Not found</html>')
      : json(response, 401, { error: { message: 'expired', type: 'OAuthException', code: 190 } });
  }
  if (request.method === 'POST' && edge === 'media') {
    const head: Buffer[] = [];
    request.on('data', (chunk: Buffer) => head.length < 2 && head.push(chunk));
    const { sizeBytes } = await measure(request);
    meta.uploads.push({ phoneNumberId: id, sizeBytes, head: Buffer.concat(head).toString('latin1').slice(0, 1000) });
    return json(response, 200, { id: `uploaded-${meta.uploads.length}` });
  }
  const file = meta.files.get(id);
  if (isDownload) return await download(meta, file, response);
  if (meta.faults.limitedLookUps-- > 0) {
    return json(response, 400, { error: { message: 'too many calls', type: 'OAuthException', code: 80007 } });
  }
  if (!file || searchParams.get('phone_number_id') !== file.phoneNumberId) {
    return json(response, 400, {
      error: { message: 'no such object', type: 'GraphMethodException', code: 100, error_subcode: 33 },
    });
  }
  const hash = createHash('sha256');
  for (const chunk of file.chunks()) hash.update(chunk);
  json(response, 200, {
    messaging_product: 'whatsapp',
    url: `${meta.url}/download/${id}`,
    mime_type: file.mimeType,
    sha256: hash.digest('hex'),
    file_size: String(file.size),
    id,
  });
}

async function download(meta: FakeMeta, file: FakeFile | undefined, response: ServerResponse): Promise<void> {
  if (!file || meta.faults.expiredUrls-- > 0) return void response.writeHead(404).end('<html>Not found</html>');
  const isCut = meta.faults.cutDownloads-- > 0;
  const isShort = meta.faults.shortDownloads-- > 0;
  const sentBytes = isCut || isShort ? Math.floor(file.size * 0.6) : file.size;
  response.writeHead(200, { 'content-type': file.mimeType, 'content-length': isShort ? sentBytes : file.size });
  let sent = 0;
  for (const chunk of file.chunks()) {
    if (sent + chunk.length >= sentBytes) {
      await meta.hold;
      const last = chunk.subarray(0, sentBytes - sent);
      // Flushed before the connection ends: a cut is a real one, in the middle of the bytes.
      await new Promise((resolve) => response.write(last, resolve));
      return void (isCut ? response.destroy() : response.end());
    }
    sent += chunk.length;
    if (!response.write(chunk)) await once(response, 'drain');
  }
  response.end();
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
