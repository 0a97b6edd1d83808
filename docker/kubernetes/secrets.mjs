// Prints the Secrets that the pods name, from the files of docker/make-secrets.sh:
//
//   docker/make-secrets.sh && node docker/kubernetes/secrets.mjs | kubectl apply -n wabx -f -
//
// --nats=<host> and --postgres=<host> where the servers are not called nats and postgres; --owner=<role> where the migration
// is not Postgres' superuser; --from=<folder> of the files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';

const docker = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    nats: { type: 'string', default: 'nats' },
    postgres: { type: 'string', default: 'postgres' },
    owner: { type: 'string', default: 'postgres' },
    from: { type: 'string', default: path.join(docker, '.secrets') },
  },
});

const base = path.join(docker, 'kubernetes', 'base');
const manifests = readdirSync(base).flatMap((file) =>
  file.endsWith('.yaml') ? parseAllDocuments(readFileSync(path.join(base, file), 'utf8')).map((one) => one.toJS()) : [],
);
for (const manifest of manifests) {
  const pod = manifest?.spec?.template?.spec;
  const secret = pod?.volumes.find(({ name }) => name === 'secrets')?.secret;
  if (!secret) continue;
  const service = manifest.metadata.labels['app.kubernetes.io/component'];
  print(secret.secretName, Object.fromEntries(secret.items.map(({ key }) => [key, made(`${service}_${key}`, key)])));
}
// The servers' own: of the broker, of the superuser, and of each owner's role as CloudNativePG wants it.
const ofDocker = (file) => readFileSync(path.join(docker, file), 'utf8');
print('nats-config', {
  'nats.conf': ofDocker('nats.conf'),
  'nats-users.conf': ofDocker('nats-users.conf'),
  'nats-passwords.conf': made('nats-passwords.conf'),
});
print('postgres', { postgres_password: made('postgres_password') });
printRole('owner', 'database_admin_url');
for (const file of readdirSync(options.from)) {
  const service = /^(.*)_database_url$/.exec(file)?.[1];
  if (service) printRole(service, file);
}

function printRole(service, file) {
  const { username, password } = new URL(made(file));
  print(`postgres-${service}`, { username, password }, 'kubernetes.io/basic-auth');
}

/** What is in the first of these files that is there; the servers' hosts are compose's otherwise. */
function made(...files) {
  const file = files.find((name) => existsSync(path.join(options.from, name)));
  if (!file) throw new Error(`make-secrets.sh has not made ${files.join(' or ')} in ${options.from}`);
  return readFileSync(path.join(options.from, file), 'utf8')
    .replace('//postgres:', `//${options.owner}:`)
    .replace('@nats:4222', `@${options.nats}:4222`)
    .replace('@postgres:5432', `@${options.postgres}:5432`);
}

function print(name, stringData, type = 'Opaque') {
  process.stdout.write(`---\n${stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, type, stringData })}`);
}
