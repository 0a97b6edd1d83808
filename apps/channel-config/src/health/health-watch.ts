import type { LoggerService, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { databaseNow } from '@wabx/persistence';
import type { KeyRing } from '@wabx/runtime';
import { In, type DataSource } from 'typeorm';
import { Channel } from '../channels/channel.entity.js';
import { credentialsOf, identifyToken, isAway } from '../doctor/channel-at-meta.js';
import type { MetaGraph } from '../doctor/meta-graph.js';
import type { ChannelHealth } from './channel-health.js';
import { raiseExpiryAlerts } from './expiry-alerts.js';
import type { HealthMetrics } from './health-metrics.js';

const CHANNELS_AT_ONCE = 8;

export interface HealthWatchParts {
  source: DataSource;
  ring: KeyRing;
  meta: MetaGraph;
  health: ChannelHealth;
  metrics: HealthMetrics;
  log: Pick<LoggerService, 'warn'>;
  /** Between two looks at the same token, when nothing calls for one. */
  checkEverySeconds: number;
  /** How soon a look that is called for begins, an authentication error for instance. */
  tickMs: number;
}

/** Looks at every token on a schedule, and at once where something was refused; tells before one ends. */
export class HealthWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly parts: HealthWatchParts) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => {
        this.running = undefined;
      });
    }, this.parts.tickMs);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    const { source, health, metrics, log } = this.parts;
    try {
      await health.decide(await this.expiring());
      await raiseExpiryAlerts(source, metrics);
      while (!this.isStopping) {
        const due = await this.takeDue();
        await Promise.all(due.map((channel) => this.look(channel)));
        if (due.length < CHANNELS_AT_ONCE) return;
      }
    } catch (error) {
      // The database is away: the next round tries again, and no status changes meanwhile.
      log.warn(`the health watch could not look: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** One statement takes them for this replica and puts the next look off. */
  private async takeDue(): Promise<Channel[]> {
    const { source, checkEverySeconds } = this.parts;
    const [rows] = (await source.query(
      `UPDATE channel SET health_due_at = wabx.now() + make_interval(secs => $1)
        WHERE id IN (SELECT id FROM channel WHERE deleted_at IS NULL AND health_due_at <= wabx.now()
                      ORDER BY health_due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [checkEverySeconds, CHANNELS_AT_ONCE],
    )) as [{ id: string }[], number];
    return await source.manager.findBy(Channel, { id: In(rows.map(({ id }) => id)) });
  }

  private async look(channel: Channel): Promise<void> {
    const { source, ring, meta, health, metrics } = this.parts;
    const { accessToken } = await credentialsOf(channel, ring);
    if (accessToken === '') return;
    const at = await databaseNow(source);
    const identified = await identifyToken(meta.graph, channel, accessToken);
    const { wabaId } = identified;
    const subscribedApps =
      wabaId === undefined || isAway(identified.token)
        ? undefined
        : await meta.graph.getSubscribedApps({ accessToken, wabaId });
    metrics.checks.inc({ outcome: isAway(identified.token) ? 'no-answer' : 'answered' });
    await health.noteToken(channel, { ...identified, ...(subscribedApps === undefined ? {} : { subscribedApps }) }, at);
  }

  /** Those whose status may change by the mere passing of time. */
  private async expiring(): Promise<string[]> {
    const rows: { id: string }[] = await this.parts.source.query(
      `SELECT id FROM channel
        WHERE deleted_at IS NULL AND access_token_expires_at <= wabx.now() + interval '14 days'
          AND status_state <> 'connect_failed'`,
    );
    return rows.map(({ id }) => id);
  }
}
