import { setTimeout as delay } from 'node:timers/promises';
import { problemOf, WabxProblem } from './problem.js';
import type { components } from './schema.js';

export type LiveEvent = components['schemas']['LiveEvent'];

/** The server sends a `ping` every 15 s: a connection on which nothing has come for this long is dead. */
const SILENT_MS_MAX = 45_000;
const RECONNECT_MS = 1_000;

/**
 * What the caller may see, as it happens. A connection that ends is opened again where it was; `reset` says that events
 * between are missing, so that lists have to be loaded again, and comes first of all, when the stream is open. Ends with
 * `signal`; throws a WabxProblem when it is refused.
 */
export async function* readEvents(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Exclude<LiveEvent, { type: 'ping' }>> {
  let lastEventId: string | undefined;
  let isOpened = false;
  while (!signal.aborted) {
    const silence = new AbortController();
    const watch = setTimeout(() => silence.abort(), SILENT_MS_MAX);
    try {
      const response = await fetch(url, {
        headers: { ...headers, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (!response.ok || !response.body) throw await problemOf(response);
      if (!isOpened) yield { type: 'reset' };
      isOpened = true;
      for await (const frame of framesOf(response.body, () => watch.refresh())) {
        lastEventId = frame.id ?? lastEventId;
        if (frame.data === undefined) continue;
        const event = JSON.parse(frame.data) as LiveEvent;
        if (event.type !== 'ping') yield event;
      }
    } catch (error) {
      const isFinal = error instanceof WabxProblem && error.status < 500 && error.status !== 429;
      if (isFinal) throw error;
    } finally {
      clearTimeout(watch);
      silence.abort();
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* framesOf(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<{ id?: string | undefined; data?: string | undefined }> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    onBytes();
    const frames = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
      yield { id: field('id'), data: field('data') };
    }
  }
}
