import { Module } from '@nestjs/common';
import {
  contentionOf,
  databaseDangers,
  databaseProviders,
  isTransientDatabaseError,
  measurePool,
} from '@wabx/persistence';
import { databaseTlsShape, defineService, poolSize, tlsOf } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FactForgetting } from './fact-forgetting.js';
import { FactStore } from './fact-store.js';
import { CountMessages } from './handlers/count-messages.js';
import { CountSends } from './handlers/count-sends.js';
import { ForgetFacts } from './handlers/forget-facts.js';
import { migrations } from './migrations/index.js';
import { StatsCsvController } from './stats-csv.controller.js';
import { StatsReports } from './stats-reports.js';
import { StatsController } from './stats.controller.js';

@Module({})
class StatsModule {}

export const stats = defineService({
  name: 'stats',
  about: 'Counts messages per channel and number, exactly, with time filter and in any time zone.',
  port: 4106,
  config: z.object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
    ...databaseTlsShape,
    WABX_DATABASE_POOL: poolSize(10),
  }),
  findDangers: (config) => databaseDangers(config.DATABASE_URL, 'stats', { tls: tlsOf('DATABASE', config) }),
  contentionOf,
  isTransient: isTransientDatabaseError,
  api: [StatsController, StatsCsvController],
  module: ({ name, config, channels, readiness, metrics, onContention, log }) => ({
    module: StatsModule,
    controllers: [CountMessages, CountSends, ForgetFacts],
    providers: [
      ...databaseProviders({
        url: config.DATABASE_URL,
        poolSize: config.WABX_DATABASE_POOL,
        readiness,
        tls: tlsOf('DATABASE', config),
        schema: 'stats',
        applicationName: name,
        migrations,
        log,
        onContention,
      }),
      {
        provide: FactStore,
        inject: [DataSource],
        useFactory: (source: DataSource) => {
          measurePool(metrics, source);
          return new FactStore(source);
        },
      },
      { provide: FactForgetting, inject: [DataSource], useFactory: (source: DataSource) => new FactForgetting(source) },
      {
        provide: StatsReports,
        inject: [DataSource],
        useFactory: (source: DataSource) => new StatsReports(source, channels),
      },
    ],
  }),
});
