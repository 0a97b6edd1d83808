import { types } from 'node:util';
import { tellsOfFullDisk } from '@wabx/embedded';

/** Runs a command and ends the process: code 0, or 1 with what went wrong, without a stack trace where people can put it right. */
export async function endWith(command: () => Promise<void>): Promise<never> {
  try {
    await command();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`\n${forPeople(error)}\n`);
    process.exit(1);
  }
}

export function forPeople(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  if (['StackError', 'EmbeddedServerError'].includes(error.name)) return error.message;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && tellsOfFullDisk(code)) {
    return `The disk${path === undefined ? '' : ` with ${path}`} is full: make room there, then start again.`;
  }
  // The system refused something: its own words name what and where.
  if (syscall !== undefined) return `${error.message}. Put that right, then start again.`;
  return error.stack ?? error.message;
}
