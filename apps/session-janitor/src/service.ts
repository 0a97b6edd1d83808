import { Module } from '@nestjs/common';
import { defineService } from '@wabx/runtime';
import { choreConfig, choresOf } from './chores.js';
import { Janitor } from './janitor.js';
import { runReporter } from './report-run.js';
import { RunHistory } from './run-history.js';
import { RunsController } from './runs.controller.js';

@Module({})
class SessionJanitorModule {}

export const sessionJanitor = defineService({
  name: 'session-janitor',
  about: 'Knows when: asks the owners to close idle sessions, expire files, settle unknown sends and clear old rows.',
  port: 4105,
  config: choreConfig,
  module: (context) => ({
    module: SessionJanitorModule,
    controllers: [RunsController],
    providers: [
      { provide: RunHistory, useValue: new RunHistory(context) },
      { provide: Janitor, useValue: new Janitor(choresOf(context.config), context.requests, runReporter(context)) },
    ],
  }),
});
