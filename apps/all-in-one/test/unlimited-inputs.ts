/** A JSON schema, as far as it is looked at here. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  maxLength?: number;
  maxItems?: number;
  maxProperties?: number;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: boolean | Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
interface Operation {
  parameters?: { in: string; name: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}
export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

/** Streams and documents whose length the route itself limits while it reads. */
const limitedWhileRead = new Set(['multipart/form-data', 'application/yaml']);

/** Every text without a longest length and every list without a most, of all that a caller can send: where, by route. */
export function unlimitedInputs({ paths, components }: Description): string[] {
  const found: string[] = [];
  const look = (schema: Schema | boolean | undefined, at: string, above: Schema[] = []): void => {
    if (schema === false) return;
    if (schema === true || schema === undefined) return void found.push(`${at}: anything`);
    if (above.includes(schema)) return;
    const path = [...above, schema];
    if (schema.$ref !== undefined) {
      return look(components?.schemas?.[schema.$ref.replace('#/components/schemas/', '')], at, path);
    }
    const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
    for (const part of parts) look(part, at, path);
    if (schema.enum !== undefined || 'const' in schema) return;
    const types = [schema.type ?? (parts.length > 0 ? [] : 'anything')].flat();
    if (types.includes('anything')) found.push(`${at}: anything`);
    if (types.includes('string') && !isLimited(schema)) found.push(at);
    if (types.includes('array')) lookIntoList(schema, at, path);
    if (types.includes('object')) lookIntoObject(schema, at, path);
  };
  const lookIntoList = ({ maxItems, items, prefixItems }: Schema, at: string, path: Schema[]) => {
    if (maxItems === undefined && prefixItems === undefined) found.push(`${at}[]`);
    for (const item of prefixItems ?? []) look(item, `${at}[]`, path);
    if (items !== undefined || prefixItems === undefined) look(items, `${at}[]`, path);
  };
  const lookIntoObject = (schema: Schema, at: string, path: Schema[]) => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) look(property, `${at}.${name}`, path);
    // Where there is nothing about others, they are passed over unread.
    if (schema.additionalProperties === false || (schema.additionalProperties === undefined && schema.properties))
      return;
    if (schema.maxProperties === undefined) found.push(`${at}.*`);
    look(schema.additionalProperties, `${at}.*`, path);
  };
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const route = `${method.toUpperCase()} ${path}`;
      for (const { in: where, name, schema } of parameters) look(schema, `${route} ${where} ${name}`);
      for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
        if (!limitedWhileRead.has(type)) look(schema, `${route} body`);
      }
    }
  }
  return found;
}

/** By a length, or by a pattern for the whole of it that repeats nothing without end. */
function isLimited({ maxLength, format, pattern }: Schema): boolean {
  if (maxLength !== undefined || format === 'uuid') return true;
  if (pattern === undefined || !/^\^.*\$$/.test(pattern)) return false;
  const bare = pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x');
  return !/[*+]|\{\d+,\}/.test(bare);
}
