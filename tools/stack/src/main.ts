import { forgetRun } from './dev-file.js';
import { endWith } from './end-with.js';
import { launch } from './launch.js';
import { residentMiB } from './memory.js';
import { Parts } from './parts.js';
import { readyText } from './ready-text.js';
import { readSettings, type Settings } from './settings.js';
import { StackError } from './stack-error.js';
import { makeStateDirectory, stateDirectory, type StateDirectory } from './state-directory.js';
import { lock, unlock } from './state-lock.js';

// npm passes on the Ctrl-C that the terminal has sent us already.
const SAME_KEYSTROKE_MS = 500;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the stack until it is stopped: Ctrl-C or SIGTERM ends it with code 0, a second one at once with code 1. */
async function run(settings: Settings, state: StateDirectory): Promise<void> {
  const started = performance.now();
  const parts = new Parts(say);
  const asked = stopAsked(parts);
  const starting = launch(settings, state, parts, say).then(({ dev, pids }) => {
    const seconds = (performance.now() - started) / 1000;
    say(readyText({ dev, state, seconds, processes: pids.length, residentMiB: residentMiB(pids) }));
    parts.keepAlive();
  });
  try {
    const outcome = await Promise.race([asked, parts.failed, starting.then(() => Promise.race([asked, parts.failed]))]);
    say(`\n${outcome}: stopping …`);
  } catch (error) {
    say('\nStopping everything …');
    throw error;
  } finally {
    starting.catch(() => undefined);
    await parts.stop();
    forgetRun(state);
    unlock(state.lock);
  }
  say('Stopped.');
}

function stopAsked(parts: Parts): Promise<string> {
  return new Promise((resolve) => {
    // `npm run demo` runs a stack of its own, which must not outlive it.
    process.once('disconnect', () => resolve('The program that started this one has ended'));
    let firstAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstAt ??= performance.now();
        resolve(signal === 'SIGINT' ? 'Ctrl-C' : signal);
        if (performance.now() - firstAt < SAME_KEYSTROKE_MS) return;
        parts.kill();
        process.exit(1);
      });
    }
  });
}

await endWith(async () => {
  const settings = readSettings(process.env, process.argv.slice(2));
  const state = stateDirectory(settings.stateDir);
  makeStateDirectory(state);
  const outcome = await lock(state.lock);
  if (outcome !== 'locked') {
    throw new StackError(
      `wabx runs already with the state in ${state.path}: process ${outcome.heldBy}. ` +
        'Stop it with Ctrl-C there, or set WABX_STATE_DIR to start another one beside it.',
    );
  }
  await run(settings, state);
});
