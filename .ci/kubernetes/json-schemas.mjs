// JSON schemas for kubeconform, which refuse unknown fields: of Kubernetes' own kinds from its OpenAPI description, of the
// others from their CustomResourceDefinitions.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** These are written as a string or as a number. */
const STRING_OR_NUMBER = /\.(IntOrString|Quantity)$/;

/** `openApi` is a file, `crds` a folder; `kinds` are those of Kubernetes itself that are wanted. */
export function writeSchemas(folder, { openApi, crds, kinds }) {
  mkdirSync(folder, { recursive: true });
  const write = ({ group, version, kind }, schema) => {
    const name = [kind, group.split('.')[0], version].filter(Boolean).join('-').toLowerCase();
    writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(schema));
  };
  const { definitions } = JSON.parse(readFileSync(openApi, 'utf8'));
  for (const definition of Object.values(definitions)) {
    for (const id of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (kinds.has(id.kind)) write(id, strict(definition, definitions));
    }
  }
  for (const file of readdirSync(crds)) {
    const { spec } = parse(readFileSync(path.join(crds, file), 'utf8'));
    for (const { name: version, schema } of spec.versions) {
      write({ group: spec.group, version, kind: spec.names.kind }, strict(schema.openAPIV3Schema, {}));
    }
  }
}

function strict(schema, definitions) {
  const { $ref: reference, ...rest } = schema;
  if (reference) {
    const name = reference.slice('#/definitions/'.length);
    return STRING_OR_NUMBER.test(name) ? { type: ['string', 'number'] } : strict(definitions[name], definitions);
  }
  if (rest['x-kubernetes-int-or-string']) return { type: ['string', 'number'] };
  const inner = (value) => strict(value, definitions);
  if (rest.items) rest.items = inner(rest.items);
  if (typeof rest.additionalProperties === 'object') rest.additionalProperties = inner(rest.additionalProperties);
  if (rest.properties) {
    rest.properties = Object.fromEntries(Object.entries(rest.properties).map(([name, value]) => [name, inner(value)]));
    if (!rest['x-kubernetes-preserve-unknown-fields']) rest.additionalProperties ??= false;
  }
  // Formats of Kubernetes are none of JSON Schema's.
  delete rest.format;
  return rest;
}
