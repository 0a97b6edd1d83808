import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readCompose, readEnvFile, secretMounts } from '../src/compose.js';
import { projects, readText, root } from '../src/workspace.js';
import { readSettings } from './read-settings.js';

const run = promisify(execFile);
const ENV_FILES = ['docker/.env.example', 'docker/demo.env'];
const apps = projects().flatMap(({ folder }) => (folder.startsWith('apps/') ? [folder.slice('apps/'.length)] : []));
const names = apps.filter((app) => app !== 'all-in-one');

const compose = readCompose();
let secrets = '';
beforeAll(async () => {
  secrets = await mkdtemp(path.join(tmpdir(), 'wabx-compose-'));
  await run('sh', [path.join(root, 'docker/make-secrets.sh'), secrets]);
});
afterAll(async () => await rm(secrets, { recursive: true, force: true }));

/** What the container's process would see, with the secrets' files where they are on this machine. */
function environmentOf(name: string, envFile: string): Record<string, string> {
  const filled = readCompose(envFile);
  const service = filled.services[name] ?? { image: '' };
  const mounts = secretMounts(service);
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([variable, value]) => {
      const secret = filled.secrets[mounts.get(String(value)) ?? ''];
      return [variable, secret ? path.join(secrets, path.basename(secret.file)) : String(value)];
    }),
  );
}

let read: Awaited<ReturnType<typeof readSettings>>;
beforeAll(async () => {
  const environments = ENV_FILES.map((file) => [
    file,
    Object.fromEntries(names.map((name) => [name, environmentOf(name, file)])),
  ]);
  read = await readSettings(Object.fromEntries(environments));
}, 60_000);

describe.each(ENV_FILES)('compose.yaml with %s', (envFile) => {
  it.each(names)('%s accepts its environment and knows every variable of it', (name) => {
    expect(read.faults[envFile]?.[name]).toBeNull();
    const given = Object.keys(environmentOf(name, envFile)).map((variable) => variable.replace(/_FILE$/, ''));
    expect(given.filter((variable) => !read.settings[name]?.includes(variable))).toEqual([]);
  });

  it('every service listens on its own port, which is published', () => {
    for (const name of names) {
      const port = read.ports[name];
      expect(environmentOf(name, envFile)).toMatchObject({ PORT: String(port), HOST: '0.0.0.0' });
      expect(compose.services[name]?.ports).toEqual([`\${WABX_BIND:-127.0.0.1}:${port}:${port}`]);
    }
  });
});

describe('compose.yaml', () => {
  it('runs every app, each by its own program, and nothing that does not exist', () => {
    const programs = Object.fromEntries(
      Object.entries(compose.services).flatMap(([name, { command }]) =>
        command?.at(-1)?.endsWith('.js') ? [[name, command]] : [],
      ),
    );
    expect(programs).toEqual({
      ...Object.fromEntries(names.map((name) => [name, [`dist/${name}.js`]])),
      migrate: ['dist/migrate.js'],
      simulator: ['--max-old-space-size=64', '--max-semi-space-size=4', 'tools/meta-simulator/dist/main.js'],
    });
    for (const command of Object.values(programs)) expect(readText(command.at(-1) ?? '')).not.toBe('');
  });

  it('the migration accepts its environment', async () => {
    const failed = await run(process.execPath, ['dist/migrate.js'], {
      cwd: root,
      env: { ...environmentOf('migrate', 'docker/demo.env'), CONNECT_TIMEOUT_SECONDS: '1' },
    }).catch((error: { stderr: string }) => error);
    // There are no such servers here; that it looks for one of them shows that it has read everything else.
    expect(failed.stderr).toMatch(/nats:4222|postgres:5432/);
    expect(failed.stderr).not.toMatch(/environment is wrong/);
  });

  it('no container has rights that it does not need, a root to write to, or memory and processes without end', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const { read_only, cap_drop, cap_add = [], security_opt, mem_limit, pids_limit = 0, image } = service;
      expect([name, read_only, cap_drop, security_opt]).toEqual([name, true, ['ALL'], ['no-new-privileges:true']]);
      // The image of Postgres begins as root, takes over its folder and becomes another user.
      expect([name, cap_add]).toEqual([name, name === 'postgres' ? [...cap_add] : []]);
      expect([name, mem_limit, pids_limit > 0]).toEqual([name, expect.stringMatching(/^\d+[mg]$/), true]);
      expect([name, image]).toEqual([name, expect.stringMatching(/:(local|\d|RELEASE\.)/)]);
    }
    expect(compose.services['postgres']?.cap_add).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
  });

  it('what runs our code is started again, and the simulator is of an image of its own', () => {
    for (const name of [...names, 'simulator']) expect(compose.services[name]?.restart).toBe('unless-stopped');
    expect(compose.services['migrate']?.restart).toBe('no');
    const images = (target?: string) =>
      Object.values(compose.services).flatMap(({ build, image }) => (build && build.target === target ? image : []));
    expect(images('simulator')).toEqual(['wabx-simulator:local']);
    expect(new Set(images())).toEqual(new Set(['${WABX_IMAGE:-wabx:local}']));
  });

  it('images of others, and the one that ours stands on, are told by version and digest', () => {
    const others = Object.values(compose.services).flatMap(
      ({ image }) => /^\$\{(?!WABX)\w+:-(.*)\}$/.exec(image)?.[1] ?? [],
    );
    const base = /^ARG NODE_IMAGE=(.*)$/m.exec(readText('docker/Dockerfile'))?.[1];
    expect(others.length).toBeGreaterThan(2);
    for (const image of [...others, base]) expect(image).toMatch(/:\S+@sha256:[0-9a-f]{64}$/);
  });

  it('each reaches what it talks to, and nothing else of this file', () => {
    const networksOf = (name: string) => new Set(compose.services[name]?.networks);
    const all = Object.keys(compose.services);
    const reached = (name: string) =>
      all
        .filter((other) => other !== name && [...networksOf(other)].some((network) => networksOf(name).has(network)))
        .sort();
    const withDatabase = names.filter((name) => compose.services[name]?.environment?.['DATABASE_URL_FILE']);
    expect(reached('webhook-ingress')).toEqual(['nats', 'simulator']);
    expect(reached('nats')).toEqual([...names, 'migrate'].sort());
    expect(reached('postgres')).toEqual([...withDatabase, 'migrate'].sort());
    expect(reached('minio')).toEqual(['make-bucket', 'media-store']);
    // Servers lead nowhere else: not into the internet, and not to a port of the host.
    const internal = Object.entries(compose.networks).flatMap(([name, network]) => (network?.internal ? name : []));
    for (const name of ['postgres', 'nats', 'minio', 'make-bucket', 'migrate']) {
      expect([...networksOf(name)].filter((network) => !internal.includes(network))).toEqual([]);
    }
  });

  it('nobody but its server and the maker of the bucket has the rights of the administrator of the object store', () => {
    const having = (secret: string) =>
      Object.entries(compose.services).flatMap(([name, one]) =>
        [...secretMounts(one).values()].includes(secret) ? name : [],
      );
    expect(having('s3_root_password')).toEqual(['minio', 'make-bucket']);
    expect(having('s3_secret_key')).toEqual(['make-bucket', 'media-store']);
  });

  it('no service starts before the migration has ended and its servers are healthy', () => {
    const conditions = (name: string) =>
      Object.entries(compose.services[name]?.depends_on ?? {}).map(([other, { condition }]) => `${other} ${condition}`);
    for (const name of names) {
      expect(conditions(name)).toEqual(
        expect.arrayContaining(['migrate service_completed_successfully', 'nats service_healthy']),
      );
      const hasDatabase = compose.services[name]?.environment?.['DATABASE_URL_FILE'] !== undefined;
      expect(conditions(name).includes('postgres service_healthy')).toBe(hasDatabase);
    }
    expect(conditions('migrate').sort()).toEqual(['nats service_healthy', 'postgres service_healthy']);
    for (const server of ['postgres', 'nats', 'minio'])
      expect(compose.services[server]?.healthcheck?.test).toBeDefined();
  });

  it('only the services are reachable from outside, and from this machine alone unless told otherwise', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name).sort()).toEqual([...names, 'simulator'].sort());
    for (const [, { ports = [] }] of published)
      for (const port of ports) expect(port).toMatch(/^\$\{WABX_BIND:-127\.0\.0\.1\}:/);
  });

  it('every secret comes from a file that make-secrets.sh makes, and is used', async () => {
    const made = await readdir(secrets);
    const used = Object.values(compose.services).flatMap((service) => [...secretMounts(service).values()]);
    expect(Object.keys(compose.secrets).sort()).toEqual([...new Set(used)].sort());
    const files = Object.values(compose.secrets).map(({ file }) => file);
    expect(files.filter((file) => !made.includes(file.replace('./.secrets/', '')))).toEqual([]);
    for (const service of Object.values(compose.services)) {
      const places = Object.entries(service.environment ?? {}).flatMap(([variable, value]) =>
        variable.endsWith('_FILE') ? [value] : [],
      );
      expect(places.filter((place) => !secretMounts(service).has(String(place)))).toEqual([]);
    }
  });

  it('what is open to the internet has no key that opens access tokens, and who sends has none that opens app secrets', () => {
    const rings = (name: string) =>
      [...secretMounts(compose.services[name] ?? { image: '' }).values()]
        .filter((secret) => /^(sealing|app_secret)_keys$/.test(secret))
        .sort();
    expect(rings('webhook-ingress')).toEqual(['app_secret_keys']);
    expect(rings('outbound-sender')).toEqual(['sealing_keys']);
    expect(rings('media-store')).toEqual(['sealing_keys']);
    expect(rings('channel-config')).toEqual(['app_secret_keys', 'sealing_keys']);
    for (const name of ['router', 'session-janitor', 'stats', 'migrate']) expect(rings(name)).toEqual([]);
  });

  it('no password stands in it, nor in the files of variables', () => {
    const secret = /PASSWORD|SECRET|TOKEN|KEYS?$|DATABASE.*URL|NATS_URL/;
    const variables = [
      ...Object.values(compose.services).flatMap(({ environment = {} }) => Object.keys(environment)),
      ...ENV_FILES.flatMap((file) => Object.keys(readEnvFile(file, { commented: true }))),
    ];
    expect(variables.filter((name) => secret.test(name) && !name.endsWith('_FILE'))).toEqual([]);
  });

  it('every variable of it is explained, and every explained one is a variable of it', () => {
    const inCompose = [...readText('docker/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    const inFiles = ENV_FILES.flatMap((file) => Object.keys(readEnvFile(file, { commented: true })));
    const ofComposeItself = ['COMPOSE_PROFILES'];
    expect([...new Set(inFiles)].sort()).toEqual([...new Set([...inCompose, ...ofComposeItself])].sort());
  });
});

describe('the broker of compose.yaml', () => {
  it('has room for every stream, takes the largest message and syncs before it acknowledges', () => {
    const conf = readText('docker/nats.conf');
    const size = (name: string, unit: string) => Number(new RegExp(`${name}: (\\d+)${unit}`).exec(conf)?.[1]);
    expect(size('max_file_store', 'GB') * 1024 ** 3).toBeGreaterThan(read.streamBytes);
    expect(size('max_payload', 'MB') * 1024 ** 2).toBe(read.natsMaxPayloadBytes);
    expect(conf).toMatch(/^ *sync_interval: always$/m);
  });

  it('has a configuration that a real nats-server accepts', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'wabx-compose-nats-'));
    try {
      for (const name of ['nats.conf', 'nats-users.conf'])
        await copyFile(path.join(root, 'docker', name), path.join(folder, name));
      await copyFile(path.join(secrets, 'nats-passwords.conf'), path.join(folder, 'nats-passwords.conf'));
      const server = process.env['NATS_SERVER_BIN'] ?? 'nats-server';
      const { stderr } = await run(server, ['-t', '-c', path.join(folder, 'nats.conf')]);
      expect(stderr).toMatch(/is valid/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('gives each service the rights that the code says it needs', async () => {
    const { stdout } = await run(process.execPath, [path.join(root, 'docker/write-nats-users.mjs'), '--print']);
    expect(readText('docker/nats-users.conf')).toBe(stdout);
  });
});

describe('docs/operation.md', () => {
  it('has the connections to Postgres of every service, and their sum', () => {
    const rows = [
      ...readText('docs/operation.md').matchAll(/^\| ([\w -]+?) +\| +(\d*) +\| +(\d*) +\| +(\d+) +\| +(\d+) +\|$/gm),
    ];
    const documented = Object.fromEntries(rows.map(([, name = '', ...numbers]) => [name, numbers.map(Number)]));
    const withDatabase = names.filter((name) => read.settings[name]?.includes('DATABASE_URL'));
    const expected = withDatabase.map((name) => {
      // One for /readyz, and one that publishes the outbox.
      const others = readText(`apps/${name}/src/service.ts`).match(/startOutboxRelay|FactsRelay/) ? 2 : 1;
      const pool = read.pools[name] ?? 0;
      return [name, [pool, others, pool + others, 3 * (pool + others)]] as const;
    });
    const sum = expected.reduce((total, [, [, , one]]) => total + one, 0);
    expect(documented).toEqual({ ...Object.fromEntries(expected), 'all of them': [0, 0, sum, 3 * sum] });
  });
});
