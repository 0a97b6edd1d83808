import { Controller, Get, Header, HttpCode, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { Public } from './auth.js';
import { Problem } from './problem.js';

/** What must hold for a service to do its job; each service adds its own. */
export class Readiness {
  private readonly checks = new Map<string, () => Promise<void> | void>();
  private readonly worries = new Map<string, () => string | undefined>();
  stopping = false;

  /** `check` throws with the reason while the part is away. */
  add(part: string, check: () => Promise<void> | void): void {
    this.checks.set(part, check);
  }

  /** `look` tells what will end in a fault if nobody acts; the service is ready all the same. */
  watch(part: string, look: () => string | undefined): void {
    this.worries.set(part, look);
  }

  warnings(): Record<string, string> {
    const told = [...this.worries].flatMap(([part, look]) => {
      const warning = look();
      return warning === undefined ? [] : [[part, warning] as const];
    });
    return Object.fromEntries(told);
  }

  /** Reasons by part; empty when ready. */
  async faults(): Promise<Record<string, string>> {
    const faults: Record<string, string> = this.stopping ? { service: 'is stopping' } : {};
    await Promise.all(
      [...this.checks].map(async ([part, check]) => {
        try {
          await check();
        } catch (error) {
          faults[part] = error instanceof Error ? error.message : String(error);
        }
      }),
    );
    return faults;
  }
}

@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Registry) private readonly metrics: Registry,
  ) {}

  /** The event loop turns; never a dependency, or an outage would restart every replica. */
  @Get('livez')
  @HttpCode(200)
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('readyz')
  async ready(): Promise<{ status: string; warnings?: Record<string, string> }> {
    const faults = await this.readiness.faults();
    if (Object.keys(faults).length > 0) throw new Problem('NOT_READY', 'Some parts are away.', { parts: faults });
    const warnings = this.readiness.warnings();
    return { status: 'ready', ...(Object.keys(warnings).length > 0 && { warnings }) };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async scrape(): Promise<string> {
    return await this.metrics.metrics();
  }
}
