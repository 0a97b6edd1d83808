import { serviceNames } from '@wabx/contracts';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.js';
import type { StateDirectory } from './state-directory.js';

const password = z.string().min(1);
/** A state of before a service came has no password of it. */
const perService = z.preprocess(
  (kept) => ({ ...Object.fromEntries(serviceNames.map((name) => [name, randomText(24)])), ...(kept as object) }),
  z.record(z.enum(serviceNames), password),
);

const secretsSchema = z.object({
  databasePasswords: perService,
  natsAdminPassword: password,
  natsPasswords: perService,
  sealingKeys: z.string().min(1),
  /** A state of before app secrets had keys of their own has none. */
  appSecretKeys: z.string().min(1).default(newKey),
  linkKeys: z.string().min(1),
  /** A state of before values were signed has none. */
  signingKey: z.string().min(1).default(newKey),
  /** A state of before the console has none. */
  consoleSigningKey: z.string().min(1).default(newKey),
  adminKey: z.string().min(1),
  /** API keys of the demo's agents, by extension number; the API shows each only once. */
  agentKeys: z.record(z.string(), z.string()),
  demo: z.object({ appSecret: z.string().min(1), accessToken: z.string().min(1) }),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this state, made with its first start. */
export function openSecrets(state: StateDirectory): Secrets {
  const kept = readJson(state.secrets, secretsSchema);
  const secrets = kept ?? newSecrets();
  saveSecrets(state, secrets);
  return secrets;
}

export function saveSecrets(state: StateDirectory, secrets: Secrets): void {
  writeJson(state.secrets, secrets);
}

function newSecrets(): Secrets {
  return {
    databasePasswords: perService.parse({}),
    natsAdminPassword: randomText(24),
    natsPasswords: perService.parse({}),
    sealingKeys: newKey(),
    appSecretKeys: newKey(),
    linkKeys: newKey(),
    signingKey: newKey(),
    consoleSigningKey: newKey(),
    // wabx_<id>_<secret>, as an installation's first key is given by the environment.
    adminKey: `wabx_${randomBytes(8).toString('hex')}_${randomText(32)}`,
    agentKeys: {},
    demo: { appSecret: randomBytes(16).toString('hex'), accessToken: `EAAdemo${randomBytes(32).toString('hex')}` },
  };
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function newKey(): string {
  return `local:${randomBytes(32).toString('base64')}`;
}
