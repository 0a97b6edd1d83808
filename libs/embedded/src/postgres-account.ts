import { execFile } from 'node:child_process';
import { chown, lchown, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './embedded-server-error.js';

/** How to run Postgres, which refuses to be root, and to whom its files must belong. */
export interface PostgresAccount {
  prefix: string[];
  owner: { uid: number; gid: number };
}

/**
 * A normal user runs Postgres as himself. Root runs it in a user namespace in which root is called `nobody`; where that
 * is not permitted (chroot, many containers) as the real `nobody`, who keeps the one right to reach data in folders that
 * only root may enter, such as a clone in /root. No account is created in either case.
 */
export async function postgresAccount(): Promise<PostgresAccount> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) return { prefix: [], owner: { uid, gid } };

  const nobody = await findNobody();
  const inNamespace = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`, '--'];
  if (await runs(inNamespace)) return { prefix: inNamespace, owner: { uid, gid } };
  const asNobody = [
    'setpriv',
    `--reuid=${nobody.uid}`,
    `--regid=${nobody.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
  if (await runs(asNobody)) return { prefix: asNobody, owner: nobody };
  throw new EmbeddedServerError(
    'START_FAILED',
    'Postgres refuses to run as root, and this system lets it become nobody else (neither by unshare nor by setpriv). ' +
      'Start as a normal user, or run a Postgres of your own and set DATABASE_URL.',
  );
}

/** Makes every file under `directory` belong to the account; only root ever needs to. */
export async function giveTo(account: PostgresAccount, directory: string): Promise<void> {
  const { uid, gid } = account.owner;
  if (process.getuid?.() !== 0 || (await stat(directory)).uid === uid) return;
  for (const entry of await readdir(directory, { recursive: true }))
    await lchown(path.join(directory, entry), uid, gid);
  await chown(directory, uid, gid); // last: a half-done change is done again
}

async function findNobody(): Promise<{ uid: number; gid: number }> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] = /^nobody:.*$/m.exec(passwd)?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

async function runs(prefix: string[]): Promise<boolean> {
  const [file = '', ...args] = prefix;
  return promisify(execFile)(file, [...args, 'true'], { timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}
