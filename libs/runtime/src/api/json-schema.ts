import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };

type Direction = 'input' | 'output';

const DEFS = '#/$defs/';

/** JSON Schemas (2020-12) of zod's, with what has a name in one place. */
export class Schemas {
  private readonly named: Record<string, JsonSchema> = {};

  /**
   * @param prefix where references lead: `#/components/schemas/`
   * @param strict an answer with a member that is not described does not fit
   */
  constructor(
    private readonly prefix: string,
    private readonly strict = false,
  ) {}

  /** Of what a caller sends. */
  input(schema: z.ZodType): JsonSchema {
    return this.convert(schema, 'input');
  }

  /** Of what we answer. */
  output(schema: z.ZodType): JsonSchema {
    return this.convert(schema, 'output');
  }

  /** Everything with a name, by it; the branches of a union that a field tells apart have names too. */
  all(): Record<string, JsonSchema> {
    const all = { ...this.named };
    for (const [name, union] of Object.entries(this.named)) {
      const field = (union['discriminator'] as { propertyName: string } | undefined)?.propertyName;
      if (field !== undefined) Object.assign(all, this.nameBranches(name, union, field));
    }
    return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  private convert(schema: z.ZodType, direction: Direction): JsonSchema {
    // Within an object, so that a schema with a name becomes a reference wherever it stands.
    const whole = z.toJSONSchema(z.object({ schema }), {
      io: direction,
      unrepresentable: 'any',
      override: simplify,
    }) as unknown as { $defs?: Record<string, JsonSchema>; properties: { schema: JsonSchema } };
    for (const [name, { id: _, discriminator, ...definition }] of Object.entries(whole.$defs ?? {})) {
      const rewritten = this.rewrite(definition, direction) as JsonSchema;
      const found = { ...rewritten, ...(discriminator !== undefined && { discriminator }) };
      const present = (this.named[name] ??= found);
      if (!isDeepStrictEqual(present, found)) throw new Error(`Two schemas have the name ${name}`);
    }
    return this.rewrite(whole.properties.schema, direction) as JsonSchema;
  }

  private rewrite(value: unknown, direction: Direction): unknown {
    if (Array.isArray(value)) return value.map((one) => this.rewrite(one, direction));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).flatMap(([keyword, inner]): [string, unknown][] => {
      if (keyword === '$ref') return [[keyword, String(inner).replace(DEFS, this.prefix)]];
      if (keyword === 'examples') return [[keyword, inner]];
      // What we answer may get more members: only our own tests insist that it has none.
      if (keyword === 'additionalProperties' && inner === false && direction === 'output' && !this.strict) return [];
      // Only what has a name can be told apart by a field: the branches are found by their names.
      if (keyword === 'discriminator') return [];
      return [[keyword, this.rewrite(inner, direction)]];
    });
    return Object.fromEntries(entries);
  }

  private nameBranches(name: string, union: JsonSchema, field: string): Record<string, JsonSchema> {
    const found: Record<string, JsonSchema> = {};
    const mapping: Record<string, string> = {};
    const oneOf = (union['oneOf'] as JsonSchema[]).map((branch) => {
      const reference = branch['$ref'] as string | undefined;
      const target = reference === undefined ? branch : this.named[reference.slice(this.prefix.length)];
      const told = (target?.['properties'] as Record<string, JsonSchema>)[field] ?? {};
      const values = ((told['enum'] ?? [told['const']]) as unknown[]).map(String);
      const branchName = `${name}${capitalised(values[0] ?? '')}`;
      if (reference === undefined) found[branchName] = branch;
      const $ref = reference ?? `${this.prefix}${branchName}`;
      for (const value of values) mapping[value] = $ref;
      return { $ref };
    });
    found[name] = { ...union, oneOf, discriminator: { propertyName: field, mapping } };
    return found;
  }
}

/** Without what only lengthens it: a pattern beside its format, the limits of JavaScript's integers. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  if (jsonSchema['format'] === 'uuid' || jsonSchema['format'] === 'date-time') delete jsonSchema['pattern'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  if (isDeepStrictEqual(jsonSchema['propertyNames'], { type: 'string' })) delete jsonSchema['propertyNames'];
  if (isDeepStrictEqual(jsonSchema['enum'], ['true', 'false'])) {
    delete jsonSchema['enum'];
    jsonSchema['type'] = 'boolean';
  }
  if (jsonSchema['type'] === 'boolean' && typeof jsonSchema['default'] === 'string') {
    jsonSchema['default'] = jsonSchema['default'] === 'true';
  }
  const { def } = zodSchema._zod;
  if (def.type === 'union' && 'discriminator' in def) {
    jsonSchema['discriminator'] = { propertyName: def.discriminator };
  }
}

/** `button_reply` becomes `ButtonReply`. */
function capitalised(value: string): string {
  return value.replaceAll(/(?:^|(?<![^a-zA-Z0-9])[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_all, letter: string) =>
    letter.toUpperCase(),
  );
}
