import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * For `onConnect` of a pool: ends a connection on which nothing came or went for `limitMs`, so that what waits on it
 * fails and the pool makes a new one. A driver's time-out per query would fail the query and keep the dead connection.
 */
export function endWhenSilent(limitMs: number): (client: pg.ClientBase) => void {
  return (client) => {
    // The driver's types keep the socket to themselves.
    const { stream } = (client as pg.Client).connection as unknown as { stream: Socket };
    stream.setTimeout(limitMs, () => {
      stream.destroy(Object.assign(new Error('Connection terminated: the server is silent'), { code: 'ETIMEDOUT' }));
    });
  };
}
