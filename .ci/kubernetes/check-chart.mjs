// The chart and the kustomize overlays are the same and as committed; every value has an effect; the schemas of Kubernetes
// and of the operators accept all of it.
//
//   node .ci/kubernetes/check-chart.mjs <folder of install.sh>
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { examplesOf, only } from './chart-values.mjs';
import { writeSchemas } from './json-schemas.mjs';

const tools = path.resolve(process.argv[2]);
const run = async (program, args, options = {}) =>
  (await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 ** 2, ...options })).stdout;
const helm = async (...args) => await run(path.join(tools, 'clients/helm'), args);
const folder = 'docker/kubernetes';
const chart = `${folder}/chart`;
const overlays = readdirSync(`${folder}/overlays`);
const scratch = mkdtempSync(path.join(tools, 'check-'));
/** With everything that can be switched on. */
const ALL = {
  autoscaling: { keda: { enabled: true } },
  podMonitor: { enabled: true },
  routing: { kind: 'gateway' },
};

let valuesFiles = 0;
/** Each is to be found, or the schemas would accept anything. */
const MISTAKES = [
  ['Deployment', ({ spec }) => (spec.template.spec.containers[0].livenesProbe = {})],
  ['Deployment', ({ spec }) => (spec.replicas = 'two')],
  ['NetworkPolicy', ({ spec }) => (spec.egres = [])],
  ['ScaledObject', ({ spec }) => (spec.maxReplicas = 3)],
  ['HTTPRoute', ({ spec }) => (spec.hostname = 'a')],
  ['PodMonitor', ({ spec }) => (spec.endpoints = [])],
];

async function promise(what, keep) {
  const started = performance.now();
  const detail = await keep();
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  console.log(`  ${seconds} s  ${what}${detail ? `: ${detail}` : ''}`);
}

try {
  await promise('what is committed is what npm run kubernetes writes', renderAnew);
  for (const overlay of overlays) {
    await promise(`overlay ${overlay} is the chart with its values`, () => compare(overlay));
  }
  await promise('every value changes the output', changeEveryValue);
  await promise('a value that is not known is refused', refuseUnknown);
  await promise('the schemas accept all of it, from the oldest Kubernetes to the newest', validate);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function renderAnew() {
  const contents = () =>
    readdirSync(folder, { recursive: true })
      .filter((file) => /^(base|overlays)\/.*\.\w+$/.test(file))
      .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]);
  const before = contents();
  await run('node', [`${folder}/render.mjs`], { env: { ...process.env, HELM: path.join(tools, 'clients/helm') } });
  const after = new Map(contents());
  const changed = before.flatMap(([file, text]) => (after.get(file) === text ? [] : [file]));
  assert.deepEqual([changed, after.size], [[], before.length]);
  return `${after.size} files`;
}

async function compare(overlay) {
  const where = `${folder}/overlays/${overlay}`;
  // What people have written for it; the chart knows nothing of it.
  const own = readdirSync(where).filter((file) => /^(namespace|servers)\.yaml$/.test(file));
  const others = own.flatMap((file) => [...objectsOf(readFileSync(path.join(where, file), 'utf8')).keys()]);
  const kustomized = objectsOf(await run(path.join(tools, 'clients/kubectl'), ['kustomize', where]));
  for (const id of others) assert(kustomized.delete(id), `${id} is in the overlay`);
  const templated = objectsOf(await render(['--values', `${where}/values.yaml`]));
  assert.deepEqual([...kustomized.keys()].sort(), [...templated.keys()].sort());
  for (const [id, object] of kustomized) assert.deepEqual(object, templated.get(id), id);
  return `${kustomized.size} objects`;
}

async function changeEveryValue() {
  const schema = JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8'));
  const [values] = parseAllDocuments(readFileSync(`${chart}/values.yaml`, 'utf8')).map((one) => one.toJS());
  // As the example of a service one with everything that a service can have.
  const examples = [...examplesOf(schema, { ...values, services: { router: values.services.router } })];
  // className and tlsSecret are an Ingress's alone.
  const beds = [ALL, { ...ALL, routing: { kind: 'ingress' } }];
  const befores = await Promise.all(beds.map((bed) => renderWith(bed)));
  const without = [];
  for (const { path: place, value } of examples) {
    const at = /className|tlsSecret/.test(place.at(-1)) ? 1 : 0;
    if ((await renderWith(beds[at], only(place, value))) === befores[at]) without.push(place.join('.'));
  }
  assert.deepEqual(without, [], 'values without effect');
  return `${examples.length} values`;
}

async function refuseUnknown() {
  for (const wrong of ['services.router.prot=1', 'netwrok.policies=false', 'services.router.reaches={natz}']) {
    await assert.rejects(helm('template', 'wabx', chart, '--set', wrong), /not allowed|is missing/, wrong);
  }
}

async function validate() {
  const everything = [
    ...(await Promise.all(
      overlays.map((overlay) =>
        run(path.join(tools, 'clients/kubectl'), ['kustomize', `${folder}/overlays/${overlay}`]),
      ),
    )),
    await renderWith(ALL, { autoscaling: { keda: { prometheus: 'http://prometheus:9090' } } }),
    await renderWith({ routing: { kind: 'ingress' } }),
    // The kinds of other operators have no schema here.
    ...['network-policies', 's3-minio', 's3-garage'].map((name) =>
      readFileSync(`${folder}/examples/${name}.yaml`, 'utf8'),
    ),
  ];
  const objects = everything.flatMap((text) => [...objectsOf(text, { keepNamespace: true }).values()]);
  const kinds = new Set(objects.map(({ kind }) => kind));
  for (const which of ['oldest', 'newest']) {
    const schemas = path.join(scratch, which);
    writeSchemas(schemas, {
      openApi: path.join(tools, `openapi-${which}.json`),
      crds: path.join(tools, 'crds'),
      kinds,
    });
    const accept = async (all) => {
      const file = path.join(scratch, 'objects.yaml');
      writeFileSync(file, all.map((one) => `---\n${stringify(one)}`).join(''));
      const place = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`;
      return await run(path.join(tools, 'kubeconform'), ['-strict', '-summary', '-schema-location', place, file]);
    };
    const summary = await accept(objects);
    assert.match(summary, new RegExp(`Valid: ${objects.length}, Invalid: 0, Errors: 0, Skipped: 0`));
    for (const [kind, mistake] of MISTAKES) {
      const changed = objects.filter((one) => one.kind === kind).slice(0, 1).map((one) => structuredClone(one)); // prettier-ignore
      for (const one of changed) mistake(one);
      await assert.rejects(accept(changed), ({ stdout }) => /Invalid: 1/.test(stdout), `${kind} with ${mistake}`);
    }
  }
  return `${objects.length} objects of ${kinds.size} kinds, ${MISTAKES.length} mistakes found`;
}

async function render(options) {
  return await helm('template', 'wabx', chart, '--namespace', 'wabx', ...options);
}

async function renderWith(...values) {
  const options = values.flatMap((value) => {
    const file = path.join(scratch, `values-${(valuesFiles += 1)}.yaml`);
    writeFileSync(file, stringify(value));
    return ['--values', file];
  });
  return await render(options);
}

/** By kind and name. As Kubernetes reads it: 0440 is octal. */
function objectsOf(text, { keepNamespace = false } = {}) {
  const objects = parseAllDocuments(text, { version: '1.1' }).flatMap((one) => one.toJS() ?? []);
  if (!keepNamespace) for (const { metadata } of objects) delete metadata.namespace;
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}
