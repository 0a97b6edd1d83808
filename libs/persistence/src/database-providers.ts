import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabasePulse } from './database-pulse.js';
import { type DatabaseOptions, openDatabase } from './open-database.js';

interface ProvidedDatabase extends DatabaseOptions {
  /** Hears whether the server answers. */
  readiness: { add(part: string, check: () => Promise<void>): void };
}

/** Closes the pool after the servers have stopped, when no request can need it any more. */
class DatabaseShutdown implements OnApplicationShutdown {
  constructor(
    private readonly source: DataSource,
    private readonly pulse: DatabasePulse,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
    await this.pulse.end();
  }
}

/** For a module's list of providers: the `DataSource` of the service, opened at start and closed at shutdown. */
export function databaseProviders({ readiness, ...options }: ProvidedDatabase): Provider[] {
  return [
    { provide: DataSource, useFactory: () => openDatabase(options) },
    {
      provide: DatabaseShutdown,
      inject: [DataSource],
      useFactory: (source: DataSource) => {
        const pulse = new DatabasePulse(options);
        readiness.add('postgres', () => pulse.check());
        return new DatabaseShutdown(source, pulse);
      },
    },
  ];
}
