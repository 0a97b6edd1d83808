import { serviceNames, type ServiceName } from '@wabx/contracts';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const SIMULATOR = 'meta-simulator';
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Port when the environment names none, and the role it logs in to the database with, if it has a schema. */
const placed: Record<ServiceName, { port: number; role?: string }> = {
  'webhook-ingress': { port: 4100 },
  'channel-config': { port: 4101, role: 'wabx_config' },
  router: { port: 4102, role: 'wabx_router' },
  'outbound-sender': { port: 4103, role: 'wabx_outbound' },
  'media-store': { port: 4104, role: 'wabx_media' },
  'session-janitor': { port: 4105 },
  stats: { port: 4106, role: 'wabx_stats' },
  console: { port: 4120, role: 'wabx_console' },
};

export const services = serviceNames.map((name) => ({ name, ...placed[name] }));

/** The variable of a service, as `loadConfig` looks for it first. */
export function variableOf(service: string, name: string): string {
  return `WABX_${service.toUpperCase().replaceAll('-', '_')}_${name}`;
}

/** Everything that listens: its usual port and the variable that chooses another. */
export const listeners = [
  ...services.map(({ name, port }) => ({ name: name as string, port, variable: variableOf(name, 'PORT') })),
  { name: SIMULATOR, port: 4110, variable: 'WABX_SIM_PORT' },
];

export const programs = {
  service: (name: ServiceName) => path.join(root, 'dist', `${name}.js`),
  allInOne: path.join(root, 'dist', 'all-in-one.js'),
  migration: path.join(root, 'dist', 'migrate.js'),
  simulator: path.join(root, 'tools', 'meta-simulator', 'dist', 'main.js'),
};
