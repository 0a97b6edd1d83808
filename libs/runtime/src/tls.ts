import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** What an encrypted connection is made with, PEM: whom to believe, and what to show of oneself. */
export interface TlsFiles {
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

const BEGIN = '-----BEGIN CERTIFICATE-----';

const certificates = z.string().superRefine((pem, context) => {
  for (const part of pem.split(BEGIN).slice(1)) {
    const fault = faultOf(`${BEGIN}${part}`);
    if (fault) return context.addIssue({ code: 'custom', message: fault });
  }
  if (!pem.includes(BEGIN)) context.addIssue({ code: 'custom', message: `must hold certificates, ${BEGIN}…` });
});

const privateKey = z.string().refine((pem) => {
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}, 'must be a private key without a password, -----BEGIN PRIVATE KEY-----…');

/** As a rule given as files: `NATS_CA_FILE=/run/secrets/ca.pem`. Any of them makes the connection an encrypted one. */
export const natsTlsShape = {
  NATS_CA: certificates.optional(),
  NATS_CERT: certificates.optional(),
  NATS_KEY: privateKey.optional(),
};
/** In place of `sslmode` and its companions in the URL. */
export const databaseTlsShape = {
  DATABASE_CA: certificates.optional(),
  DATABASE_CERT: certificates.optional(),
  DATABASE_KEY: privateKey.optional(),
};
/** For an `S3_ENDPOINT` that begins with `https:`. */
export const s3TlsShape = {
  S3_CA: certificates.optional(),
  S3_CERT: certificates.optional(),
  S3_KEY: privateKey.optional(),
};

type Settings = Readonly<Record<string, unknown>>;
const prefixes = ['NATS', 'DATABASE', 'S3'] as const;

/** Undefined where nothing is set: then the address decides, and the certificates of the system. */
export function tlsOf(prefix: (typeof prefixes)[number], settings: Settings): TlsFiles | undefined {
  const text = (name: string) => {
    const value = settings[`${prefix}_${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  const [ca, cert, key] = [text('CA'), text('CERT'), text('KEY')];
  return ca || cert || key ? { ca, cert, key } : undefined;
}

/** What does not fit together, each as a line that begins with a setting's name. */
export function tlsFaults(settings: Settings): string[] {
  return prefixes.flatMap((prefix) => {
    const tls = tlsOf(prefix, settings);
    if (!tls) return [];
    return [...pairFaults(prefix, tls), ...addressFaults(prefix, settings)];
  });
}

function pairFaults(prefix: string, { cert, key }: TlsFiles): string[] {
  if (cert === undefined && key === undefined) return [];
  if (cert === undefined || key === undefined) return [`${prefix}_CERT: goes together with ${prefix}_KEY`];
  const belongs = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  return belongs ? [] : [`${prefix}_KEY: is not the key of ${prefix}_CERT`];
}

function addressFaults(prefix: string, settings: Settings): string[] {
  const url = String(settings[`${prefix}_URL`] ?? settings['DATABASE_ADMIN_URL'] ?? '');
  if (prefix === 'DATABASE' && /[?&](ssl|sslmode|sslrootcert|sslcert|sslkey)=/.test(url)) {
    return ['DATABASE_CA: the database URL has TLS settings of its own (sslmode, …); use one or the other'];
  }
  const endpoint = String(settings['S3_ENDPOINT'] ?? '');
  if (prefix === 'S3' && !endpoint.startsWith('https:')) return ['S3_CA: S3_ENDPOINT must begin with https://'];
  return [];
}

function faultOf(pem: string): string | undefined {
  try {
    const { validTo } = new X509Certificate(pem);
    return Date.parse(validTo) < Date.now() ? `a certificate in it has ended on ${validTo}` : undefined;
  } catch {
    return 'a certificate in it cannot be read';
  }
}
