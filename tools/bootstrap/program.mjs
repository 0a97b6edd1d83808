// Runs a program out of programs.cjs, from code that was compiled when it was built: to read and to compile eight megabytes
// of source is most of the time in which a service starts. The build copies this file beside them.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';

const folder = path.dirname(fileURLToPath(import.meta.url));
const file = path.join(folder, 'programs.cjs');
const codeOf = (program) => path.join(folder, `${program}.code`);

/** Calls its `main`. What that throws is a sentence for people. */
export async function run(program) {
  const { main } = await load(program).programs[program]();
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Writes what V8 has compiled of the program once all its modules are there; functions that are called later it has not. */
export async function writeCode(program) {
  const { script, programs } = load(program);
  await programs[program]();
  writeFileSync(codeOf(program), script.createCachedData());
}

/** Whether the code that was written is of use: V8 takes only its own version's, and says nothing when it takes none. */
export function hasCode(program) {
  return load(program).script.cachedDataRejected === false;
}

function load(program) {
  // It is all ASCII.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    cachedData: readCode(program),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, folder);
  return { script, programs: module.exports.programs };
}

function readCode(program) {
  try {
    return readFileSync(codeOf(program));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
