import path from 'node:path';
import { z } from 'zod';
import { listeners, root } from './services.js';
import { StackError } from './stack-error.js';

const port = z.coerce.number('must be a port').int().min(1, 'must be a port').max(65535, 'must be a port');

const environmentSchema = z.object({
  WABX_ENV: z.literal('development', 'must be development: npm start is for one machine. For production see docker/'),
  WABX_STATE_DIR: z.string(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
  NATS_URL: z.string().regex(/^nats:\/\//, 'must look like nats://user:password@host:4222'),
  S3_ENDPOINT: z.string().regex(/^https?:\/\//, 'must look like https://host:port'),
  WABX_GRAPH_URL: z.url({ protocol: /^https?$/, error: 'must look like https://graph.facebook.com' }),
  WABX_PUBLIC_URLS: z.string(),
});
const schema = environmentSchema
  .extend(Object.fromEntries(listeners.map(({ variable }) => [variable, port])))
  .partial();

export interface Settings {
  /** All services in one process. */
  single: boolean;
  stateDir: string;
  /** Given ones take the place of our own. */
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
  s3Endpoint: string | undefined;
  /** The real Meta, or another stand-in; then there is neither our simulator nor the demo that plays against it. */
  graphUrl: string | undefined;
  publicUrls: string | undefined;
  /** Only those that were chosen, by the name of who listens. */
  ports: Map<string, number>;
  env: Env;
}
export type Env = Record<string, string | undefined>;

/** What environment and command line ask for. Throws a StackError that lists everything that is wrong with them. */
export function readSettings(env: Env, args: readonly string[]): Settings {
  const unknown = args.filter((arg) => arg !== '--single');
  if (unknown.length > 0) {
    throw new StackError(`Unknown: ${unknown.join(' ')}. There is only --single (npm start -- --single).`);
  }
  // An empty variable is one that was not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: [name], message }) => `  ${String(name)}: ${message}`);
    throw new StackError(`The environment is wrong:\n${faults.join('\n')}\nCorrect or unset these variables.`);
  }
  const values = environmentSchema.partial().parse(given);
  return {
    single: args.includes('--single'),
    stateDir: stateDirOf(env),
    databaseUrl: values.DATABASE_URL,
    natsUrl: values.NATS_URL,
    s3Endpoint: values.S3_ENDPOINT,
    graphUrl: values.WABX_GRAPH_URL,
    publicUrls: values.WABX_PUBLIC_URLS,
    ports: new Map(
      listeners.flatMap(({ name, variable }) => (given[variable] ? [[name, Number(given[variable])]] : [])),
    ),
    env: given,
  };
}

/** Where everything is kept: WABX_STATE_DIR, else `.wabx` beside the sources. */
export function stateDirOf(env: Env): string {
  return env['WABX_STATE_DIR'] ? path.resolve(env['WABX_STATE_DIR']) : path.join(root, '.wabx');
}
