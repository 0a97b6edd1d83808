import { Logger, type LoggerService } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { watchContention, watchPool, type Contention } from './contention.js';
import {
  CONNECT_ATTEMPT_MS_MAX,
  connectWhenReady,
  DatabaseUnavailable,
  placeOf,
  sslOf,
  type DatabaseTls,
} from './connect.js';
import { describeDatabaseError } from './database-errors.js';
import { assertMigrated } from './migration-state.js';
import { usePrepared } from './prepared.js';
import { endWhenSilent } from './silent-connection.js';
import { throttled } from './throttled.js';

export interface DatabaseOptions {
  /** postgres://role:password@host:port/database, with the role of this schema. */
  url: string;
  tls?: DatabaseTls | undefined;
  schema: string;
  /** Shows in pg_stat_activity. */
  applicationName: string;
  /** The migrations that this program was written for; it refuses to start on a database that has others. */
  migrations: (new () => MigrationInterface)[];
  entities?: (EntitySchema | (new () => object))[];
  /** Connections of this process; replicas × pool must stay below the server's max_connections. 10 by default. */
  poolSize?: number;
  /** How long to wait for a server that is not up yet; 30 s by default. */
  connectTimeoutMs?: number;
  /**
   * Plans go through indexes alone, row by row. For tables that fill and empty within minutes: what the planner knows of
   * them is always old, and a plan that was made while they were empty has to do when they are full.
   */
  indexesOnly?: boolean;
  /**
   * Statements are planned once, for any values. Where rows are found by keys the planner would come to the same plan each
   * time, and for a statement of ten tables that takes longer than the work.
   */
  plansForAnyValues?: boolean;
  log?: Pick<LoggerService, 'warn'>;
  /** Hears of deadlocks, lock time-outs and an exhausted pool. */
  onContention?: (contention: Contention) => void;
}

const LOST_CONNECTION_LOG_MS = 5_000;
// Statements end within 5 s and transactions never idle for 10 s (the role's settings), and the pool closes what idles
// for 10 s: a connection that is silent for longer has lost its server, though TCP may take 15 minutes to notice.
const SILENT_CONNECTION_MS_MAX = 20_000;
const IDLE_CONNECTION_MS_MAX = 10_000;

const INDEXES_ONLY = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_bitmapscan=off',
  // A scan that cannot be avoided would look dear enough for its plan to be compiled.
  'jit=off',
];

/**
 * The pool of one service on its schema. Waits for a server that is not up yet; throws when there is none, when the
 * role looks at another schema, or when the tables are not those that this program was written for.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const log = options.log ?? new Logger('database');
  const { connectTimeoutMs = 30_000 } = options;
  const probe = await connectWhenReady({
    url: options.url,
    applicationName: options.applicationName,
    connectTimeoutMs,
    log,
    tls: options.tls,
  });
  try {
    await assertOwnSchema(probe, options.schema);
  } finally {
    await probe.end();
  }
  const source = await dataSourceOf(options, log).initialize();
  if (options.onContention) watchPool(poolOf(source), options.onContention);
  try {
    await assertMigrated(source);
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/** TypeORM has no other way to its pool. */
export function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master;
}

async function assertOwnSchema(client: pg.Client, schema: string): Promise<void> {
  const answer = await client.query<{ schema: string | null; isGranted: boolean | null }>(
    `SELECT current_schema() AS schema,
            (SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user)
              AND has_schema_privilege(to_regnamespace($1), 'USAGE') AS "isGranted"`,
    [schema],
  );
  const { schema: current = null, isGranted } = answer.rows[0] ?? {};
  // A role that others manage has the right, and no search path of its own.
  if (current === schema || isGranted === true) return;
  throw new DatabaseUnavailable(
    current === null
      ? `The database ${placeOf(client)} has no schema "${schema}" for this role. Run the migration, then start this service again.`
      : `The database ${placeOf(client)} works in schema "${current}", not in "${schema}". Use the role of "${schema}" in the database URL.`,
  );
}

function dataSourceOf(options: DatabaseOptions, log: Pick<LoggerService, 'warn'>): DataSource {
  return new DataSource({
    type: 'postgres',
    // The same that we use; TypeORM would look for one of its own and load it a second time.
    driver: pg,
    url: options.url,
    ...(options.tls ? { ssl: sslOf(options.tls) } : {}),
    schema: options.schema,
    applicationName: options.applicationName,
    entities: options.entities ?? [],
    migrations: options.migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    // TypeORM's own log would print parameters, which are customers' numbers and texts.
    logging: false,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: CONNECT_ATTEMPT_MS_MAX,
    poolErrorHandler: throttled(LOST_CONNECTION_LOG_MS, (error: unknown) =>
      log.warn(`a database connection was lost: ${describeDatabaseError(error)}`),
    ),
    extra: {
      // What a transaction asks for at once goes out at once: each wait for an answer is two wake-ups of a process.
      pipeline: true,
      statement_timeout: 5_000,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 10_000,
      idleTimeoutMillis: IDLE_CONNECTION_MS_MAX,
      keepAlive: true,
      options: [
        `search_path=${options.schema}`,
        ...(options.indexesOnly ? INDEXES_ONLY : []),
        ...(options.plansForAnyValues ? ['plan_cache_mode=force_generic_plan'] : []),
      ]
        .map((setting) => `-c ${setting}`)
        .join(' '),
      onConnect: (client) => {
        endWhenSilent(SILENT_CONNECTION_MS_MAX)(client);
        usePrepared(client);
        if (options.onContention) watchContention(client, options.onContention);
      },
    } satisfies pg.PoolConfig,
  });
}
