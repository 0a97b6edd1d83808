import type { NatsOptions } from '@wabx/messaging';
import { z } from 'zod';
import { natsTlsShape, tlsOf } from './tls.js';

/** How a program reaches NATS, and as whom. */
export const natsShape = {
  NATS_URL: z
    .string()
    .regex(
      /^(nats|tls):\/\/[^,]+(, *(nats|tls):\/\/[^,]+)*$/,
      'must look like nats://user:password@host:4222 or tls://host:4222, several comma separated',
    ),
  ...natsTlsShape,
  /** The text of a .creds file, as a rule named by `NATS_CREDS_FILE`. */
  NATS_CREDS: z
    .string()
    .regex(/BEGIN NATS USER JWT[\s\S]+BEGIN USER NKEY SEED/, 'must be the text of a .creds file')
    .optional(),
  /** The seed of an nkey. */
  NATS_NKEY: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/, 'must be the seed of a user, SU…')
    .optional(),
};

type NatsSettings = z.infer<z.ZodObject<typeof natsShape>>;

/** For `connectNats`; `user` is whose inbox the answers come to, where NATS_URL has no user. */
export function natsOf(settings: NatsSettings, user: string): Omit<NatsOptions, 'name'> {
  const { NATS_URL: url, NATS_CREDS: creds, NATS_NKEY: nkey } = settings;
  const credentials = creds === undefined && nkey === undefined ? undefined : { user, creds, nkey };
  return { url, tls: tlsOf('NATS', settings), credentials };
}

/** More than one way to say who one is. */
export function natsFaults(settings: Readonly<Record<string, unknown>>): string[] {
  const hasUser = /\/\/[^/,]*@/.test(String(settings['NATS_URL'] ?? ''));
  const given = ['NATS_CREDS', 'NATS_NKEY'].filter((name) => settings[name] !== undefined);
  if (given.length + Number(hasUser) <= 1) return [];
  return [`${given[0]}: one of a user in NATS_URL, NATS_CREDS and NATS_NKEY is enough`];
}
