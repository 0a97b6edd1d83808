// Reads the settings of built services exactly as they do at their start, each from the environments given for it (name → service → variables); in from
// stdin, out to stdout, as JSON. A process of its own: an image is configured from outside, and so is this.
import { text } from 'node:stream/consumers';

const built = (place, file = 'index.js') => import(new URL(`../../../${place}/dist/${file}`, import.meta.url));
const { limits, streams } = await built('libs/contracts');
const { baseConfigSchema, loadConfig } = await built('libs/runtime', 'config.js');

const environments = JSON.parse(await text(process.stdin));
const ports = {};
const settings = {};
const faults = {};
const pools = {};
for (const [environment, services] of Object.entries(environments)) {
  faults[environment] = {};
  for (const [name, env] of Object.entries(services)) {
    const definition = Object.values(await built(`apps/${name}`)).find((value) => value?.name === name && value.config);
    const schema = baseConfigSchema.extend(definition.config.shape);
    ports[name] = definition.port;
    settings[name] = Object.keys(schema.shape);
    pools[name] = schema.shape.WABX_DATABASE_POOL?.parse(undefined);
    faults[environment][name] = faultOf(name, schema, env);
  }
}
const streamBytes = streams.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
const { natsMaxPayloadBytes } = limits;
process.stdout.write(JSON.stringify({ ports, settings, pools, faults, streamBytes, natsMaxPayloadBytes }));

function faultOf(name, schema, env) {
  try {
    loadConfig(name, schema, env);
    return null;
  } catch (error) {
    return error.message;
  }
}
