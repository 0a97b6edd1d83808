import type pg from 'pg';
import { connectOnce, type ConnectOptions } from './connect.js';

/** Less than what a probe waits for. */
const ANSWER_MS_MAX = 3_000;

/**
 * Whether the database answers, asked on a connection of its own: a pool that is all in use is no server that is away.
 * What is said about it is for anybody, so it tells no place and no reason; the pool logs those.
 */
export class DatabasePulse {
  private client?: pg.Client | undefined;
  private asking?: Promise<void> | undefined;

  constructor(private readonly options: Pick<ConnectOptions, 'url' | 'tls' | 'applicationName'>) {}

  /** Throws when there is no answer in time. Who asks meanwhile gets the same. */
  async check(): Promise<void> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    await this.asking;
  }

  async end(): Promise<void> {
    await this.asking?.catch(() => undefined);
    await this.client?.end();
  }

  private async ask(): Promise<void> {
    const { url, tls, applicationName } = this.options;
    try {
      this.client ??= await connectOnce({
        url,
        tls,
        applicationName: `${applicationName}-pulse`,
        connectTimeoutMs: ANSWER_MS_MAX,
        queryTimeoutMs: ANSWER_MS_MAX,
      });
      await this.client.query('SELECT 1');
    } catch {
      // The next one begins anew, whatever has become of this connection.
      const lost = this.client;
      this.client = undefined;
      void lost?.end().catch(() => undefined);
      throw new Error('does not answer');
    }
  }
}
