import openapiTS, { astToString } from 'openapi-typescript';
import type { ApiDocument } from '@wabx/runtime';

/** `libs/client/src/schema.ts`: the types of every operation. */
export async function clientTypes(document: ApiDocument): Promise<string> {
  const types = astToString(await openapiTS(JSON.stringify(document)));
  return `// Written by npm run docs from docs/api/wabx.json.\n${types}`;
}
