import { serviceNames } from '@wabx/contracts';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.js';
import type { StateDirectory } from './state-directory.js';

const password = z.string().min(1);
const perService = z.record(z.enum(serviceNames), password);

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
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  const each = () => perService.parse(Object.fromEntries(serviceNames.map((name) => [name, random(24)])));
  return {
    databasePasswords: each(),
    natsAdminPassword: random(24),
    natsPasswords: each(),
    sealingKeys: newKey(),
    appSecretKeys: newKey(),
    linkKeys: newKey(),
    signingKey: newKey(),
    // wabx_<id>_<secret>, as an installation's first key is given by the environment.
    adminKey: `wabx_${randomBytes(8).toString('hex')}_${random(32)}`,
    agentKeys: {},
    demo: { appSecret: randomBytes(16).toString('hex'), accessToken: `EAAdemo${randomBytes(32).toString('hex')}` },
  };
}

function newKey(): string {
  return `local:${randomBytes(32).toString('base64')}`;
}
