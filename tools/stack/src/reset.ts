import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endWith } from './end-with.js';
import { stateDirOf } from './settings.js';
import { StackError } from './stack-error.js';
import { stateDirectory } from './state-directory.js';
import { holderOf } from './state-lock.js';

/** Only what is ours by name: WABX_STATE_DIR may point anywhere. */
function forget(directory: string): boolean {
  const { path: _, ...parts } = stateDirectory(directory);
  const names = Object.values(parts).map((part) => path.basename(part));
  const isOurs = (name: string) => names.some((ours) => name === ours || name.startsWith(`${ours}.`));
  const found = existsSync(directory) ? readdirSync(directory).filter(isOurs) : [];
  for (const name of found) rmSync(path.join(directory, name), { recursive: true, force: true });
  if (existsSync(directory) && readdirSync(directory).length === 0) rmdirSync(directory);
  return found.length > 0;
}

await endWith(async () => {
  const directory = stateDirOf(process.env);
  const pid = holderOf(stateDirectory(directory).lock);
  if (pid !== undefined) {
    throw new StackError(`wabx runs with the state in ${directory} (process ${pid}). Stop it with Ctrl-C there first.`);
  }
  const outcome = forget(directory) ? 'Forgotten: everything' : 'There is nothing';
  process.stdout.write(`${outcome} in ${directory}.\n`);
});
