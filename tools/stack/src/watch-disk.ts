import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.js';
import type { Say } from './progress.js';

const POLL_MS = 500;
/** With less the next moments would fill it again. */
const ROOM_BYTES_MIN = 8 * 1024 * 1024;

/**
 * Says that a part cannot write because its disk is full as soon as its log tells, and waits until there is room.
 *
 * @param onRoom makes the part go on where it does not by itself
 */
export function watchDisk(
  part: { name: string; log: LogFile; directory: string },
  say: Say,
  stopping: AbortSignal,
  onRoom: () => Promise<void>,
): void {
  const { name, log, directory } = part;
  let isFull = false;
  log.onFullDisk = () => {
    if (isFull) return;
    isFull = true;
    say(`${name} cannot write: the disk with ${directory} is full. Make room there; it goes on by itself.`);
    void untilRoom(directory, stopping).then(async () => {
      if (stopping.aborted) return;
      say(`The disk with ${directory} has room again.`);
      isFull = false;
      await onRoom();
    });
  };
}

async function untilRoom(directory: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await delay(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize >= ROOM_BYTES_MIN) return;
  }
}
