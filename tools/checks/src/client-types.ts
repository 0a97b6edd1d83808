import openapiTS, { astToString } from 'openapi-typescript';
import { problemCodes, type ApiDocument } from '@wabx/runtime';

interface Operation {
  parameters?: { in: string; name: string; required?: boolean }[];
}

/** `libs/client/src/schema.ts`: the types of every operation, and what of the description the client works with. */
export async function clientTypes(committed: ApiDocument): Promise<string> {
  const document = structuredClone(committed);
  const keyed = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { parameters = [] }] of Object.entries(operations as Record<string, Operation>)) {
      const key = parameters.find(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
      if (!key) continue;
      key.required = false; // the client makes one where none is given
      keyed.push(`${method.toUpperCase()} ${path}`);
    }
  }
  const types = astToString(await openapiTS(JSON.stringify(document)));
  const codes = Object.keys(problemCodes).sort();
  return `// Written by npm run docs from docs/api/wabx.json.
/** Operations that take an Idempotency-Key. */
export const keyedOperations: readonly string[] = ${JSON.stringify(keyed)};
/** Every code of a refusal. */
export type ProblemCode = ${codes.map((code) => `'${code}'`).join(' | ')};
${types}`;
}
