// Makes a fresh clone ready to run, and an older one up to date. Runs before anything is installed: no dependencies.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { step } from './progress.mjs';

const SETPRIV = '/usr/bin/setpriv'; // Linux
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const BUNDLE = path.join(root, 'tools', 'bootstrap', 'bundle.mjs');

/**
 * Installs the packages when they are not those of the lock file, builds what changed and, when asked to, finds (or
 * fetches) a nats-server. Prints what it does; does nothing in half a second when there is nothing to do.
 */
export async function bootstrap({ natsServer = false } = {}) {
  process.chdir(root);
  await withLock(path.join(root, '.wabx', 'bootstrap.lock'), async () => {
    if (!isInstalled()) await step('Installing packages (takes about a minute the first time)', installPackages);
    await step('Building', build, { quietBelowMs: 1_500 });
    if (natsServer) await step('Finding nats-server', findNatsServer, { quietBelowMs: 500 });
  });
}

/** Runs a built program of ours in this process. */
export async function load(file) {
  await import(pathToFileURL(path.join(root, file)).href);
}

/** Compares the lock file with npm's own record of what it has put into node_modules, and with what is there. */
function isInstalled() {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  return Object.entries(readPackages(path.join(root, 'package-lock.json'))).every(([place, wanted]) => {
    if (place === '') return true;
    const found = installed[place];
    if (!found) return wanted.optional; // for another operating system
    const isThere = existsSync(path.join(root, place, 'package.json'));
    return isThere && found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

async function installPackages() {
  // Errors only: packages that ask for a newer Node than they need would fill the screen with warnings.
  const options = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const [command, ...first] = npm();
  await run(command, [...first, 'ci', ...options], { onFailure: 'The packages could not be installed (npm ci).' });
}

/** The npm that runs us, or the one on PATH. */
function npm() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
}

async function build() {
  await run(process.execPath, [compiler(), '-b'], { onFailure: 'The build failed (tsc -b).' });
  if (isBundled()) return;
  await run(process.execPath, [BUNDLE], { onFailure: 'The programs could not be bundled.' });
}

/** A whole bundle is there, and nothing that goes into it is newer. */
function isBundled() {
  const complete = path.join(root, 'dist', 'complete');
  if (!existsSync(complete)) return false;
  const { mtimeMs } = statSync(complete);
  const records = ['apps', 'libs'].flatMap((kind) =>
    readdirSync(path.join(root, kind)).map((name) => path.join(root, kind, name, 'dist', 'tsconfig.tsbuildinfo')),
  );
  return [BUNDLE, path.join(root, 'node_modules', '.package-lock.json'), ...records].every(
    (file) => statSync(file).mtimeMs < mtimeMs,
  );
}

/** The native compiler. Not .bin/tsc: two packages offer one, and which of them gets it depends on npm's version. */
function compiler() {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const alias = Object.keys(devDependencies).find((name) => devDependencies[name].startsWith('npm:typescript@'));
  return path.join(root, 'node_modules', alias, 'bin', 'tsc');
}

async function findNatsServer() {
  const library = path.join(root, 'libs', 'embedded', 'dist', 'index.js');
  const embedded = await import(pathToFileURL(library).href);
  const server = await embedded.findNatsServer();
  if (server.warning) console.error(server.warning);
  return server.version;
}

/** Runs a program to its end; what it wrote is shown in full when it fails. */
function run(command, args, { onFailure }) {
  // It ends with us, whatever ends us, and at once: an npm that goes on, or tidies up, while the next start installs
  // leaves a broken node_modules.
  const [file, ...rest] = existsSync(SETPRIV)
    ? [SETPRIV, '--pdeathsig', 'KILL', '--', command, ...args]
    : [command, ...args];
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => reject(new Error(`${onFailure} ${command}: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${onFailure}\n${output.trimEnd()}`));
    });
  });
}
