import type { SchemaOwner } from '@wabx/persistence';
import { migrations } from '../src/index.js';

export const statsOwner: SchemaOwner = {
  schema: 'stats',
  role: 'wabx_test_stats',
  password: 'stats',
  migrations,
};

export const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';
