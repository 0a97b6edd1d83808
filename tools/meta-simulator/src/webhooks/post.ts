import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { slowly } from '../slow-body.js';

export type PostOutcome = { kind: 'answered'; status: number; body: string } | { kind: 'failed'; reason: string };

export interface Post {
  url: string;
  body: Buffer;
  headers: Record<string, string>;
  timeoutMs: number;
  /** Close the connection once the body is sent, as if the answer was lost. */
  cutAfterSending?: boolean;
  /** The body goes out in pieces over this time. */
  slowBodyMs?: number;
}

const ANSWER_BYTES_KEPT = 65_536;

/** Posts exact bytes over kept-alive connections. Never throws: what went wrong is an outcome. */
export class Poster {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  async post(post: Post): Promise<PostOutcome> {
    const first = await this.#try(post);
    // The other side may close an idle connection in the moment it is used again: nothing was read there.
    return first.kind === 'stale' ? asOutcome(await this.#try(post)) : first;
  }

  stop(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #try(post: Post): Promise<PostOutcome | { kind: 'stale' }> {
    return new Promise((resolve) => {
      const url = new URL(post.url);
      const isHttps = url.protocol === 'https:';
      const request = (isHttps ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: isHttps ? this.#https : this.#http,
        headers: { ...post.headers, 'content-length': String(post.body.length) },
      });
      const timer = setTimeout(() => request.destroy(new Error('timeout')), post.timeoutMs);
      request.on('close', () => clearTimeout(timer));
      request.on('response', (response) => void readAnswer(response).then(resolve));
      request.on('error', (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && error.code === 'ECONNRESET';
        resolve(stale ? { kind: 'stale' } : { kind: 'failed', reason: error.code ?? error.message });
      });
      const sent = (): void => {
        if (post.cutAfterSending) request.destroy(new Error('connection cut'));
      };
      if (post.slowBodyMs === undefined) request.end(post.body, sent);
      else slowly(post.body, post.slowBodyMs).once('end', sent).pipe(request);
    });
  }
}

function asOutcome(outcome: PostOutcome | { kind: 'stale' }): PostOutcome {
  return outcome.kind === 'stale' ? { kind: 'failed', reason: 'ECONNRESET' } : outcome;
}

async function readAnswer(response: IncomingMessage): Promise<PostOutcome> {
  const chunks: Buffer[] = [];
  let kept = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (kept < ANSWER_BYTES_KEPT) chunks.push(chunk);
      kept += chunk.length;
    }
  } catch {
    return { kind: 'failed', reason: 'answer broken off' };
  }
  return { kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
