import { serviceNames } from '@wabx/contracts';
import { customer, people } from './demo-world.js';
import type { DevFile } from './dev-file.js';
import type { StateDirectory } from './state-directory.js';

interface Ready {
  dev: DevFile;
  state: StateDirectory;
  seconds: number;
  /** How many the services run in. */
  processes: number;
  residentMiB: number;
}

/** What people need to go on: where everything is, and one command for each step of a conversation. */
export function readyText({ dev, state, seconds, processes, residentMiB }: Ready): string {
  const how = processes === 1 ? 'in one process' : `in ${processes} processes`;
  return [
    '',
    `wabx is ready after ${seconds.toFixed(1)} s: ${serviceNames.length} services ${how}, ${residentMiB} MB of memory.`,
    '',
    ...table([
      ...serviceNames.map((name) => [name, dev.services[name].url, `${dev.services[name].url}/docs`]),
      ...(dev.simulator ? [['customers’ phones', dev.simulator.url, `${dev.simulator.url}/_sim/openapi.json`]] : []),
      ['addresses and keys', state.dev],
      ['logs', state.logs],
    ]),
    '',
    'Open the console as one of these people (each link works once; all are in the file above):',
    ...table(dev.signInLinks.map(({ name, role, url }) => [name, role, url])),
    '',
    ...(dev.demo && dev.simulator ? [...story(dev, dev.simulator.url, dev.demo), ''] : []),
    'Ctrl-C stops everything; what was said is kept until npm run reset.',
  ].join('\n');
}

function story(dev: DevFile, simulatorUrl: string, demo: NonNullable<DevFile['demo']>): string[] {
  const [ada] = people;
  const [line] = demo.numbers;
  const { router, stats } = dev.services;
  const agent = `-H 'Authorization: Bearer ${dev.keys.agents[ada.number]}'`;
  const admin = `-H 'Authorization: Bearer ${dev.keys.admin}'`;
  const json = `-H 'Content-Type: application/json'`;
  const text = JSON.stringify({ phoneNumberId: line?.phoneNumberId, text: 'Hello, is my order on its way?' });
  const reply = JSON.stringify({ type: 'text', claimEpoch: 1, text: { body: 'Hello! It arrives today.' } });
  const session = `${router.url}/v1/sessions/$SESSION`;
  const steps: [string, string][] = [
    [
      `Watch what ${ada.name} (extension ${ada.number}) sees, live (in a terminal of its own)`,
      `curl -sSN ${agent} ${router.url}/v1/events`,
    ],
    [
      `Write to ${line?.e164} as the customer ${customer.name}`,
      `curl -sS -X POST ${simulatorUrl}/_sim/customers/${customer.waId}/messages ${json} -d '${text}'`,
    ],
    [
      `List the open sessions as ${ada.name}, and remember the newest`,
      `SESSION=$(curl -sS ${agent} '${router.url}/v1/sessions?state=open' | tee /dev/stderr | grep -o '"id":"[^"]*' | head -n 1 | cut -c 7-)`,
    ],
    ['Take it over', `curl -sS -X POST ${agent} ${session}/claim`],
    [
      'Reply (claimEpoch is that of the answer before)',
      `curl -sS -X POST ${agent} ${json} -H "Idempotency-Key: reply-$(date +%s)" -d '${reply}' ${session}/messages`,
    ],
    ['Read the conversation, with its ticks', `curl -sS ${agent} ${session}/messages`],
    ['Close it', `curl -sS -X POST ${agent} ${session}/close`],
    ['Count', `curl -sS ${admin} '${stats.url}/v1/stats/channels?range=today'`],
    ['Get the description of an API', `curl -sS ${router.url}/openapi.json`],
  ];
  return [
    'Try it (npm run demo plays a whole conversation):',
    ...steps.flatMap(([what, command], at) => ['', `${at + 1}. ${what}:`, `   ${command}`]),
  ];
}

function table(rows: string[][]): string[] {
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const urlWidth = Math.max(...rows.map(([, url = '', more]) => (more === undefined ? 0 : url.length)));
  return rows.map(([name = '', url = '', more = '']) =>
    `  ${name.padEnd(width)}  ${url.padEnd(urlWidth)}  ${more}`.trimEnd(),
  );
}
