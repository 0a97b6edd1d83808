// Writes what runs in production: one file for each program, and what several of them share in files beside it. Finding,
// opening and compiling some 2,600 modules one by one takes most of the time in which a service starts.
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '../../libs/contracts/dist/index.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Nest and TypeORM ask for a dozen packages only when somebody uses them: other brokers, other databases. */
const leaveOutWhatIsNotInstalled = {
  name: 'leave out what is not installed',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...where }) => {
      if (pluginData === 'again' || where.kind === 'entry-point') return undefined;
      const found = await resolve(name, { ...where, pluginData: 'again' });
      return found.errors.length > 0 ? { path: name, external: true } : found;
    });
  },
};

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const programs = {
  ...Object.fromEntries([...serviceNames, 'all-in-one'].map((name) => [name, `apps/${name}/dist/main.js`])),
  migrate: 'apps/all-in-one/dist/migrate.js',
  rewrap: 'apps/channel-config/dist/rewrap-main.js',
};

const folder = path.join(root, 'dist');
await rm(folder, { recursive: true, force: true }); // or shared files of an earlier build would stay
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(programs).map(([name, main]) => [`programs/${name}`, main])),
  outdir: folder,
  chunkNames: 'shared/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Node reads all of it at each start. Names stay: stack traces, Nest's logs and TypeORM's migrations show them.
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: true,
  lineLimit: 160, // Node prints the line of an uncaught error
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
  define: {
    WABX_VERSION: JSON.stringify(version),
    WABX_REVISION: JSON.stringify(process.env.WABX_REVISION ?? 'unknown'), // a build has no repository at hand
  },
  // Decorators need `reflect-metadata` before anything else, and esbuild does not keep the order of shared files. Nest
  // loads the NATS driver in a way that esbuild cannot follow: a bundled one would be a second one.
  external: ['reflect-metadata', '@nats-io/*'],
  banner: {
    js: [
      "import 'reflect-metadata';",
      "import { createRequire as requireFrom } from 'node:module';",
      'const require = requireFrom(import.meta.url);', // for packages that are CommonJS
    ].join('\n'),
  },
  plugins: [leaveOutWhatIsNotInstalled],
});
// The first process of a container is not ended by a signal that it does not handle, and to read the rest takes a second.
for (const name of Object.keys(programs)) {
  const start = `process.once('SIGTERM', () => process.exit(143));\nawait import('./programs/${name}.js');\n`;
  await writeFile(path.join(folder, `${name}.js`), start);
}
await cp(consolePage(), path.join(folder, 'console-page'), { recursive: true });
await writeFile(path.join(folder, 'bundled-packages.json'), JSON.stringify(packagesOf(Object.keys(metafile.inputs))));
await writeFile(path.join(folder, 'complete'), ''); // last: a folder without it is of a build that was cut short

/** As it was built, or what stands in for it. */
function consolePage() {
  const places = ['dist', 'placeholder'].map((place) => path.join(root, 'apps/console/web', place));
  return places.find((place) => existsSync(path.join(place, 'index.html')));
}

/** `name@version` of every package of the registry that files of are in the programs; for the bill of materials. */
function packagesOf(files) {
  const folders = files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const manifests = [...new Set(folders)].map((found) =>
    JSON.parse(readFileSync(path.join(root, found, 'package.json'), 'utf8')),
  );
  return [...new Set(manifests.map(({ name, version }) => `${name}@${version}`))].sort();
}
