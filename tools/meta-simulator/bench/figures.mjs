// Figures of the simulator as a process of its own, on this machine as it is now: the load average stands beside each.
//   node bench/figures.mjs [start] [jest] [memory] [load]      (after `npx tsc -b .`; all four without arguments)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const NUMBER = '410020030040051';
const MARA = '447700900123';
const TICKS_PER_SECOND = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const parts = { start: measureStart, jest: measureStartInJest, memory: measureMemory, load: measureLoad };
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)) await parts[name]();
agent.destroy();

/** Ten simulators in one process, as tests start them. */
async function measureStart() {
  const { startSimulator } = await import('../dist/index.js');
  const times = [];
  const cpuTimes = [];
  for (let round = 0; round < 10; round += 1) {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const simulator = await startSimulator();
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
    await simulator.stop();
  }
  const [first, ...rest] = times;
  print('start', {
    firstMs: round(first),
    firstCpuMs: round(cpuTimes[0]),
    medianOfNineMoreMs: round(rest.sort((a, b) => a - b)[4]),
  });
}

/** Ten more inside Jest; `importMs` is what compiling and loading the sources took before. */
async function measureStartInJest() {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const config = ['--config', 'tools/meta-simulator/jest.browser.config.mjs'];
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...config];
  const child = spawn(
    process.execPath,
    ['--no-warnings', ...jest, '--testMatch', '**/meta-simulator/test/start.figure.ts'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  await once(child, 'close');
  const [, figures] = /^figures (.+)$/m.exec(output) ?? [];
  if (!figures) throw new Error(`no figures from Jest:\n${output}`);
  print('jest', JSON.parse(figures));
}

/** 100,000 messages of customers, told to a callback that answers at once. */
async function measureMemory() {
  const count = Number(process.env.MESSAGES ?? 100_000);
  const stage = await startStage();
  const started = performance.now();
  let sent = 0;
  const worker = async () => {
    while (sent < count) {
      sent += 1;
      // A run that is stopped early still leaves what it saw.
      if (sent % 10_000 === 0) print('memory so far', { messages: sent, peakRssMb: round(stage.peakRssMb()) });
      await post(`${stage.url}/_sim/customers/mara/messages`, { phoneNumberId: NUMBER, text: `Message ${sent}` });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const { webhooks, lines } = await stage.settled(count);
  print('memory', {
    messages: count,
    seconds: round((performance.now() - started) / 1000),
    peakRssMb: round(stage.peakRssMb()),
    webhooksDelivered: webhooks.delivered,
    ledgerLines: lines,
  });
  await stage.stop();
}

/** 80 messages a second each way for a minute: its share of one core, and whether everything is in its ledger. */
async function measureLoad() {
  const perSecond = 80;
  const seconds = Number(process.env.SECONDS ?? 60);
  const count = perSecond * seconds;
  const stage = await startStage();
  await post(`${stage.url}/_sim/customers/mara/messages`, { phoneNumberId: NUMBER, text: 'opens the window' });
  const cpuBefore = stage.cpuSeconds();
  const started = performance.now();
  const calls = [];
  for (let index = 0; index < count;) {
    for (; index < count && index < ((performance.now() - started) / 1000) * perSecond; index += 1) {
      calls.push(post(`${stage.url}/_sim/customers/mara/messages`, { phoneNumberId: NUMBER, text: `In ${index}` }));
      const body = { messaging_product: 'whatsapp', to: `+${MARA}`, type: 'text', text: { body: `Out ${index}` } };
      calls.push(post(`${stage.url}/v26.0/${NUMBER}/messages`, body));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const statuses = await Promise.all(calls);
  const elapsed = (performance.now() - started) / 1000;
  const cpu = stage.cpuSeconds() - cpuBefore;
  const { webhooks, numbers, statuses: told } = await stage.settled(1 + count * 4);
  print('load', {
    inAndOutPerSecond: perSecond,
    seconds: round(elapsed),
    shareOfOneCore: round(cpu / elapsed),
    answersNot2xx: statuses.filter((status) => status >= 300).length,
    lostMessages: count + 1 - numbers[NUMBER].customerMessages,
    lostSends: count - numbers[NUMBER].sendsAccepted,
    lostStatuses: count * 3 - (told.sent + told.delivered + told.read),
    lostWebhooks: webhooks.events - webhooks.delivered,
    heardByCallback: stage.heard(),
    peakRssMb: round(stage.peakRssMb()),
  });
  await stage.stop();
}

async function startStage() {
  let heard = 0;
  const callback = createServer((incoming, response) => {
    if (incoming.method === 'POST') heard += 1;
    incoming.resume();
    incoming.on('end', () => response.end(new URL(incoming.url, 'http://x').searchParams.get('hub.challenge') ?? ''));
  }).listen(0, '127.0.0.1');
  await once(callback, 'listening');
  const dataDir = mkdtempSync(join(tmpdir(), 'simulator-bench-'));
  const child = spawn(process.execPath, [...(process.env.NODE_FLAGS?.split(' ') ?? []), main], {
    env: { PATH: process.env.PATH, WABX_SIM_PORT: '0', WABX_SIM_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  child.once('exit', (code, signal) => code !== 0 && console.error('the simulator ended:', { code, signal }));
  const [line] = await once(child.stdout, 'data');
  const { url, pid } = JSON.parse(line);
  await post(`${url}/_sim/setup`, {
    apps: [{ appId: '120010020030040', secret: 'app-secret' }],
    numbers: [
      { phoneNumberId: NUMBER, displayPhoneNumber: '+1 202-555-0143', wabaId: '300100200300400', throughput: 1000 },
    ],
    tokens: [{ token: 'access-token', appId: '120010020030040' }],
    customers: [{ id: 'mara', waId: MARA, name: 'Mara Velden' }],
    callbackUrl: `http://127.0.0.1:${callback.address().port}/`,
    verifyToken: 'verify-token',
  });
  return {
    url,
    heard: () => heard,
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    peakRssMb: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024,
    settled: async (deliveries) => {
      for (;;) {
        const summary = await (await fetch(`${url}/_sim/ledger/summary`)).json();
        if (summary.webhooks.delivered >= deliveries) return summary;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      callback.close();
      callback.closeAllConnections();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** The status of the answer. */
function post(url, body) {
  const bytes = Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': bytes.length,
      authorization: 'Bearer access-token',
    };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    call.on('error', reject);
    call.end(bytes);
  });
}

function print(name, figures) {
  console.log(JSON.stringify({ [name]: figures, loadAverage: loadavg().map(round) }));
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
