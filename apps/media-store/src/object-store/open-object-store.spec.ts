import { expect, it } from '@jest/globals';
import { configSchema } from '../config.js';
import { DirectoryObjectStore } from './directory-object-store.js';
import { openObjectStore } from './open-object-store.js';
import { S3ObjectStore } from './s3-object-store.js';

const log = { warn: () => undefined };
const keys = `k:${Buffer.alloc(32).toString('base64')}`;
const open = (environment: Record<string, string>) =>
  openObjectStore(
    configSchema.parse({
      DATABASE_URL: 'postgres://a:b@localhost/c',
      WABX_SEALING_KEYS: keys,
      WABX_LINK_KEYS: keys,
      ...environment,
    }),
    log,
  );
const s3 = { S3_ENDPOINT: 'http://localhost:9000', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' };

it('files go to a directory, or to S3 as soon as there is an endpoint', () => {
  expect(open({ WABX_MEDIA_DIR: '/tmp/x' })).toBeInstanceOf(DirectoryObjectStore);
  expect(open(s3)).toBeInstanceOf(S3ObjectStore);
  expect(open({ ...s3, WABX_OBJECT_STORE: 'directory', WABX_MEDIA_DIR: '/tmp/x' })).toBeInstanceOf(
    DirectoryObjectStore,
  );
});

it.each([
  [{}, 'WABX_MEDIA_DIR'],
  [{ WABX_OBJECT_STORE: 's3' }, 'S3_ENDPOINT'],
  [{ S3_ENDPOINT: 'http://localhost:9000', S3_SECRET_KEY: 'b' }, 'S3_ACCESS_KEY'],
  [{ S3_ENDPOINT: 'http://localhost:9000', S3_ACCESS_KEY: 'a' }, 'S3_SECRET_KEY'],
])('with %j the service says that %s is missing', (environment, name) => {
  expect(() => open(environment)).toThrow(`${name}: is missing`);
});
