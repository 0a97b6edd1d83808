import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { ApiKeysView } from '@wabx/runtime';
import type { ServerResponse } from 'node:http';
import type { Configuration } from '../directory.js';
import { accessOf } from '../sessions/rights.js';
import type { Actor } from '../sessions/refusal.js';
import type { EventRing } from './event-ring.js';
import type { LiveEvent, RingEntry } from './live-event.js';

const HEARTBEAT_MS = 15_000;
const KEY_CHECK_MS = 1_000;
const UNSENT_BYTES_MAX = 1024 * 1024;

interface Stream {
  actor: Actor;
  keyId: string;
  response: ServerResponse;
}

/** Server-sent events to agents: only what they may see at that moment, resumable, and never more than a bounded buffer. */
export class LiveGateway implements OnModuleDestroy, OnApplicationShutdown {
  private readonly streams = new Set<Stream>();
  private readonly stopFollowing: () => void;
  private readonly heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
  private readonly keyCheck = setInterval(() => this.endRevoked(), KEY_CHECK_MS);

  constructor(
    private readonly ring: EventRing,
    private readonly configuration: Configuration,
    private readonly keys: ApiKeysView,
  ) {
    this.stopFollowing = ring.onEvent((entry) => {
      for (const stream of this.streams) this.offer(stream, entry);
    });
  }

  /** Takes the response over until the reader goes, falls too far behind, or may no longer read. */
  open(actor: Actor, keyId: string, lastEventId: string | undefined, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      // nginx and its kind must not collect events before passing them on.
      'x-accel-buffering': 'no',
    });
    const stream: Stream = { actor, keyId, response };
    response.write(`retry: 1000\nid: ${this.idOf(this.ring.position())}\n: connected\n\n`);
    if (lastEventId !== undefined) this.resume(stream, lastEventId);
    this.streams.add(stream);
    response.on('close', () => this.streams.delete(stream));
  }

  /** First of all at shutdown: an open stream would keep the server from closing. */
  onModuleDestroy(): void {
    clearInterval(this.heartbeat);
    clearInterval(this.keyCheck);
    for (const { response } of this.streams) response.end();
  }

  onApplicationShutdown(): void {
    this.stopFollowing();
    this.ring.close();
  }

  private resume(stream: Stream, lastEventId: string): void {
    const [generation, sequence] = lastEventId.split('-');
    const missed = generation === this.ring.generation ? this.ring.after(Number(sequence)) : undefined;
    if (!missed) {
      // Too old, or of another stream: the reader has to load its lists again.
      stream.response.write(`event: reset\nid: ${this.idOf(this.ring.position())}\ndata: {"type":"reset"}\n\n`);
      return;
    }
    for (const entry of missed) this.offer(stream, entry);
  }

  private offer({ actor, response }: Stream, entry: RingEntry): void {
    const event = this.eventFor(actor, entry);
    if (!event) return;
    response.write(`id: ${this.idOf(entry.sequence)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    // A reader that does not read is cut; it comes back with its last id and misses nothing.
    if (response.writableLength > UNSENT_BYTES_MAX) response.destroy();
  }

  private eventFor(actor: Actor, { event, audience, losers }: RingEntry): LiveEvent | undefined {
    if (actor.kind === 'supervisor') return event;
    const { extensionId } = actor;
    const { sessionId, eventNo, at } = event;
    if (losers.includes(extensionId)) return { type: 'session.lost', sessionId, eventNo, at };
    if (!audience.includes(extensionId)) return undefined;
    const now = this.ring.ownershipOf(sessionId);
    return !now || accessOf(extensionId, now, this.configuration).allowed ? event : undefined;
  }

  private idOf(sequence: number): string {
    return `${this.ring.generation}-${sequence}`;
  }

  private beat(): void {
    for (const { response } of this.streams) response.write(': still here\n\n');
  }

  private endRevoked(): void {
    for (const { keyId, response } of this.streams) {
      const key = this.keys.get(keyId);
      if (!key || key.revoked) response.end();
    }
  }
}
