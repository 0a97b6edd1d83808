import { existsSync } from 'node:fs';
import { readDevFile, type DevFile } from './dev-file.js';
import { playConversation } from './demo/conversation.js';
import { withOwnStack } from './demo/own-stack.js';
import { until } from './progress.js';
import { stateDirOf } from './settings.js';
import { stateDirectory } from './state-directory.js';
import { holderOf } from './state-lock.js';
import { endWith } from './end-with.js';

const START_MS_MAX = 90_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function play(dev: DevFile): Promise<void> {
  const started = performance.now();
  say('');
  await playConversation(dev, say);
  say(`\nThe whole conversation: ${((performance.now() - started) / 1000).toFixed(1)} s. Everything happened.`);
}

await endWith(async () => {
  const state = stateDirectory(stateDirOf(process.env));
  if (holderOf(state.lock) === undefined) {
    say('No stack is running: one is started for the demo, and stopped after it.');
    await withOwnStack(process.argv.slice(2), say, play);
    return;
  }
  await until('The stack is ready', () => Promise.resolve(existsSync(state.dev) || undefined), START_MS_MAX);
  const dev = readDevFile(state);
  if (dev) await play(dev);
});
