import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type DatabaseOptions, openDatabase } from './open-database.js';

/** Closes the pool after the servers have stopped, when no request can need it any more. */
class DatabaseShutdown implements OnApplicationShutdown {
  constructor(private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** For a module's list of providers: the `DataSource` of the service, opened at start and closed at shutdown. */
export function databaseProviders(options: DatabaseOptions): Provider[] {
  return [
    { provide: DataSource, useFactory: () => openDatabase(options) },
    {
      provide: DatabaseShutdown,
      inject: [DataSource],
      useFactory: (source: DataSource) => new DatabaseShutdown(source),
    },
  ];
}
