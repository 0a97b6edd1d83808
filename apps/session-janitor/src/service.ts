import { Module } from '@nestjs/common';
import { EventPublisher } from '@wabx/messaging';
import { defineService } from '@wabx/runtime';
import { choreConfig, choresOf } from './chores.js';
import { Janitor } from './janitor.js';
import { runReporter } from './report-run.js';
import { RunHistory } from './run-history.js';
import { RunsController } from './runs.controller.js';
import { StreamKeeper } from './streams/stream-keeper.js';
import { z } from 'zod';

@Module({})
class SessionJanitorModule {}

export const sessionJanitor = defineService({
  name: 'session-janitor',
  about:
    'Knows when: asks the owners to close idle sessions, expire files, settle unknown sends and clear old rows; removes from streams what all have handled.',
  port: 4105,
  config: choreConfig.extend({
    /** A stream must not fill between two looks. */
    LOOK_AT_STREAMS_SECONDS: z.coerce.number().min(0.05).max(60).default(0.25),
  }),
  api: [RunsController],
  module: (context) => ({
    module: SessionJanitorModule,
    providers: [
      { provide: EventPublisher, useValue: context.publisher },
      { provide: StreamKeeper, useValue: new StreamKeeper(context, context.config.LOOK_AT_STREAMS_SECONDS) },
      { provide: RunHistory, useValue: new RunHistory(context) },
      { provide: Janitor, useValue: new Janitor(choresOf(context.config), context.requests, runReporter(context)) },
    ],
  }),
});
