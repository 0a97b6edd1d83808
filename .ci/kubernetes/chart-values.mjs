// Every value that the chart's schema knows, with a value that must change the output.

/** As `{ path, value }`; where a name is free, the first one that stands in `values` is taken. */
export function* examplesOf(schema, values, root = schema, path = []) {
  const { $ref: reference, ...own } = schema;
  const definition = reference ? { ...root.$defs[reference.split('/').at(-1)], ...own } : schema;
  const { properties, patternProperties, examples } = definition;
  if (examples) {
    yield { path, value: examples[0] };
  } else if (properties) {
    for (const [name, value] of Object.entries(properties))
      yield* examplesOf(value, values?.[name], root, [...path, name]);
  } else if (patternProperties) {
    const [name] = Object.keys(values ?? {});
    if (name === undefined) throw new Error(`no example of ${path.join('.')}`);
    yield* examplesOf(Object.values(patternProperties)[0], values[name], root, [...path, name]);
  } else if (path.join('.') !== 'global') {
    // Helm itself gives `global` to every chart.
    throw new Error(`the schema has no example of ${path.join('.')}`);
  }
}

/** The value alone, at its place. */
export function only(path, value) {
  return path.reduceRight((inside, name) => ({ [name]: inside }), value);
}
