import { databaseTlsShape, poolSize, s3TlsShape, sealingKeysSchema } from '@wabx/runtime';
import { z } from 'zod';

export const configSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
  ...databaseTlsShape,
  WABX_DATABASE_POOL: poolSize(10),
  WABX_SEALING_KEYS: sealingKeysSchema,
  /** Sign the public links; the first signs, all of them are accepted. */
  WABX_LINK_KEYS: sealingKeysSchema,
  /** Where the world reaches this service, when that is not the channel's public URL. */
  WABX_MEDIA_PUBLIC_URL: z.url().optional(),
  WABX_GRAPH_URL: z.url().default('https://graph.facebook.com'),
  WABX_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v26.0')
    .default('v26.0'),
  /** `directory` unless S3_ENDPOINT is set. */
  WABX_OBJECT_STORE: z.enum(['directory', 's3']).optional(),
  WABX_MEDIA_DIR: z.string().optional(),
  S3_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must look like https://host:port')
    .optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().default('wabx-media'),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),
  ...s3TlsShape,
});
export type Config = z.infer<typeof configSchema>;
