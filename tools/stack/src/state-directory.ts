import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { StackError } from './stack-error.js';

export interface StateDirectory {
  path: string;
  lock: string;
  secrets: string;
  /** For people and programs that use the stack; there while it is ready. */
  dev: string;
  /** Where database and NATS of the running stack are, for our own commands. */
  servers: string;
  postgres: string;
  nats: string;
  media: string;
  simulator: string;
  logs: string;
}

export function stateDirectory(directory: string): StateDirectory {
  const at = (name: string) => path.join(directory, name);
  return {
    path: directory,
    lock: at('lock'),
    secrets: at('secrets.json'),
    dev: at('dev.json'),
    servers: at('servers.json'),
    postgres: at('postgres'),
    nats: at('nats'),
    media: at('media'),
    simulator: at('simulator'),
    logs: at('logs'),
  };
}

/** Makes the directory, readable by nobody else, when it does not exist. Throws a StackError when it cannot be used. */
export function makeStateDirectory(state: StateDirectory): void {
  try {
    mkdirSync(state.logs, { recursive: true, mode: 0o700 });
    accessSync(state.path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { message } = error as Error;
    throw new StackError(
      `${state.path} cannot be used: ${message}. Make it writable for this user, or set WABX_STATE_DIR to another directory.`,
    );
  }
}

/**
 * Refuses a directory of which a part is gone: what is left would be taken for the whole. Servers are started in the
 * order database, NATS, and the secrets are made before both, so an interrupted first start is none of these.
 */
export function refuseHalfState(state: StateDirectory, own: { database: boolean; nats: boolean }): void {
  const fault =
    !existsSync(state.secrets) && (isThere(state.postgres) || isThere(state.nats))
      ? 'secrets.json is missing, with the keys to what is in postgres/ and nats/'
      : own.database && isThere(state.nats) && !isThere(state.postgres)
        ? 'postgres/ is missing (removed, or it was used with DATABASE_URL before) and does not fit what is in nats/'
        : undefined;
  if (fault === undefined) return;
  throw new StackError(
    `The state in ${state.path} is not complete: ${fault}. Put it back, or forget this state: npm run reset`,
  );
}

function isThere(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).length > 0;
}
