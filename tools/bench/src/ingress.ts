import { jetstreamManager } from '@nats-io/jetstream';
import { messageReceived, newId, serviceNames, subjectOf } from '@wabx/contracts';
import { startNats } from '@wabx/embedded';
import { connectNats, natsPermissionsOf, provision } from '@wabx/messaging';
import { projectConfiguration, testChannel, testSealingKeys, type TestChannel, testTrust } from '@wabx/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startChild, type Child } from './child.js';
import { measureFullBody } from './full-body.js';
import { closedLoop, percentile, type Measured } from './load.js';
import { load } from './machine.js';
import { postWebhook, textMessage } from './webhook.js';

const CONNECTIONS = 64;
const CUSTOMERS = 5_000;
export const PHONE_NUMBER_ID = '410020030040051';

const ROUNDS = 6;
const RATE_RATIO_MIN = 0.85;
const P99_RATIO_MAX = 2;

interface Candidate {
  name: string;
  program: string;
}

interface Served extends Measured {
  /** CPU of the server's process for a thousand requests, in milliseconds. */
  cpuMs: number;
}

export const ours: Candidate = { name: 'webhook-ingress', program: '../../../dist/webhook-ingress.js' };
const candidates: Candidate[] = [
  { name: 'bare node:http', program: './servers/bare.js' },
  ours,
  { name: 'whatsapp-api-js', program: './servers/peer.js' },
];

/** Requests per second of a bare handler, ours and the usual library's, all doing the same durable publish. */
export async function benchIngress(seconds: number): Promise<void> {
  console.log(`ingress: ${CONNECTIONS} connections, ${seconds} s each, one text message a request; load ${load()}`);
  for (const syncAlways of [true, false]) {
    console.log(`\nsync_interval ${syncAlways ? 'always (a 200 means on disk)' : 'default (2 minutes)'}`);
    const rounds = new Map<string, Served[]>(candidates.map(({ name }) => [name, []]));
    // In turning order, so that neither a disturbance of the machine nor the place in the row hits one alone.
    for (let round = 0; round < ROUNDS; round++) {
      const first = round % candidates.length;
      for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
        const measured = await measure(candidate, syncAlways, seconds / ROUNDS);
        rounds.get(candidate.name)?.push(measured);
        console.log(`  round ${round + 1} ${line(candidate.name, measured)}`);
      }
    }
    const results = new Map([...rounds].map(([name, all]) => [name, medianOf(all)]));
    for (const [name, measured] of results) console.log(`  median  ${line(name, measured)}`);
    const bare = results.get('bare node:http');
    for (const [name, measured] of results) {
      if (!bare || measured === bare) continue;
      const rate = measured.rate / bare.rate;
      const p99 = measured.p99 / bare.p99;
      console.log(`  ${name} to bare: rate × ${rate.toFixed(2)}, p99 × ${p99.toFixed(2)}`);
      if (name !== 'webhook-ingress') continue;
      const holds = rate >= RATE_RATIO_MIN && p99 <= P99_RATIO_MAX;
      console.log(`  rate ≥ × ${RATE_RATIO_MIN} and p99 ≤ × ${P99_RATIO_MAX}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
      if (!holds) process.exitCode = 1;
    }
    await serve(ours, syncAlways, ({ child, target, channel }) =>
      measureFullBody(child, target, channel, PHONE_NUMBER_ID),
    );
  }
}

/** The rate of a candidate. */
const measure = (candidate: Candidate, syncAlways: boolean, seconds: number): Promise<Served> =>
  serve(candidate, syncAlways, async ({ child, target, channel, connection }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    let count = 0;
    const send = () => postWebhook(agent, target, channel, PHONE_NUMBER_ID, textMessage(count++, CUSTOMERS));
    await closedLoop({ connections: CONNECTIONS, seconds: 1 }, send);
    const before = await stored(connection);
    const cpuBefore = child.cpuSeconds();
    const measured = await closedLoop({ connections: CONNECTIONS, seconds }, send);
    const cpuMs = ((child.cpuSeconds() - cpuBefore) / measured.answered) * 1e6;
    const kept = (await stored(connection)) - before;
    if (kept < measured.answered) throw new Error(`${measured.answered} were answered 200, only ${kept} are stored`);
    agent.destroy();
    return { ...measured, cpuMs };
  });

interface Stage {
  child: Child;
  target: URL;
  channel: TestChannel;
  connection: Awaited<ReturnType<typeof connectNats>>;
}

/** Runs the program over a broker of its own while `use` uses it. */
export async function serve<T>(
  { program }: Candidate,
  syncAlways: boolean,
  use: (stage: Stage) => Promise<T>,
): Promise<T> {
  const storeDir = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const password = newId();
  const users = serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) }));
  const nats = await startNats({ storeDir, syncAlways, users: [{ user: 'admin', password }, ...users] });
  const urlOf = (user: string) => `nats://${user}:${password}@127.0.0.1:${nats.port}`;
  const connection = await connectNats({ url: urlOf('admin'), name: 'bench' });
  await provision(connection);
  const channel = await testChannel([
    { phoneNumberId: PHONE_NUMBER_ID, e164: '+12025550143', destination: { type: 'queue', id: newId() } },
  ]);
  await projectConfiguration(urlOf('admin'), { channels: [channel.view] });
  const child = await startChild(program, {
    NATS_URL: urlOf(program.includes('webhook-ingress') ? 'webhook-ingress' : 'admin'),
    ...testTrust,
    PORT: '0',
    WABX_SEALING_KEYS: testSealingKeys,
    LOG_LEVEL: 'error',
    APP_SECRET: channel.appSecret,
    SUBJECT: subjectOf(messageReceived, channel.view.id),
  });
  try {
    const target = new URL(`/webhooks/whatsapp/${channel.view.webhookKey}`, child.url);
    return await use({ child, target, channel, connection });
  } finally {
    await child.stop();
    await connection.close();
    await nats.stop();
    await rm(storeDir, { recursive: true, force: true });
  }
}

/** Each figure's median by itself. The best round would be decided by the machine's best moment. */
function medianOf(rounds: Served[]): Served {
  const sorted = (figure: keyof Served) => rounds.map((round) => round[figure]).sort((a, b) => a - b);
  const median = (figure: keyof Served) => percentile(sorted(figure), 0.5);
  return {
    rate: median('rate'),
    p50: median('p50'),
    p99: median('p99'),
    cpuMs: median('cpuMs'),
    answered: median('answered'),
    inFlightMax: median('inFlightMax'),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

const stored = async (connection: Stage['connection']) =>
  (await (await jetstreamManager(connection)).streams.info('WA_IN')).state.last_seq;

function line(name: string, { rate, p50, p99, failed, cpuMs }: Served): string {
  const cpu = `${cpuMs.toFixed(0)} ms of CPU for 1,000`;
  const figures = `${rate.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${cpu}`;
  return `${name.padEnd(18)} ${figures}${failed ? `  failed ${failed}` : ''}`;
}
