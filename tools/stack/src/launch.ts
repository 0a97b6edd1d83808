import type { ServiceName } from '@wabx/contracts';
import path from 'node:path';
import { startChild, runToEnd, type Child } from './child.js';
import { forgetRun, writeDevFile, writeServersFile, type DevFile } from './dev-file.js';
import {
  migrationEnvironment,
  serviceEnvironment,
  simulatorEnvironment,
  urlOf,
  type Surroundings,
} from './environment.js';
import { LogFile } from './log-file.js';
import type { Parts } from './parts.js';
import { choosePorts } from './ports.js';
import { step, type Say } from './progress.js';
import { openSecrets, saveSecrets } from './secrets.js';
import { seedDemo } from './seed.js';
import { assertS3Answers, openDatabase, openNats } from './servers.js';
import { programs, services, SIMULATOR } from './services.js';
import type { Settings } from './settings.js';
import { refuseHalfState, type StateDirectory } from './state-directory.js';

export interface ReadyStack {
  dev: DevFile;
  /** Of the services, or of the one that is all of them. */
  pids: number[];
}

/**
 * Starts everything in the order in which it is needed and writes dev.json when it is ready. What was started is in
 * `parts`, also when this throws.
 */
export async function launch(settings: Settings, state: StateDirectory, parts: Parts, say: Say): Promise<ReadyStack> {
  forgetRun(state);
  refuseHalfState(state, { database: !settings.databaseUrl, nats: !settings.natsUrl });
  const secrets = openSecrets(state);
  const hasSimulator = settings.graphUrl === undefined;
  const names = services.map(({ name }) => name);
  const ports = await choosePorts(hasSimulator ? [...names, SIMULATOR] : names, settings.ports, say);
  if (settings.s3Endpoint) await assertS3Answers(settings.s3Endpoint);

  const databaseUrl = await step(say, settings.databaseUrl ? 'Database as given' : 'Postgres', () =>
    openDatabase(settings, state, parts),
  );
  const nats = await step(say, settings.natsUrl ? 'NATS as given' : 'NATS', () =>
    openNats(settings, state, secrets, parts),
  );
  const around: Surroundings = { settings, state, secrets, databaseUrl, nats, ports };

  const simulator = hasSimulator ? startSimulator(around, parts) : undefined;
  const simulatorReady = simulator && step(say, 'Simulator of Meta', () => simulator.ready);
  simulatorReady?.catch(() => undefined); // awaited below
  await step(
    say,
    'Migration',
    () => runToEnd('The migration', programs.migration, migrationEnvironment(around), parts.stopping),
    (output) =>
      output
        .split('\n')
        .find((line) => line.startsWith('database:'))
        ?.slice('database: '.length) ?? '',
  );
  writeServersFile(state, { databaseUrl, natsUrl: nats.adminUrl });

  const children = startServices(around, parts);
  await Promise.all([simulatorReady, ...children.map((child) => step(say, child.name, () => child.ready))]);

  const simulatorUrl = simulator && urlOf(ports, SIMULATOR);
  const seeded = await step(say, hasSimulator ? 'Demo' : 'Keys', () =>
    seedDemo({ urlOf: (name) => urlOf(ports, name), secrets, keep: (kept) => saveSecrets(state, kept) }, simulatorUrl),
  );
  const places = services.map(({ name }): [ServiceName, { url: string }] => [name, { url: urlOf(ports, name) }]);
  const dev: DevFile = {
    services: Object.fromEntries(places) as DevFile['services'],
    ...(simulatorUrl !== undefined && { simulator: { url: simulatorUrl } }),
    ...seeded,
  };
  writeDevFile(state, dev);
  return { dev, pids: children.map(({ pid }) => pid) };
}

/** The simulator keeps little and makes much garbage; without a bound it would take 200 MB for what needs 40. */
const SMALL_HEAP = ['--max-old-space-size=64', '--max-semi-space-size=4'];

function startSimulator(around: Surroundings, parts: Parts): Child {
  const env = simulatorEnvironment(around);
  return startPart(
    { name: SIMULATOR, program: programs.simulator, env, nodeFlags: SMALL_HEAP },
    'simulator',
    around,
    parts,
  );
}

function startServices(around: Surroundings, parts: Parts): Child[] {
  const names = services.map(({ name }) => name);
  const processes = around.settings.single
    ? [{ name: 'all-in-one', program: programs.allInOne, env: serviceEnvironment(around, names) }]
    : names.map((name) => ({ name, program: programs.service(name), env: serviceEnvironment(around, [name]) }));
  return processes.map((given) => startPart(given, 'services', around, parts));
}

function startPart(
  given: Omit<Parameters<typeof startChild>[0], 'log'>,
  phase: 'simulator' | 'services',
  { state }: Surroundings,
  parts: Parts,
): Child {
  const log = new LogFile(path.join(state.logs, `${given.name}.log`));
  const start = () => startChild({ ...given, log });
  const run = start();
  parts.add({ name: given.name, phase, log, run, again: start });
  return run;
}
