import { destinationSchema, serviceNames } from '@wabx/contracts';
import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.js';
import type { StateDirectory } from './state-directory.js';

const place = z.object({ url: z.url() });

/** `.wabx/dev.json`: what a person or a program needs to use the running stack. */
export const devFileSchema = z.object({
  services: z.record(z.enum(serviceNames), place),
  /** Missing, like `demo`, when WABX_GRAPH_URL points at another Meta. */
  simulator: place.optional(),
  keys: z.object({
    admin: z.string(),
    /** By extension number. */
    agents: z.record(z.string(), z.string()),
  }),
  /** Each signs one person in at the console, once. */
  signInLinks: z.array(z.object({ name: z.string(), role: z.string(), url: z.url() })),
  demo: z
    .object({
      channelId: z.uuid(),
      webhookUrl: z.url(),
      verifyToken: z.string(),
      appSecret: z.string(),
      accessToken: z.string(),
      numbers: z.array(z.object({ phoneNumberId: z.string(), e164: z.string(), destination: destinationSchema })),
    })
    .optional(),
});
export type DevFile = z.infer<typeof devFileSchema>;

export function writeDevFile(state: StateDirectory, dev: DevFile): void {
  writeJson(state.dev, dev);
}

/** Undefined while no stack is ready. */
export function readDevFile(state: StateDirectory): DevFile | undefined {
  return readJson(state.dev, devFileSchema);
}

const serversSchema = z.object({ databaseUrl: z.string(), natsUrl: z.string() });

export function writeServersFile(state: StateDirectory, servers: z.infer<typeof serversSchema>): void {
  writeJson(state.servers, servers);
}

export function readServersFile(state: StateDirectory): z.infer<typeof serversSchema> | undefined {
  return readJson(state.servers, serversSchema);
}

/** What is in them holds for one start only. */
export function forgetRun(state: StateDirectory): void {
  for (const file of [state.dev, state.servers]) rmSync(file, { force: true });
}
