// Runs both bots of docs/examples on a stack, each with a customer who writes to its queue: called by try-api.sh.
import { spawn, execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '../libs/client/dist/index.js';
import { withOwnStack } from '../tools/stack/dist/index.js';

const folder = path.resolve(process.argv[2]);
const DONE_MS_MAX = 60_000;
let customers = 0;
const python = path.join(folder, 'python', 'bin', 'python');
const scripts = path.join(folder, 'python', 'bin');

const bundled = path.join(folder, 'bot.mjs');
const bundle = ['docs/examples/bot.ts', '--bundle', '--platform=node', '--format=esm', `--outfile=${bundled}`];
execFileSync('node_modules/.bin/esbuild', [...bundle, '--log-level=warning'], { stdio: 'inherit' });
const client = path.join(folder, 'python-client');
const generate = ['generate', '--path', 'docs/api/wabx.json', '--config', '.ci/try-api/python-client.yaml'];
execFileSync(
  path.join(scripts, 'openapi-python-client'),
  [...generate, '--output-path', client, '--overwrite', '--fail-on-warning'],
  { env: { ...process.env, PATH: `${scripts}:${process.env.PATH}` } }, // it formats with ruff
);
execFileSync(python, ['-m', 'compileall', '-q', client]);

process.env.WABX_CHECK_ANSWERS = 'true';
await withOwnStack(['--single'], console.log, async (dev) => {
  await tryBot(dev, 'in TypeScript', process.execPath, [bundled]);
  await tryBot(dev, 'in Python, with a generated client', python, ['docs/examples/bot.py']);
});

async function tryBot(dev, name, command, args) {
  const env = {
    ...process.env,
    PYTHONPATH: client,
    WABX_ROUTER_URL: dev.services.router.url,
    WABX_MEDIA_STORE_URL: dev.services['media-store'].url,
    WABX_QUEUE: 'Sales',
    WABX_KEY: dev.keys.agents['1001'],
  };
  const started = performance.now();
  const waiting = await write(dev);
  const bot = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((resolve) => bot.once('exit', resolve));
  try {
    // One who waits when it starts, and one who writes while it listens.
    await answered(dev, waiting);
    await answered(dev, await write(dev));
  } finally {
    bot.kill('SIGTERM');
    await ended;
  }
  console.log(
    `  ${((performance.now() - started) / 1000).toFixed(1)} s  the bot ${name} answers with a text and a file`,
  );
}

/** A new customer writes to the number that leads to the queue; answers who it is. */
async function write({ simulator, demo }) {
  const ask = async (route, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${simulator.url}/_sim${route}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the simulator refused ${route}: ${await response.text()}`);
    return await response.json();
  };
  const name = `Maria ${++customers}`;
  const { id } = await ask('/customers', { name });
  await ask(`/customers/${id}/messages`, { phoneNumberId: demo.numbers[0].phoneNumberId, text: 'Are you open?' });
  return name;
}

async function answered({ services, keys }, customer) {
  const { api } = createClient({ url: services.router.url, token: keys.admin });
  const wanted = 'inbound text, outbound text, outbound document, closed';
  let seen = 'nothing';
  for (const until = performance.now() + DONE_MS_MAX; performance.now() < until; await delay(200)) {
    const { data: sessions } = await api.GET('/v1/sessions', { params: { query: { limit: 200 } } });
    const session = sessions.items.find((one) => one.customer.name === customer);
    if (!session) continue;
    const { data } = await api.GET('/v1/sessions/{id}/messages', { params: { path: { id: session.id } } });
    const messages = data.items.map(({ direction, content }) => `${direction} ${content.kind}`);
    const hasArrived = data.items.every(({ direction, state }) => direction === 'inbound' || state === 'read');
    seen = [...messages, session.state].join(', ');
    if (seen === wanted && hasArrived) return;
  }
  throw new Error(`the customer should have seen: ${wanted}; there is: ${seen}`);
}
