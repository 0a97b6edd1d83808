import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** The first executable of this name in the search path (default: PATH). */
export async function findOnPath(name: string, searchPath = process.env['PATH'] ?? ''): Promise<string | undefined> {
  for (const directory of searchPath.split(path.delimiter)) {
    const file = path.join(directory, name);
    if (directory && (await isExecutable(file))) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
