// A real API server of Kubernetes with its etcd, without anything that would run pods.
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../libs/embedded/dist/index.js';

const READY_MS_MAX = 90_000;

/** Calls `use` with functions that run kubectl and Helm as an administrator; each gets its arguments and a text for stdin. */
export async function withApiServer(tools, folder, use) {
  mkdirSync(folder, { recursive: true });
  const inFolder = (name) => path.join(folder, name);
  const children = [];
  const start = (program, args) => {
    const log = openSync(inFolder(`${path.basename(program)}.log`), 'w');
    const child = spawn(program, args, { stdio: ['ignore', log, log] });
    children.push(child);
    return child;
  };
  const killAll = () => children.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', killAll);

  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const token = randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(inFolder('account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(inFolder('tokens.csv'), `${token},administrator,1,system:masters\n`, { mode: 0o600 });
  writeFileSync(inFolder('kubeconfig'), kubeconfig(port, token), { mode: 0o600 });

  start('etcd', [
    `--data-dir=${inFolder('etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  ]);
  const server = start(path.join(tools, 'kube-apiserver'), [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${inFolder('certificates')}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    `--token-auth-file=${inFolder('tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${inFolder('account.key')}`,
    `--service-account-signing-key-file=${inFolder('account.key')}`,
  ]);
  const runner =
    (program) =>
    async (args, stdin = '') => {
      const command = promisify(execFile)(path.join(tools, 'clients', program), args, {
        env: { ...process.env, KUBECONFIG: inFolder('kubeconfig'), HOME: folder },
        maxBuffer: 64 * 1024 ** 2,
        timeout: 120_000,
      });
      command.child.stdin.on('error', () => undefined).end(stdin);
      return await command;
    };
  const kubectl = runner('kubectl');
  try {
    const deadline = performance.now() + READY_MS_MAX;
    while (!(await kubectl(['get', '--raw', '/readyz']).catch(() => undefined))) {
      if (server.exitCode !== null || performance.now() > deadline) {
        throw new Error(`no API server:\n${readFileSync(inFolder('kube-apiserver.log'), 'utf8').slice(-4_000)}`);
      }
      await delay(200);
    }
    return await use({ kubectl, helm: runner('helm') });
  } finally {
    killAll();
    process.off('exit', killAll);
  }
}

/** Certificates that the server has just made for itself are not looked at. */
function kubeconfig(port, token) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'ci', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'ci', user: { token } }],
    contexts: [{ name: 'ci', context: { cluster: 'ci', user: 'ci' } }],
    'current-context': 'ci',
  });
}
