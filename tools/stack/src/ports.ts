import { isPortFree } from '@wabx/embedded';
import { createServer } from 'node:net';
import { listeners } from './services.js';
import { StackError } from './stack-error.js';

const BLOCK = 100;
/** Nothing of ours listens on it: who holds it has the block of ports. */
const BLOCK_HOLDER = 4199;
/** Where in its block a service goes whose usual port is in use. */
const ELSEWHERE = [50, 70];

/**
 * A port for each of `names`: the chosen one, else the usual one. Another stack has usual ports in steps of a hundred,
 * below the range from which the system hands out ports by itself. Throws a StackError when a chosen one is in use.
 *
 * @param say told when a port is not the usual one although nobody chose another
 */
export async function choosePorts(
  names: readonly string[],
  chosen: ReadonlyMap<string, number>,
  say: (line: string) => void,
): Promise<Map<string, number>> {
  const wanted = listeners.filter(({ name }) => names.includes(name));
  await refuseTaken(wanted.map(({ name, variable }) => ({ variable, port: chosen.get(name) })));

  const offset = await reserveBlock();
  if (offset > 0) say(`Port 4100 and the following are in use by another wabx: this one takes ${4100 + offset} on`);
  const ports = new Map(chosen);
  for (const { name, port: usual, variable } of wanted) {
    if (chosen.has(name)) continue;
    const port = await freeInBlock(usual + offset, [...ports.values()]);
    if (port !== usual + offset) {
      say(`Port ${usual + offset} is in use: ${name} takes ${port} (${variable} chooses another)`);
    }
    ports.set(name, port);
  }
  return ports;
}

async function refuseTaken(chosen: { variable: string; port: number | undefined }[]): Promise<void> {
  const faults: string[] = [];
  const seen = new Set<number>();
  for (const { variable, port } of chosen) {
    if (port === undefined) continue;
    if (seen.has(port)) faults.push(`${variable}=${port} is given twice`);
    else if (!(await isPortFree(port))) faults.push(`${variable}=${port} is in use`);
    seen.add(port);
  }
  if (faults.length === 0) return;
  throw new StackError(`${faults.join('; ')}. Stop what uses it, choose another port, or unset the variable.`);
}

/**
 * Of stacks that start at the same time all find the usual ports free, seconds before their services listen: so the
 * first of them takes the whole block, by a port that it holds until it ends, however it ends. Answers the block's offset.
 */
async function reserveBlock(): Promise<number> {
  for (let offset = 0; ; offset += BLOCK) if (await hold(BLOCK_HOLDER + offset)) return offset;
}

function hold(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const holder = createServer((connection) => connection.destroy());
    holder.once('error', () => resolve(false));
    holder.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      holder.unref();
      resolve(true);
    });
  });
}

async function freeInBlock(usual: number, taken: readonly number[]): Promise<number> {
  for (let block = 0; ; block += BLOCK) {
    for (const port of [0, ...ELSEWHERE].map((step) => usual + block + step)) {
      if (!taken.includes(port) && (await isPortFree(port))) return port;
    }
  }
}
