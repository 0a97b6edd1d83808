import { describe, expect, it } from '@jest/globals';
import { projects, readManifest, readText, type Manifest } from '../src/workspace.js';

interface LockEntry extends Manifest {
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

const lock = (JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockEntry> }).packages;
const entries = Object.entries(lock).map(([place, entry]) => ({ place, entry }));
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
const fromRegistry = entries.filter(({ place, entry }) => place.includes('node_modules/') && !entry.link);

describe('the lock file', () => {
  // Two copies of Nest, and injection tokens and instanceof no longer meet: https://docs.nestjs.com/faq/common-errors
  it('has one copy of everything whose identity matters at run time', () => {
    const single = /^(@nestjs\/.+|@nats-io\/.+|typeorm|rxjs|reflect-metadata)$/;
    const places = fromRegistry.map(({ place }) => place).filter((place) => single.test(nameOf(place)));
    expect(places.length).toBeGreaterThan(10);
    expect(places).toEqual(places.map((place) => `node_modules/${nameOf(place)}`));
  });

  // npm leaves out, without a word, what the registry did not have at that moment; `npm ci` then misses it elsewhere.
  it('knows every optional package of every platform', () => {
    const isPresent = (from: string, name: string) =>
      ancestors(from).some((folder) => `${folder}node_modules/${name}` in lock);
    const missing = entries.flatMap(({ place, entry }) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !isPresent(place, name))
        .map((name) => `${name} of ${place || 'the root'}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry, so that everybody installs from his own, and pins every package by its content', () => {
    const bound = fromRegistry.filter(({ entry }) => entry.resolved !== undefined);
    const unpinned = fromRegistry.filter(({ entry }) => !entry.integrity?.startsWith('sha512-'));
    expect({ bound, unpinned }).toEqual({ bound: [], unpinned: [] });
  });

  it('belongs to the package.json files, or npm ci refuses it', () => {
    const manifests = [{ folder: '', manifest: readManifest('.') }, ...projects()];
    for (const { folder, manifest } of manifests) expect(asked(lock[folder])).toEqual(asked(manifest));
  });

  // A workspace's own version of a package, and npm gives that workspace a copy of Nest of its own.
  it('has one exact version of each dependency, the same in every project and in the root', () => {
    const ofRoot = readManifest('.');
    const versions = { ...ofRoot.devDependencies, ...ofRoot.dependencies };
    const different = projects().flatMap(({ folder, manifest }) =>
      Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(([name, version]) => !name.startsWith('@wabx/') && versions[name] !== version)
        .map(([name, version]) => `${folder}: ${name} ${version}, the root has ${versions[name] ?? 'none'}`),
    );
    const ranges = Object.entries(versions).filter(([, version]) => !/^(npm:.+@)?\d+\.\d+\.\d+[-.\w]*$/.test(version));
    expect({ different, ranges }).toEqual({ different: [], ranges: [] });
  });
});

/** The folders in which Node looks for what `place` requires, nearest first, as prefixes. */
function ancestors(place: string): string[] {
  const steps = place === '' ? [] : place.split('/');
  return [...steps.keys(), steps.length]
    .reverse()
    .map((count) => steps.slice(0, count).join('/'))
    .map((folder) => (folder === '' ? '' : `${folder}/`));
}

function asked(manifest: Manifest | undefined) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest ?? {};
  return { dependencies, devDependencies, optionalDependencies, peerDependencies };
}
