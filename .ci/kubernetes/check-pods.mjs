// The chart's own pods, run by podman from the image that build-image.sh has built: the migration, then all services at once,
// against Postgres, the S3 server of WABX_TEST_S3_*, and three nats-servers that keep three replicas of every stream.
//
//   node .ci/kubernetes/check-pods.mjs <folder of install.sh> <folder given to build-image.sh>     (as root, after a build)
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { freePort, startPostgres } from '../../libs/embedded/dist/index.js';
import { startTestCluster } from '../../libs/testing/dist/index.js';

const READY_MS_MAX = 60_000;
const [tools, folder] = process.argv.slice(2).map((place) => path.resolve(place));
const run = promisify(execFile);
const scratch = mkdtempSync(path.join(folder, 'pods-'));
chmodSync(scratch, 0o755); // Postgres runs as a user of its own
const secrets = path.join(scratch, 'secrets');
// runc and these limits because crun and podman's own limits fail inside a container.
const containersConf = path.join(scratch, 'containers.conf');
writeFileSync(
  containersConf,
  '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=1024:1024"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n',
);
const podman = (...args) =>
  run('podman', ['--root', `${folder}/storage`, '--runroot', `${folder}/run`, ...args], {
    env: { ...process.env, CONTAINERS_CONF: containersConf },
  });

async function promise(what, keep) {
  const started = performance.now();
  const detail = await keep();
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  console.log(`  ${seconds} s  ${what}${detail ? `: ${detail}` : ''}`);
}

const stops = [];
let objects = [];
/** Where each service answers to probes. */
const ports = {};
const services = () => Object.keys(ports);
process.once('SIGTERM', () => process.exit(143));
try {
  await promise('Postgres and three nats-servers are up', startServers);
  await promise('the pod of the migration ends with 0', migrate);
  await promise(`all services are ready within ${READY_MS_MAX / 1000} s`, serveAll);
  await promise('no process is root or may become it, and none can change its program', lookAtRights);
  await promise('every service ends by itself when told to', stopAll);
} catch (error) {
  console.log(`  ${error.stack}${error.stderr ? `\n${error.stderr}` : ''}`);
  process.exitCode = 1;
} finally {
  await podman('pod', 'rm', '--all', '--force', '--time', '0').catch(() => undefined);
  await Promise.allSettled(stops.map((stop) => stop()));
}

async function startServers() {
  const postgres = await startPostgres({ dataDir: path.join(scratch, 'postgres'), durable: false });
  stops.push(() => postgres.stop());
  const cluster = await startTestCluster();
  stops.push(() => cluster.stop());
  await run('sh', ['docker/make-secrets.sh', secrets]);
  await render();
  // The hosts that make-secrets.sh names are this machine here; each pod finds its keys in a folder of its own.
  for (const { metadata, spec } of objects.filter(({ kind }) => ['Deployment', 'Job'].includes(kind))) {
    const service = metadata.labels['app.kubernetes.io/component'];
    mkdirSync(path.join(secrets, service));
    for (const { key } of spec.template.spec.volumes.find(({ name }) => name === 'secrets').secret.items) {
      const file = path.join(secrets, service, key);
      writeFileSync(file, contentOf(service, key, { postgres, cluster }), { mode: 0o444 });
      chmodSync(file, 0o444);
    }
  }
}

function contentOf(service, key, { postgres, cluster }) {
  if (key === 'nats_url') return cluster.urlOf(service === 'migrate' ? 'admin' : service);
  if (key === 'database_admin_url') return postgres.url;
  if (key === 's3_access_key') return process.env.WABX_TEST_S3_ACCESS_KEY;
  if (key === 's3_secret_key') return process.env.WABX_TEST_S3_SECRET_KEY;
  const file = [`${service}_${key}`, key].map((name) => path.join(secrets, name)).find((place) => existsSync(place));
  return readFileSync(file, 'utf8').replace('@postgres:5432/wabx', `@127.0.0.1:${postgres.port}/postgres`);
}

/** The chart with ports that are free here, since all pods share the network of this machine. */
async function render() {
  const chart = 'docker/kubernetes/chart';
  const [values] = parseAllDocuments(readFileSync(`${chart}/values.yaml`, 'utf8')).map((one) => one.toJS());
  const given = {};
  for (const name of Object.keys(values.services)) {
    ports[name] = await freePort();
    given[name] = { port: await freePort(), settings: { WABX_OPS_PORT: String(ports[name]) } };
  }
  const { WABX_TEST_S3_ENDPOINT: endpoint, WABX_TEST_S3_REGION: region } = process.env;
  assert(endpoint, 'there is an S3 server (start-radosgw.sh)');
  Object.assign(given['media-store'].settings, { S3_ENDPOINT: endpoint, S3_REGION: region });
  const file = path.join(scratch, 'values.yaml');
  const image = { repository: 'localhost/wabx', tag: 'ci', pullPolicy: 'Never' };
  const settings = {
    HOST: '127.0.0.1',
    WABX_ALLOW_UNSAFE: 'nats-without-tls,nats-sync-unknown,postgres-without-tls,s3-over-http',
  };
  writeFileSync(file, stringify({ image, settings, services: given }));
  const { stdout } = await run(path.join(tools, 'clients/helm'), ['template', 'wabx', chart, '--values', file]);
  objects = parseAllDocuments(stdout, { version: '1.1' }).flatMap((one) => one.toJS() ?? []);
}

async function migrate() {
  const container = await play('migrate');
  const { stdout: code } = await podman('wait', container);
  const { stdout, stderr } = await podman('logs', container);
  assert.equal(code.trim(), '0', stdout + stderr);
}

async function serveAll() {
  const started = performance.now();
  const seconds = await Promise.all(
    services().map(async (name) => {
      const container = await play(name);
      while (!(await isReady(name))) {
        if (performance.now() - started < READY_MS_MAX) await delay(200);
        else {
          const { stdout, stderr } = await podman('logs', '--tail', '20', container);
          throw new Error(`${name} is not ready:\n${stdout}${stderr}`);
        }
      }
      return (performance.now() - started) / 1000;
    }),
  );
  const live = await Promise.all(services().map((name) => get(name, 'livez')));
  assert(live.every((answer) => answer?.status === 200));
  return `the last after ${Math.max(...seconds).toFixed(1)} s`;
}

async function lookAtRights() {
  for (const name of services()) {
    const { stdout: pid } = await podman('inspect', '--format', '{{.State.Pid}}', containerOf(name));
    const status = readFileSync(`/proc/${pid.trim()}/status`, 'utf8');
    for (const line of [/^Uid:\s+1000\s/m, /^Gid:\s+1000\s/m, /^CapEff:\s+0+$/m, /^NoNewPrivs:\s+1$/m]) {
      assert.match(status, line, name);
    }
    const write = "try { require('node:fs').writeFileSync('/app/x', '') } catch (error) { console.log(error.code) }";
    const { stdout } = await podman('exec', containerOf(name), 'node', '-e', write);
    assert.equal(stdout.trim(), 'EROFS', name);
  }
}

async function stopAll() {
  await Promise.all(services().map((name) => podman('stop', '--time', '50', containerOf(name))));
  for (const name of services()) {
    const { stdout } = await podman('inspect', '--format', '{{.State.ExitCode}}', containerOf(name));
    assert.equal(stdout.trim(), '0', name);
  }
}

/** Starts the pod of a Deployment or Job; the name of its container. */
async function play(name) {
  const owner = objects.find(
    ({ kind, metadata }) =>
      ['Deployment', 'Job'].includes(kind) && metadata.labels['app.kubernetes.io/component'] === name,
  );
  const { labels } = owner.spec.template.metadata;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `wabx-${name}`, labels },
    spec: forPodman(owner.spec.template.spec, name),
  };
  const file = path.join(scratch, `${name}.yaml`);
  writeFileSync(file, stringify(pod));
  const settings = path.join(scratch, `${name}-settings.yaml`);
  writeFileSync(settings, stringify(settingsBeside(pod.spec.containers[0].env)));
  await podman('kube', 'play', '--configmap', settings, file);
  return containerOf(name);
}

/** With podman 4.3 envFrom wins over env; in Kubernetes it is the other way round. */
function settingsBeside(env) {
  const map = structuredClone(objects.find(({ kind }) => kind === 'ConfigMap'));
  for (const { name } of env) delete map.data[name];
  return map;
}

/**
 * Podman 4.3 knows no Secrets that are not made by it, no named ports on the host's network, and probes only by a curl that
 * the image does not have.
 */
function forPodman({ containers: [container], securityContext, volumes, restartPolicy }, name) {
  const { ports: _ports, startupProbe: _s, livenessProbe: _l, readinessProbe: _r, lifecycle: _c, ...rest } = container;
  return {
    hostNetwork: true,
    restartPolicy: restartPolicy ?? 'Never',
    securityContext,
    containers: [rest],
    volumes: volumes.map((volume) =>
      volume.secret ? { name: volume.name, hostPath: { path: path.join(secrets, name), type: 'Directory' } } : volume,
    ),
  };
}

function containerOf(name) {
  return `wabx-${name}-${name}`;
}

async function isReady(name) {
  return (await get(name, 'readyz'))?.ok;
}

async function get(name, route) {
  const url = `http://127.0.0.1:${ports[name]}/${route}`;
  return await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
}
