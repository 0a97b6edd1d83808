import { EmbeddedServerError } from './embedded-server-error.js';

/** Whether a log or an error tells that there was no room to write, in the words of Node, Postgres or nats-server. */
export function tellsOfFullDisk(text: string): boolean {
  return /no space left on device|disk quota exceeded|\b(ENOSPC|EDQUOT)\b/i.test(text);
}

export function diskFull(name: string, directory: string): EmbeddedServerError {
  const message = `${name} cannot start: the disk with ${directory} is full. Make room there, then start again.`;
  return new EmbeddedServerError('DISK_FULL', message);
}
