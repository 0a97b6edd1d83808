import path from 'node:path';
import { parse } from 'yaml';
import { readText } from './workspace.js';

export interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  secrets?: (string | { source: string; target: string })[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean; test?: string[] };
  profiles?: string[];
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  mem_limit?: string;
  pids_limit?: number;
  networks?: string[];
  build?: { target?: string };
  security_opt?: string[];
}

export interface Compose {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, null>;
  networks: Record<string, { internal?: boolean } | null>;
}

/** docker/compose.yaml with its variables as they stand in it, or filled in from a file of variables as compose does it. */
export function readCompose(envFile?: string): Compose {
  const env = envFile === undefined ? undefined : readEnvFile(envFile);
  const fill = (_key: unknown, value: unknown) => (env && typeof value === 'string' ? interpolate(value, env) : value);
  return parse(readText('docker/compose.yaml'), fill, { merge: true }) as Compose;
}

/** The variables of a file, also those that stand in a comment as `#NAME=default` when asked for. */
export function readEnvFile(file: string, { commented = false } = {}): Record<string, string> {
  const line = commented ? /^#?([A-Z0-9_]+)=(.*)$/gm : /^([A-Z0-9_]+)=(.*)$/gm;
  return Object.fromEntries([...readText(file).matchAll(line)].map(([, name = '', value = '']) => [name, value]));
}

/** The forms that our file uses. https://docs.docker.com/reference/compose-file/interpolation/ */
function interpolate(text: string, env: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind?: string, word = '') => {
    const value = env[name];
    if (value) return value;
    if (kind === '?') throw new Error(`${name} is not set: ${word}`);
    return word;
  });
}

/** What a service finds below /run/secrets (or at an absolute place), and which secret it is. */
export function secretMounts(service: ComposeService): Map<string, string> {
  return new Map(
    (service.secrets ?? []).map((secret) => {
      const { source, target } = typeof secret === 'string' ? { source: secret, target: secret } : secret;
      return [path.posix.resolve('/run/secrets', target), source];
    }),
  );
}
