import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export interface Project {
  /** Relative to the root: `apps/router`. */
  folder: string;
  manifest: Manifest;
}

/** What the checks read of a package.json. */
export interface Manifest {
  name?: string;
  version?: string;
  license?: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  nx?: { tags?: string[] };
}

/** Every npm workspace, by the root's own list. */
export function projects(): Project[] {
  const patterns = readManifest('.').workspaces ?? [];
  return patterns.flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '');
    return readdirSync(path.join(root, parent), { withFileTypes: true })
      .map((entry) => `${parent}/${entry.name}`)
      .filter((folder) => existsSync(path.join(root, folder, 'package.json')))
      .map((folder) => ({ folder, manifest: readManifest(folder) }));
  });
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readText(path.join(folder, 'package.json'))) as Manifest;
}

/** `file` is relative to the root. */
export function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.nx', '.wabx', '.secrets', 'coverage']);

/**
 * Every file and folder that is ours, relative to the root, also those not committed yet. Read from the disk and not
 * from git: the tests pass where there is no git, and in a copy that has no history.
 */
export function tree(folder = ''): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const place = path.posix.join(folder, entry.name);
    if (entry.isFile()) files.push(place);
    if (!entry.isDirectory()) continue;
    const below = tree(place);
    folders.push(place, ...below.folders);
    files.push(...below.files);
  }
  return { files, folders };
}
