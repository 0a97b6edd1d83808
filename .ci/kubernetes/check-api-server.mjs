// A real kube-apiserver, with all its admission and Pod Security `restricted`, takes both overlays, and the versions after.
//
//   node .ci/kubernetes/check-api-server.mjs <folder of install.sh>
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { withApiServer } from './api-server.mjs';

const tools = path.resolve(process.argv[2]);
const folder = 'docker/kubernetes';
const NAMESPACE = 'wabx';
/** Servers for production, as far as no other operator runs them. */
const EXAMPLES = ['network-policies', 's3-minio', 's3-garage'].map((name) => `${folder}/examples/${name}.yaml`);
const scratch = mkdtempSync(path.join(tools, 'api-server-'));
process.once('SIGTERM', () => process.exit(143));

async function promise(what, keep) {
  const started = performance.now();
  const detail = await keep();
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  console.log(`  ${seconds} s  ${what}${detail ? `: ${detail}` : ''}`);
}

try {
  // One after the other, each in a cluster of its own: both have the same names.
  for (const overlay of readdirSync(`${folder}/overlays`)) {
    await withApiServer(tools, path.join(scratch, overlay), (clients) => checkOverlay(overlay, clients));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function checkOverlay(overlay, { kubectl, helm }) {
  const where = `${folder}/overlays/${overlay}`;
  const values = `${where}/values.yaml`;
  const beside = overlay === 'production' ? EXAMPLES.map((file) => readFileSync(file, 'utf8')) : [];
  const objects = [(await kubectl(['kustomize', where])).stdout, ...beside].flatMap(objectsOf);
  const ofKind = (kind) => objects.filter((one) => one.kind === kind);
  const pods = objects.flatMap(podsOf);

  await promise(`${overlay}: accepted by server-side apply, without a warning`, async () => {
    await kubectl(['apply', '--server-side', '-f', `${path.join(tools, 'crds')}/`]);
    await kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
    await kubectl(['apply', '--server-side', '-f', `${where}/namespace.yaml`]);
    // A controller would make it; the servers of the demo have no account of their own.
    await kubectl(['create', 'serviceaccount', 'default', '--namespace', NAMESPACE]);
    await apply(kubectl, objects);
    return `${objects.length} objects`;
  });

  await promise(`${overlay}: Pod Security restricted admits every pod, and none with a right more`, async () => {
    for (const pod of pods) {
      await createPod(kubectl, pod);
      for (const addRight of [takeSecurityContexts, (one) => (one.spec.hostNetwork = true)]) {
        const mighty = structuredClone(pod);
        addRight(mighty);
        await assert.rejects(createPod(kubectl, mighty), /violates PodSecurity "restricted/, pod.metadata.name);
      }
    }
    return `${pods.length} pods`;
  });

  await promise(`${overlay}: no service may do anything in the cluster (RBAC)`, async () => {
    const accounts = ofKind('ServiceAccount').map(({ metadata }) => metadata.name);
    assert(accounts.length > 7);
    for (const account of accounts) {
      for (const [verb, what] of [
        ['get', 'secrets'],
        ['list', 'pods'],
        ['create', 'jobs.batch'],
        ['update', 'configmaps'],
      ]) {
        const as = `--as=system:serviceaccount:${NAMESPACE}:${account}`;
        const asked = kubectl(['auth', 'can-i', verb, what, as, '--namespace', NAMESPACE]);
        await assert.rejects(asked, ({ stdout }) => stdout.trim() === 'no', `${account}: ${verb} ${what}`);
      }
    }
    assert.equal((await kubectl(['auth', 'can-i', 'get', 'secrets'])).stdout.trim(), 'yes');
    return `${accounts.length} accounts`;
  });

  await promise(`${overlay}: every pod counts in a quota of CPU and memory`, async () => {
    const hard = { 'requests.cpu': '8', 'requests.memory': '8Gi', 'limits.memory': '16Gi', pods: '40' };
    await setQuota(kubectl, hard, { 'requests.cpu': '0', 'requests.memory': '0', 'limits.memory': '0', pods: '0' });
    for (const pod of pods) await createPod(kubectl, pod);
    const [first] = pods;
    const unlimited = structuredClone(first);
    for (const container of unlimited.spec.containers) delete container.resources.limits;
    await assert.rejects(createPod(kubectl, unlimited), /must specify limits.memory/);
    await setQuota(kubectl, hard, hard);
    await assert.rejects(createPod(kubectl, first), /exceeded quota/);
    await kubectl(['delete', 'resourcequota', 'ci', '--namespace', NAMESPACE]);
  });

  await promise(`${overlay}: the server holds the network policies that the matrix was tried on`, async () => {
    const { stdout } = await kubectl(['get', 'networkpolicies', '--namespace', NAMESPACE, '-o', 'json']);
    const held = new Map(JSON.parse(stdout).items.map(({ metadata, spec }) => [metadata.name, spec]));
    const wanted = ofKind('NetworkPolicy');
    assert.equal(held.size, wanted.length);
    for (const { metadata, spec } of wanted) {
      for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
        for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
      }
      assert.deepEqual(held.get(metadata.name), spec, metadata.name);
    }
    return `${held.size} policies`;
  });

  await promise(`${overlay}: two upgrades, each with a migration of its own`, async () => {
    const [job] = ofKind('Job');
    const changed = structuredClone(job);
    changed.spec.template.spec.containers[0].image = 'wabx:another';
    // Why the Job has the version in its name.
    await assert.rejects(apply(kubectl, [changed]), /field is immutable/);
    for (const version of ['900.1.0', '900.2.0']) {
      const text = (await helm(['template', 'wabx', chartOf(version), '--values', values, '--namespace', NAMESPACE]))
        .stdout;
      await apply(kubectl, objectsOf(text));
      await apply(kubectl, objectsOf(text)); // Once more changes nothing and is no mistake.
    }
    const { stdout } = await kubectl(['get', 'jobs', '--namespace', NAMESPACE, '-o', 'name']);
    assert.equal(stdout.trim().split('\n').length, 3, stdout);
    const image = await kubectl([
      ...['get', 'deployment', 'wabx-stats', '--namespace', NAMESPACE],
      ...['-o', 'jsonpath={.spec.template.spec.containers[0].image}'],
    ]);
    return image.stdout;
  });

  await promise(`${overlay}: Helm installs, upgrades, rolls back and removes`, async () => {
    const namespace = ['--namespace', 'by-helm'];
    await kubectl(['create', 'namespace', 'by-helm']);
    // Nothing runs the Job here, and Helm would wait for it.
    const options = [...namespace, '--values', values, '--no-hooks'];
    await helm(['install', 'wabx', `${folder}/chart`, ...options]);
    await helm(['upgrade', 'wabx', chartOf('900.1.0'), ...options]);
    await helm(['rollback', 'wabx', '1', ...namespace, '--no-hooks']);
    const kinds = ['deployments', 'services', 'networkpolicies', 'serviceaccounts', 'poddisruptionbudgets'].join();
    const names = async () => (await kubectl(['get', kinds, ...namespace, '-o', 'name'])).stdout.trim();
    assert((await names()).split('\n').length > 30);
    await helm(['uninstall', 'wabx', ...namespace, '--no-hooks']);
    assert.equal(await names(), '');
  });
}

async function apply(kubectl, objects) {
  const text = objects.map((one) => `---\n${stringify(one)}`).join('');
  const { stderr } = await kubectl(
    ['apply', '--server-side', '--validate=strict', '--namespace', NAMESPACE, '-f', '-'],
    text,
  );
  assert.equal(stderr, '');
}

function takeSecurityContexts({ spec }) {
  for (const part of [spec, ...spec.containers]) delete part.securityContext;
}

/** Asks whether it may be; nothing is kept. */
async function createPod(kubectl, pod) {
  await kubectl(['create', '--dry-run=server', '-f', '-'], stringify(pod));
}

/** As a controller would make it of a Deployment, a StatefulSet or a Job. */
function podsOf({ metadata: { name }, spec }) {
  if (!spec?.template) return [];
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: metadata.name },
  }));
  const { metadata, spec: inside } = spec.template;
  const volumes = [...inside.volumes, ...claims];
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name, namespace: NAMESPACE },
      spec: { ...inside, volumes },
    },
  ];
}

/** The status too: a controller would write it. */
async function setQuota(kubectl, hard, used) {
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'ci', namespace: NAMESPACE },
    spec: { hard },
  };
  await apply(kubectl, [quota]);
  const status = JSON.stringify({ status: { hard, used } });
  const where = ['resourcequota', 'ci', '--namespace', NAMESPACE];
  await kubectl(['patch', ...where, '--subresource=status', '--type=merge', '-p', status]);
}

/** The chart as a later version has it. */
function chartOf(version) {
  const copy = path.join(scratch, `chart-${version}`);
  cpSync(`${folder}/chart`, copy, { recursive: true });
  const file = path.join(copy, 'Chart.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^((?:appV|v)ersion): .*$/gm, `$1: ${version}`));
  return copy;
}

/** As Kubernetes reads it: 0440 is octal. */
function objectsOf(text) {
  return parseAllDocuments(text, { version: '1.1' }).flatMap((one) => one.toJS() ?? []);
}
