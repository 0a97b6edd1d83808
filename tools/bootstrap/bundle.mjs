// Writes what runs in production: one file for each program, with what several of them share in files beside it. Most of
// the time in which a service starts is spent on finding, opening and compiling some 2,600 modules one by one.
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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

/** Nest's client of NATS asks for the driver in a way that cannot be followed, and would load it a second time. */
const oneNatsDriver = {
  name: 'one driver of NATS',
  setup({ onLoad }) {
    onLoad({ filter: /@nestjs\/microservices\/client\/client-nats\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const asked = "createRequire(import.meta.url)('@nats-io/transport-node')";
      if (!text.includes(asked)) throw new Error('Nest loads the driver of NATS in another way than before');
      return { contents: text.replace(asked, "require('@nats-io/transport-node')"), loader: 'js' };
    });
  },
};

// The folder is new each time, or old shared files would stay.
const folder = path.join(root, 'dist');
await rm(folder, { recursive: true, force: true });
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: {
    ...Object.fromEntries([...serviceNames, 'all-in-one'].map((name) => [name, `apps/${name}/dist/main.js`])),
    migrate: 'apps/all-in-one/dist/migrate.js',
    rewrap: 'apps/channel-config/dist/rewrap-main.js',
  },
  outdir: folder,
  chunkNames: 'shared/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Nest shows them, and finds providers by them.
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // First in every file, because esbuild does not keep the order in which shared files are evaluated, and decorators
  // need it at once; and `require` for the packages that are CommonJS still.
  external: ['reflect-metadata'],
  banner: {
    js: [
      "import 'reflect-metadata';",
      "import { createRequire as requireFrom } from 'node:module';",
      'const require = requireFrom(import.meta.url);',
      // As from Node 21 on. Where there is none, pg tells Cloudflare by a Response, which loads the whole of fetch.
      "globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node.split('.')[0]}` };",
    ].join('\n'),
  },
  plugins: [leaveOutWhatIsNotInstalled, oneNatsDriver],
  write: false,
});

// What keeps names gives a function its name whenever one is made, inner ones at each call: a fourteenth of an ingress'
// processor time. Nearly all have it already.
const naming = 'var __name = (target, value) => __defProp(';
const namingOnlyWhereNeeded = 'var __name = (target, value) => target.name === value ? target : __defProp(';
const withNaming = outputFiles.filter(({ text }) => text.includes(naming));
if (withNaming.length !== 1) throw new Error('esbuild keeps names in another way than before');
for (const { path: file, contents, text } of outputFiles) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text.includes(naming) ? text.replace(naming, namingOnlyWhereNeeded) : contents);
}
// Last: a folder without it is of a run that was cut short.
await writeFile(path.join(folder, 'complete'), '');
