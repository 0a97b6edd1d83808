import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const root = path.resolve(import.meta.dirname, '..', '..', '..');

/**
 * These tests run the built programs. `npm test` has built them; who runs Jest by hand after a change would test the
 * build before it, so whatever is out of date is built here (nothing to do: half a second).
 */
export async function buildWhatChanged(): Promise<void> {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const compiler = Object.keys(devDependencies).find((name) => devDependencies[name]?.startsWith('npm:typescript@'));
  const tsc = path.join(root, 'node_modules', compiler ?? 'typescript', 'bin', 'tsc');
  const projects = ['tools/stack', 'tools/meta-simulator', 'apps/all-in-one'].map((name) => path.join(root, name));
  await promisify(execFile)(process.execPath, [tsc, '-b', ...projects]).catch((error: Error & { stdout: string }) => {
    throw new Error(`What is tested does not build:\n${error.stdout}`);
  });
}
