import { setClockOffset } from '@wabx/persistence';
import { z } from 'zod';
import { call } from './api.js';
import { readDevFile, readServersFile } from './dev-file.js';
import { endWith } from './end-with.js';
import { stateDirOf } from './settings.js';
import { StackError } from './stack-error.js';
import { stateDirectory } from './state-directory.js';
import { holderOf } from './state-lock.js';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const usage =
  'Say how far: npm run clock -- +25h (or +90s, +15m, +3d). It only moves forward; npm run reset puts it right.';

/** Moves the time by which wabx decides, and Meta's together with it, so that expiry can be tried without waiting. */
async function moveClock(argument: string | undefined): Promise<void> {
  const [, amount, unit] = /^\+(\d{1,6})([smhd])$/.exec(argument ?? '') ?? [];
  if (!amount || !unit) throw new StackError(usage);
  const state = stateDirectory(stateDirOf(process.env));
  const servers = readServersFile(state);
  const dev = readDevFile(state);
  if (holderOf(state.lock) === undefined || !servers || !dev?.simulator) {
    throw new StackError('No stack with a simulator is ready. Start one first: npm start');
  }
  const clockSchema = z.object({ now: z.string(), offsetSeconds: z.number() });
  const clock = await call(`${dev.simulator.url}/_sim/clock`, clockSchema, {
    method: 'POST',
    json: { advanceSeconds: Number(amount) * SECONDS[unit as keyof typeof SECONDS] },
  });
  // To where Meta's is, not as far again: both stand equal even if an earlier move went half way.
  await setClockOffset(servers.databaseUrl, clock.offsetSeconds);
  const hours = (clock.offsetSeconds / 3600).toFixed(1);
  process.stdout.write(`For wabx and Meta it is now ${clock.now}: ${hours} h ahead of the real time.\n`);
}

await endWith(() => moveClock(process.argv[2]));
