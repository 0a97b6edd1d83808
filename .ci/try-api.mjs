// Tries every operation of docs/api/wabx.json on a running stack with schemathesis, with a key of each role. Ends with 0 when
// there is no answer that is not described, and no 5xx. By hand, with the packages that try-api.sh has put into the folder:
//
//   .ci/try-api.sh <folder> && node .ci/try-api.mjs <folder>
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { createClient } from '../libs/client/dist/index.js';
import { roles } from '../libs/runtime/dist/index.js';
import { withOwnStack } from '../tools/stack/dist/index.js';

const folder = path.resolve(process.argv[2]);
/** Of each operation and phase; with the seed the same requests in every run. */
const EXAMPLES = 10;
const SECONDS_MAX = 300;
const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance'];
CHECKS.push('response_headers_conformance', 'response_schema_conformance');
/** One stays open for ever, the other waits until a person writes. */
const UNTRIED = ['streamEvents', 'proveChannel'];
// An administrator's requests change the set-up, so that other keys open nothing any more.
const order = Object.keys(roles).sort((one, other) => (one === 'administrator') - (other === 'administrator'));

process.env.WABX_CHECK_ANSWERS = 'true';
await withOwnStack(['--single'], console.log, async (dev) => {
  const keys = await makeKeys(dev);
  const documents = await serveDocuments(dev);
  copyFileSync('.ci/try-api/schemathesis.toml', path.join(folder, 'schemathesis.toml'));
  for (const role of order) {
    const started = performance.now();
    const { code, output } = await schemathesis(documents.urlFor(role), keys[role]);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const [count = 'nothing tried'] = /\d+ generated, .*/.exec(output) ?? [];
    console.log(`  ${seconds.padStart(4)} s  schemathesis with a key of the role ${role}: ${count}`);
    if (code === 0) continue;
    console.log(output);
    process.exitCode = 1;
  }
  documents.close();
});

async function makeKeys({ services, keys }) {
  const { api } = createClient({ url: services['channel-config'].url, token: keys.admin });
  const { data: people } = await api.GET('/v1/extensions');
  const made = Object.entries(roles).map(async ([role, scopes]) => {
    const extensionId = scopes.includes('agent') ? people.items[0].id : undefined;
    const { data } = await api.POST('/v1/api-keys', { body: { name: role, scopes: [...scopes], extensionId } });
    return [role, data.token];
  });
  return Object.fromEntries(await Promise.all(made));
}

/** The committed description with the addresses of this stack; for each role what it may do. */
async function serveDocuments({ services }) {
  const committed = readFileSync('docs/api/wabx.json', 'utf8');
  const documentFor = (role) => {
    const document = JSON.parse(committed);
    for (const [route, { servers, ...operations }] of Object.entries(document.paths)) {
      const [name] = servers[0].description.split(',');
      const open = Object.entries(operations).filter(([, operation]) => isOpen(operation, roles[role]));
      document.paths[route] = { servers: [{ url: services[name].url }], ...Object.fromEntries(open) };
    }
    return document;
  };
  const server = createServer(({ url }, response) => {
    const role = url.slice(1);
    if (role in roles) response.end(JSON.stringify(documentFor(role)));
    else response.writeHead(404).end(); // schemathesis looks what the server bears
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { urlFor: (role) => `http://127.0.0.1:${server.address().port}/${role}`, close: () => server.close() };
}

function isOpen({ operationId, 'x-scopes': opener }, scopes) {
  if (UNTRIED.includes(operationId)) return false;
  if (opener === undefined) return true;
  return opener.all?.every((scope) => scopes.includes(scope)) ?? opener.any.some((scope) => scopes.includes(scope));
}

function schemathesis(url, key) {
  const given = ['run', url, '--header', `Authorization: Bearer ${key}`, '--checks', CHECKS.join()];
  given.push('--seed', '1', '--max-examples', String(EXAMPLES), '--generation-database', 'none', '--no-shrink');
  given.push('--no-color', '--warnings', 'off', '--request-timeout', '60');
  return run(path.join(folder, 'python', 'bin', 'st'), given);
}

/** Both outputs together, and how it ended. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, timeout: SECONDS_MAX * 1000, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
