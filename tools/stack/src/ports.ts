import { isPortFree } from '@wabx/embedded';
import { listeners } from './services.js';
import { StackError } from './stack-error.js';

const STEP = 100;

/**
 * A port for each service and the simulator: the chosen one, else the usual one, else the next free one in steps of a
 * hundred (below the range from which the system hands out ports by itself). Throws a StackError when a chosen one is taken.
 *
 * @param say told about each that is not the usual one although nobody chose another
 */
export async function choosePorts(
  chosen: ReadonlyMap<string, number>,
  say: (line: string) => void,
): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  const faults: string[] = [];
  const moved: string[] = [];
  for (const { name, port: usual, variable } of listeners) {
    const wanted = chosen.get(name);
    const isFree = async (port: number) =>
      ![...ports.values(), ...chosen.values()].includes(port) && (await isPortFree(port));
    if (wanted !== undefined) {
      const isTwice = [...ports.values()].includes(wanted);
      if (isTwice || !(await isPortFree(wanted)))
        faults.push(`${variable}=${wanted} is ${isTwice ? 'given twice' : 'in use'}`);
      ports.set(name, wanted);
      continue;
    }
    let port = usual;
    while (!(await isFree(port))) port += STEP;
    if (port !== usual) moved.push(`Port ${usual} is in use: ${name} takes ${port} (${variable} chooses another)`);
    ports.set(name, port);
  }
  if (faults.length === 0) {
    moved.forEach(say);
    return ports;
  }
  throw new StackError(`${faults.join('; ')}. Stop what uses it, choose another port, or unset the variable.`);
}
