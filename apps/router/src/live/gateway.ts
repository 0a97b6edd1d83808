import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { PresenceShown } from '@wabx/contracts';
import { isPerson, misfitOf, type ApiKeysView, type Caller } from '@wabx/runtime';
import type { ServerResponse } from 'node:http';
import type { Configuration } from '../directory.js';
import { accessOf } from '../sessions/rights.js';
import type { Actor } from '../sessions/refusal.js';
import type { EventRing } from './event-ring.js';
import { liveEventSchema, type LiveEvent, type RingEntry } from './live-event.js';

const HEARTBEAT_MS = 15_000;
const KEY_CHECK_MS = 500;
/** A reader that has taken nothing for so long is not coming back on this connection. */
const STALLED_MS_MAX = 30_000;

interface Stream {
  actor: Actor;
  /** Ends when its key is revoked or over, or with the token or the rights of a person. */
  caller: Pick<Caller, 'keyId' | 'expiresAt' | 'isOutdated'>;
  response: ServerResponse;
  /** The last entry that was looked at for this reader. */
  position: number;
  /** Since when the reader has not taken what was written; missing while it keeps up. */
  stalledSince?: number | undefined;
}

/**
 * Server-sent events to agents: only what they may see at that moment, and resumable. What a reader has not taken yet
 * stays in the ring that all share; nothing is collected for a slow one, who is cut when it stands still or the ring has
 * moved past it, and comes back with its last id.
 */
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
    this.stopFollowing = ring.onEvent(() => {
      for (const stream of this.streams) this.pump(stream);
    });
  }

  /** Takes the response over until the reader goes, falls too far behind, or may no longer read. */
  open(actor: Actor, caller: Stream['caller'], lastEventId: string | undefined, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
      connection: 'keep-alive',
      // nginx and its kind must not collect events before passing them on.
      'x-accel-buffering': 'no',
    });
    const from = lastEventId === undefined ? this.ring.position() : this.positionOf(lastEventId);
    const stream: Stream = { actor, caller, response, position: from ?? this.ring.position() };
    response.write(`retry: 1000\nid: ${this.idOf(stream.position)}\n: connected\n\n`);
    // Too old, or of another stream: the reader has to load its lists again.
    if (from === undefined) response.write(frameOf({ type: 'reset' }, this.idOf(stream.position)));
    this.streams.add(stream);
    response.on('close', () => this.streams.delete(stream));
    response.on('drain', () => {
      stream.stalledSince = undefined;
      this.pump(stream);
    });
    this.pump(stream);
  }

  /** To whoever else may see the session now; who does not take it at once has missed it. */
  showPresence({ sessionId, extensionId: id, state, destination, assignee }: PresenceShown): void {
    const extension = { id, ...this.configuration.namesOf({ type: 'extension', id }) };
    const frame = frameOf({ type: 'session.presence', sessionId, at: new Date().toISOString(), extension, state });
    // Either owner may be out of date: a signal can overtake the event of a claim, or be sent before one.
    const known = this.ring.ownershipOf(sessionId);
    const ownerships = [{ destination, assignee }, ...(known ? [known] : [])];
    const maySee = (extensionId: string) =>
      ownerships.every((ownership) => accessOf(extensionId, ownership, this.configuration).allowed);
    for (const { actor, response, stalledSince } of this.streams) {
      if (stalledSince !== undefined || actor.extensionId === id) continue;
      if (actor.kind === 'supervisor' || maySee(actor.extensionId)) response.write(frame);
    }
  }

  /** Streams that are open for a key or a person. */
  streamsOf(keyId: string): number {
    return [...this.streams].filter(({ caller }) => caller.keyId === keyId).length;
  }

  /** Who listens, and what was written to them that they have not taken yet. */
  load(): { readers: number; unsentBytes: number } {
    const unsentBytes = [...this.streams].reduce((sum, { response }) => sum + response.writableLength, 0);
    return { readers: this.streams.size, unsentBytes };
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

  /** Where a reader goes on, or undefined when what it has missed is not there any more. */
  private positionOf(lastEventId: string): number | undefined {
    const [generation, sequence] = lastEventId.split('-');
    const isKnown = generation === this.ring.generation && this.ring.after(Number(sequence)) !== undefined;
    return isKnown ? Number(sequence) : undefined;
  }

  /** Writes what the reader has not had yet, as far as it takes it. */
  private pump(stream: Stream): void {
    const { response } = stream;
    if (stream.stalledSince !== undefined || !response.writable) return;
    const missed = this.ring.after(stream.position);
    if (!missed) {
      response.destroy();
      return;
    }
    for (const entry of missed) {
      stream.position = entry.sequence;
      const event = this.eventFor(stream.actor, entry);
      if (!event) continue;
      if (response.write(frameOf(event, this.idOf(entry.sequence)))) continue;
      stream.stalledSince = performance.now();
      return;
    }
  }

  private eventFor(actor: Actor, { event, audience, losers, reader }: RingEntry): LiveEvent | undefined {
    if (event.type === 'session.read') return actor.extensionId === reader ? event : undefined;
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
    // An event and no comment: pages see it, and notice when it stays away. Without an id: there is nothing to resume.
    const ping = frameOf({ type: 'ping', at: new Date().toISOString() });
    for (const { response, stalledSince } of this.streams) {
      if (stalledSince === undefined) response.write(ping);
      else if (performance.now() - stalledSince > STALLED_MS_MAX) response.destroy();
    }
  }

  private endRevoked(): void {
    for (const { caller, response } of this.streams) {
      const isOver = caller.expiresAt !== undefined && caller.expiresAt.getTime() <= Date.now();
      const isRevoked = isPerson(caller) ? caller.isOutdated?.() : (this.keys.get(caller.keyId)?.revoked ?? true);
      if (isOver || isRevoked) response.end();
    }
  }
}

function frameOf(event: LiveEvent, id?: string): string {
  const misfit = misfitOf(liveEventSchema, event);
  if (misfit !== undefined) throw new Error(`${event.type} is not as it is described: ${misfit}`);
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
