import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { consumerFilter, consumers, streams } from '@wabx/contracts';
import { selfSigned } from '@wabx/testing';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { overlays, readManifests, readOverlay, type Manifest, type PodTemplate } from '../src/kubernetes.js';
import { projects, readManifest, readText, root, tree } from '../src/workspace.js';
import { readSettings } from './read-settings.js';

type SecretManifest = Manifest & { stringData: Record<string, string> };
interface NatsValues {
  config: {
    cluster: { replicas: number };
    jetstream: { merge: object; fileStore: { maxSize: string; pvc: { size: string } } };
    monitor: { port: number };
    merge: { max_payload: string };
  };
  container: { image: { tag: string } };
}
interface PostgresSpec {
  postgresql: { parameters: { max_connections: string } };
  bootstrap: { initdb: { owner: string; secret: { name: string } } };
  managed: { roles: { name: string; passwordSecret: { name: string } }[] };
}

const run = promisify(execFile);
const SECRETS = '/run/secrets/wabx/';
const names = projects()
  .flatMap(({ folder }) => (folder.startsWith('apps/') ? [folder.slice('apps/'.length)] : []))
  .filter((app) => app !== 'all-in-one');
const objects = new Map(overlays.map((overlay) => [overlay, readOverlay(overlay)]));
const ofKind = (overlay: string, kind: string) => objects.get(overlay)?.filter((one) => one.kind === kind) ?? [];
const componentOf = ({ metadata }: Manifest) => metadata.labels?.['app.kubernetes.io/component'];

let secrets = '';
beforeAll(async () => {
  secrets = await mkdtemp(path.join(tmpdir(), 'wabx-kubernetes-'));
  await run('sh', [path.join(root, 'docker/make-secrets.sh'), secrets]);
  await writeFile(path.join(secrets, 'ca.crt'), selfSigned().cert);
});
afterAll(async () => await rm(secrets, { recursive: true, force: true }));

function podOf(overlay: string, name: string): PodTemplate {
  const owner = objects
    .get(overlay)
    ?.find((one) => ['Deployment', 'Job'].includes(one.kind) && componentOf(one) === name);
  if (!owner?.spec?.template) throw new Error(`${overlay} does not run ${name}`);
  return owner.spec.template;
}

function podsAtMost(name: string): number {
  const [scaler] = [...ofKind('production', 'ScaledObject'), ...ofKind('production', 'HorizontalPodAutoscaler')].filter(
    (one) => componentOf(one) === name,
  );
  const [deployment] = ofKind('production', 'Deployment').filter((one) => componentOf(one) === name);
  return scaler?.spec?.maxReplicaCount ?? scaler?.spec?.maxReplicas ?? deployment?.spec?.replicas ?? 0;
}

/** What the container's process would see, with mounted files where they are on this machine. */
function environmentOf(overlay: string, name: string): Record<string, string> {
  const [container] = podOf(overlay, name).spec.containers;
  const shared = container.envFrom.flatMap(({ configMapRef }) =>
    ofKind(overlay, 'ConfigMap').flatMap(({ metadata, data = {} }) =>
      metadata.name === configMapRef.name ? Object.entries(data) : [],
    ),
  );
  const own = container.env.map(({ name: variable, value }) => [variable, value] as const);
  return Object.fromEntries([...shared, ...own].map(([variable, value]) => [variable, placeOf(name, value)]));
}

function placeOf(service: string, value: string): string {
  if (value === '/run/ca/ca.crt') return path.join(secrets, 'ca.crt');
  if (!value.startsWith(SECRETS)) return value;
  const key = value.slice(SECRETS.length);
  return [`${service}_${key}`, key].map((file) => path.join(secrets, file)).find((file) => existsSync(file)) ?? value;
}

let read: Awaited<ReturnType<typeof readSettings>>;
beforeAll(async () => {
  const environments = overlays.map((overlay) => [
    overlay,
    Object.fromEntries(names.map((name) => [name, environmentOf(overlay, name)])),
  ]);
  read = await readSettings(Object.fromEntries(environments));
}, 60_000);

describe('docker/kubernetes', () => {
  it('is rendered from the chart as it stands (npm run kubernetes)', async () => {
    const { stdout } = await run(process.execPath, [path.join(root, 'docker/kubernetes/render.mjs'), '--hash']);
    expect(readText('docker/kubernetes/base/chart.sha256')).toBe(stdout);
  });

  it('has the version of the programs', () => {
    const [chart] = parseAllDocuments(readText('docker/kubernetes/chart/Chart.yaml'));
    const { version } = readManifest('.');
    expect(chart?.toJS()).toMatchObject({ version, appVersion: version });
  });

  it('has an overlay for a look around and one for production', () => {
    expect(overlays.sort()).toEqual(['demo', 'production']);
  });
});

describe.each(overlays)('overlay %s', (overlay) => {
  it('runs every app and the migration, each by its own program', () => {
    const programs = [...ofKind(overlay, 'Deployment'), ...ofKind(overlay, 'Job')]
      .filter((one) => one.metadata.labels?.['app.kubernetes.io/part-of'] === 'wabx')
      .map((one) => [componentOf(one), one.spec?.template?.spec.containers[0].args[0]]);
    const wanted = [...names, 'migrate'].map((name) => [name, `dist/${name}.js`]);
    expect(programs.sort()).toEqual(wanted.sort());
    for (const [, program = ''] of wanted) expect(readText(program)).not.toBe('');
  });

  it.each(names)('%s accepts its environment and knows every variable of its own', (name) => {
    expect(read.faults[overlay]?.[name]).toBeNull();
    const own = podOf(overlay, name).spec.containers[0].env.map(({ name: variable }) => variable);
    const unknown = own.filter((variable) => !read.settings[name]?.includes(variable.replace(/_FILE$/, '')));
    expect(unknown).toEqual([]);
  });

  it('every variable that all of them get is read by one of them', () => {
    const shared = ofKind(overlay, 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
    const known = new Set(names.flatMap((name) => read.settings[name] ?? []));
    expect(shared.length).toBeGreaterThan(3);
    expect(shared.filter((variable) => !known.has(variable.replace(/_FILE$/, '')))).toEqual([]);
  });

  it('the migration accepts its environment', async () => {
    const failed = await run(process.execPath, podOf(overlay, 'migrate').spec.containers[0].args, {
      cwd: root,
      env: { ...environmentOf(overlay, 'migrate'), CONNECT_TIMEOUT_SECONDS: '1' },
    }).catch((error: { stderr: string }) => error);
    // There are no such servers here; that it looks for one of them shows that it has read everything else.
    expect(failed.stderr).toMatch(/nats:4222|postgres:5432/);
    expect(failed.stderr).not.toMatch(/environment is wrong/);
    // A name that it does not know would change nothing.
    const own = podOf(overlay, 'migrate').spec.containers[0].env.map(({ name }) => name);
    const optional = own.filter((variable) => !variable.endsWith('_FILE'));
    const program = readText('apps/all-in-one/src/run-migration.ts');
    expect(optional.filter((variable) => !program.includes(` ${variable}: `))).toEqual([]);
  });

  it.each(names)('%s listens where its Service, its probes and the scrapes look', (name) => {
    const [container] = podOf(overlay, name).spec.containers;
    expect(container.env).toContainEqual({ name: 'PORT', value: String(read.ports[name]) });
    const opsPort = Number(environmentOf(overlay, name)['WABX_OPS_PORT']);
    expect(container.ports).toEqual([
      { name: 'http', containerPort: read.ports[name] },
      { name: 'ops', containerPort: opsPort },
    ]);
    expect(opsPort).not.toBe(read.ports[name]);
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(probes.map((probe) => probe?.httpGet)).toEqual([
      { path: '/livez', port: 'ops' },
      { path: '/livez', port: 'ops' },
      { path: '/readyz', port: 'ops' },
    ]);
  });

  it('the paths of probes and scrapes are routes of every service', () => {
    const routes = [...readText('libs/runtime/src/health.ts').matchAll(/@Get\('(\w+)'\)/g)].map(([, name]) => name);
    const scraped = ofKind(overlay, 'PodMonitor').flatMap(({ spec }) => spec?.podMetricsEndpoints ?? []);
    for (const path of ['/livez', '/readyz', ...scraped.map(({ path: one }) => one)]) {
      expect(routes).toContain(path.slice(1));
    }
    expect(scraped.filter(({ port }) => port !== 'ops')).toEqual([]);
  });

  it('a pod mounts the keys that its variables name and no other, and make-secrets.sh makes them', async () => {
    const made = await readdir(secrets);
    for (const name of [...names, 'migrate']) {
      const { containers, volumes } = podOf(overlay, name).spec;
      const mounted = volumes.find((volume) => volume.name === 'secrets')?.secret;
      const named = containers[0].env.flatMap(({ value }) => (value.startsWith(SECRETS) ? value : []));
      expect(mounted?.items.map(({ path }) => SECRETS + path)).toEqual(named.sort());
      const keys = mounted?.items.map(({ key }) => key) ?? [];
      expect(keys.filter((key) => !made.includes(key) && !made.includes(`${name}_${key}`))).toEqual([]);
      // A variable that holds the secret itself would be in everybody's `kubectl describe`.
      const bare = containers[0].env.filter(({ name: variable }) => /(PASSWORD|SECRET|KEYS?|_URL)$/.test(variable));
      expect(bare.filter(({ value }) => /:[^/]*@|^k1:|^wabx_/.test(value))).toEqual([]);
    }
  });

  it('no pod gets a token of the cluster, or variables from the Services beside it', () => {
    const pods = (objects.get(overlay) ?? []).flatMap(({ spec }) => spec?.template?.spec ?? []);
    expect(pods.length).toBeGreaterThan(names.length);
    for (const pod of pods)
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });
});

describe('what wabx does not need itself but leads to it', () => {
  it('the overlay for production scales by consumers that there are, on the streams that they read', () => {
    const triggers = ofKind('production', 'ScaledObject').flatMap(({ spec }) => spec?.triggers ?? []);
    const waiting = triggers.flatMap(({ type, metadata }) => (type === 'nats-jetstream' ? [metadata] : []));
    expect(waiting.length).toBeGreaterThan(2);
    for (const { stream, consumer } of waiting) {
      const spec = Object.values(consumers).find(({ durable }) => durable === consumer);
      const subjects = streams.find(({ name }) => name === stream)?.subjects ?? [];
      const prefix = (subject: string) => subject.replace(/>$/, '');
      const filter = spec ? consumerFilter(spec) : '';
      expect([consumer, subjects.some((subject) => filter.startsWith(prefix(subject)))]).toEqual([consumer, true]);
    }
  });

  it('every public path of a service leads to it, and only what is for Meta and the console is on hosts that are open to it', () => {
    const routes = ofKind('production', 'HTTPRoute').flatMap(({ metadata, spec }) =>
      (spec?.rules ?? []).flatMap(({ matches, backendRefs: [backend] }) =>
        matches.map(({ path: { value } }) => ({ host: metadata.name, path: value, service: backend?.name })),
      ),
    );
    for (const name of names) {
      const { paths } = JSON.parse(readText(`docs/api/${name}.json`)) as { paths: Record<string, unknown> };
      for (const route of Object.keys(paths)) {
        // The console has a host of its own, and all of it.
        const onHost = routes.filter(({ host }) => (host === 'wabx-console') === (name === 'console'));
        const leading = onHost.filter(({ path }) => `${route}/`.startsWith(path.replace(/\/?$/, '/')));
        expect([route, leading.map(({ service }) => service)]).toEqual([route, [`wabx-${name}`]]);
      }
    }
    const open = routes.filter(({ host }) => host !== 'wabx-api').map(({ host, path }) => `${host} ${path}`);
    expect(open.sort()).toEqual(['wabx-console /', 'wabx-media /m/', 'wabx-webhooks /webhooks/']);
  });

  it('the demo runs the servers that compose.yaml runs', () => {
    const compose = readText('docker/compose.yaml');
    const servers = readManifests('docker/kubernetes/overlays/demo/servers.yaml');
    const images = servers.flatMap(({ spec }) => spec?.template?.spec.containers.map(({ image }) => image) ?? []);
    expect(images.length).toBe(3);
    for (const image of images) expect(compose).toContain(image);
  });

  it('what is scraped has the name of its service as job, by which the alerts go', () => {
    const [monitor] = ofKind('production', 'PodMonitor');
    const job = monitor?.spec?.jobLabel ?? '';
    for (const name of names) expect(podOf('production', name).metadata.labels[job]).toBe(name);
    const alerted = /up\{job=~"([^"]+)"\}/.exec(readText('docker/monitoring/alerts.yaml'))?.[1]?.split('|');
    expect(alerted?.sort()).toEqual([...names].sort());
  });

  it('the metrics that the chart asks Prometheus for are metrics of ours', () => {
    const asked = readText('docker/kubernetes/chart/templates/scaling.yaml').match(/wabx_[a-z_]+/g) ?? [];
    const sources = tree()
      .files.filter((file) => /^(apps|libs)\/[^/]+\/src\/.*\.ts$/.test(file))
      .map((file) => readText(file));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !sources.some((source) => source.includes(name)))).toEqual([]);
  });

  it('the NATS of the example is as safe as the one of compose.yaml, and as many as streams have replicas', () => {
    const values = parse(readText('docker/kubernetes/examples/nats-values.yaml')) as NatsValues;
    const { cluster, jetstream, merge, monitor } = values.config;
    expect(jetstream.merge).toEqual({ sync_interval: 'always' });
    const replicas = podOf('production', 'migrate').spec.containers[0].env;
    expect(replicas).toContainEqual({ name: 'WABX_STREAM_REPLICAS', value: String(cluster.replicas) });
    const size = (text: string) => Number(/\d+/.exec(text)?.[0]);
    expect(size(jetstream.fileStore.maxSize) * 1024 ** 3).toBeGreaterThan(read.streamBytes);
    expect(size(jetstream.fileStore.pvc.size)).toBeGreaterThan(size(jetstream.fileStore.maxSize));
    expect(size(merge.max_payload) * 1024 ** 2).toBe(read.natsMaxPayloadBytes);
    expect(readText('docker/compose.yaml')).toContain(`nats:${values.container.image.tag}@`);
    const urls = environmentOf('production', 'router')['WABX_NATS_MONITOR_URLS']?.split(',') ?? [];
    expect(urls).toEqual([0, 1, 2].map((at) => `http://nats-${at}.nats-headless:${monitor.port}`));
  });

  it('the Postgres of the example has a connection for every pool when all services have scaled up and roll', () => {
    const table = readText('docs/operation.md');
    const ofOne = (name: string) =>
      Number(new RegExp(`^\\| ${name} +\\|[^|]*\\|[^|]*\\| +(\\d+) `, 'm').exec(table)?.[1]);
    const owners = names.filter((name) => read.settings[name]?.includes('DATABASE_URL'));
    const [cluster] = parseAllDocuments(readText('docker/kubernetes/examples/postgres-cnpg.yaml'));
    const { postgresql } = (cluster?.toJS() as { spec: PostgresSpec }).spec;
    const migration = 3;
    // One pod more while a Deployment rolls.
    const wanted = owners
      .map((name) => ofOne(name) * (podsAtMost(name) + 1))
      .reduce((sum, one) => sum + one, migration);
    expect(wanted).toBeGreaterThan(200);
    expect(Number(postgresql.parameters.max_connections)).toBeGreaterThanOrEqual(wanted);
  });

  it('the Postgres of the example has the role of every owner, with the password that secrets.mjs makes', async () => {
    const program = [path.join(root, 'docker/kubernetes/secrets.mjs'), '--from', secrets, '--owner=wabx_owner'];
    const made = parseAllDocuments((await run(process.execPath, program)).stdout).flatMap((one) => {
      const { metadata, stringData } = one.toJS() as SecretManifest;
      return stringData['username'] ? [`${stringData['username']} ${metadata.name}`] : [];
    });
    const [cluster] = parseAllDocuments(readText('docker/kubernetes/examples/postgres-cnpg.yaml'));
    const { bootstrap, managed } = (cluster?.toJS() as { spec: PostgresSpec }).spec;
    const named = managed.roles.map(({ name, passwordSecret }) => `${name} ${passwordSecret.name}`);
    expect([...named, `${bootstrap.initdb.owner} ${bootstrap.initdb.secret.name}`].sort()).toEqual(made.sort());
    expect(named.length).toBe(6);
  });

  it('secrets.mjs makes every Secret that pods name, with every key', async () => {
    const program = [path.join(root, 'docker/kubernetes/secrets.mjs'), '--from', secrets, '--postgres=elsewhere'];
    const { stdout } = await run(process.execPath, program);
    const made = parseAllDocuments(stdout).map((one) => one.toJS() as SecretManifest);
    const volumes = overlays.flatMap((overlay) =>
      (objects.get(overlay) ?? []).flatMap(({ spec }) => spec?.template?.spec.volumes ?? []),
    );
    for (const { secret } of volumes) {
      if (!secret) continue;
      const found = made.find(({ metadata }) => metadata.name === secret.secretName);
      expect([secret.secretName, Object.keys(found?.stringData ?? {})]).toEqual([
        secret.secretName,
        expect.arrayContaining((secret.items ?? []).map(({ key }) => key)),
      ]);
    }
    expect(stdout).toContain('@elsewhere:5432/wabx');
  });
});
