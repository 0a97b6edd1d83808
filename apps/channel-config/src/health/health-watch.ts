import type { LoggerService, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isAway } from '../doctor/channel-at-meta.js';
import type { Doctor } from '../doctor/doctor.js';
import type { ChannelHealth } from './channel-health.js';
import { raiseExpiryAlerts } from './expiry-alerts.js';
import type { HealthMetrics } from './health-metrics.js';
import { LOOK_AGAIN_SECONDS } from './judge.js';

const CHANNELS_AT_ONCE = 8;
/** Meta allows the account of a test number 200 calls an hour, and a look takes eight. */
const TEST_NUMBER_SECONDS = 300;

export interface HealthWatchParts {
  source: DataSource;
  doctor: Doctor;
  health: ChannelHealth;
  metrics: HealthMetrics;
  log: Pick<LoggerService, 'warn'>;
  /** Between two looks at the same channel, when nothing calls for one. */
  checkEverySeconds: number;
  /** How soon a look that is called for begins, an authentication error for instance. */
  tickMs: number;
}

/** Looks at every channel on a schedule, soon where there is a fault, and at once where something was refused. */
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
        await Promise.all(due.map((channelId) => this.look(channelId)));
        if (due.length < CHANNELS_AT_ONCE) return;
      }
    } catch (error) {
      // The database is away: the next round tries again, and no status changes meanwhile.
      log.warn(`the health watch could not look: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** One statement takes them for this replica and puts the next look off. */
  private async takeDue(): Promise<string[]> {
    const { source, checkEverySeconds } = this.parts;
    const [rows] = (await source.query(
      `UPDATE channel
          SET health_due_at = wabx.now() + make_interval(secs => least($1, CASE
                WHEN status_state = 'connected' THEN $1
                WHEN status_reason = 'test-number:test-number' THEN ${TEST_NUMBER_SECONDS}
                ELSE ${LOOK_AGAIN_SECONDS} END))
        WHERE id IN (SELECT id FROM channel WHERE deleted_at IS NULL AND health_due_at <= wabx.now()
                      ORDER BY health_due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [checkEverySeconds, CHANNELS_AT_ONCE],
    )) as [{ id: string }[], number];
    return rows.map(({ id }) => id);
  }

  private async look(channelId: string): Promise<void> {
    const { look } = await this.parts.doctor.look(channelId);
    this.parts.metrics.checks.inc({ outcome: isAway(look.atMeta.token) ? 'no-answer' : 'answered' });
  }

  /** Those whose status may change by the mere passing of time. */
  private async expiring(): Promise<string[]> {
    const rows: { id: string }[] = await this.parts.source.query(
      `SELECT id FROM channel
        WHERE deleted_at IS NULL AND access_token_expires_at <= wabx.now() + interval '14 days'`,
    );
    return rows.map(({ id }) => id);
  }
}
