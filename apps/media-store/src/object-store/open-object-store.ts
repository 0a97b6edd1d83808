import { ConfigError, tlsOf } from '@wabx/runtime';
import type { Config } from '../config.js';
import { DirectoryObjectStore } from './directory-object-store.js';
import type { ObjectStore } from './object-store.js';
import { S3ObjectStore, type S3Options } from './s3-object-store.js';

/** The store that the environment asks for. Connects to nothing yet; throws a ConfigError that names what is missing. */
export function openObjectStore(config: Config, log: S3Options['log']): ObjectStore {
  const kind = config.WABX_OBJECT_STORE ?? (config.S3_ENDPOINT ? 's3' : 'directory');
  if (kind === 'directory') {
    return new DirectoryObjectStore(needed('directory', 'WABX_MEDIA_DIR', config.WABX_MEDIA_DIR));
  }
  return new S3ObjectStore({
    endpoint: needed('s3', 'S3_ENDPOINT', config.S3_ENDPOINT),
    accessKey: needed('s3', 'S3_ACCESS_KEY', config.S3_ACCESS_KEY),
    secretKey: needed('s3', 'S3_SECRET_KEY', config.S3_SECRET_KEY),
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    tls: tlsOf('S3', config),
    log,
  });
}

function needed(kind: string, name: string, value: string | undefined): string {
  if (value) return value;
  throw new ConfigError(
    `media-store cannot start, its environment is wrong:\n  ${name}: is missing (object store: ${kind})`,
  );
}
