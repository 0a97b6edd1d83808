// Writes what runs in production: all programs in one file, and for each what V8 compiles of it when it starts. Most of the
// time in which a service starts went into finding, opening and compiling some 2,600 modules one by one.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serviceNames } from '../../libs/contracts/dist/index.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Nest and TypeORM ask for a dozen packages only when somebody uses them: other brokers, other databases. */
const leaveOutWhatIsNotInstalled = {
  name: 'leave out what is not installed',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...where }) => {
      if (pluginData === 'again') return undefined;
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

/** Where each program has its `main`. */
const programs = {
  ...Object.fromEntries([...serviceNames, 'all-in-one'].map((name) => [name, `./apps/${name}/dist/main.js`])),
  migrate: './apps/all-in-one/dist/migrate.js',
  rewrap: './apps/channel-config/dist/rewrap-main.js',
};
const entries = Object.entries(programs).map(([name, file]) => `'${name}': () => import('${file}')`);

const folder = path.join(root, 'dist');
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
const { outputFiles } = await build({
  absWorkingDir: root,
  stdin: { contents: `export const programs = { ${entries.join(', ')} };`, resolveDir: root },
  outfile: path.join(folder, 'programs.cjs'),
  bundle: true,
  // V8 keeps compiled code of scripts, not of modules.
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Each time all of it is read. Names stay: stack traces tell them, Nest shows them and finds providers by them.
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: true,
  // Node prints the line of an error that nobody catches.
  lineLimit: 160,
  legalComments: 'linked',
  logLevel: 'warning',
  define: { 'import.meta.url': '__bundleUrl' },
  banner: {
    js: [
      '(function (exports, require, module, __filename, __dirname) {',
      "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;",
      // As from Node 21 on. Where there is none, pg tells Cloudflare by a Response, which loads the whole of fetch.
      "globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node.split('.')[0]}` };",
    ].join('\n'),
  },
  footer: { js: '})' },
  plugins: [leaveOutWhatIsNotInstalled, oneNatsDriver],
  write: false,
});

// What keeps names gives a function its name whenever one is made, inner ones at each call: a fourteenth of an ingress'
// processor time. Nearly all have it already.
const naming = /var __name=\((\w+),(\w+)\)=>__defProp\(/;
for (const { path: file, text } of outputFiles) await writeFile(file, file.endsWith('.cjs') ? finished(text) : text);

function finished(script) {
  if (!naming.test(script)) throw new Error('esbuild keeps names in another way than before');
  const quick = script.replace(naming, 'var __name=($1,$2)=>$1.name===$2?$1:__defProp(');
  // What is all ASCII is read in half the time. In regular expressions esbuild leaves other characters as they are.
  return quick.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

await copyFile(path.join(root, 'tools', 'bootstrap', 'program.mjs'), path.join(folder, 'program.mjs'));
for (const name of Object.keys(programs)) {
  await writeFile(path.join(folder, `${name}.js`), `import { run } from './program.mjs';\n\nawait run('${name}');\n`);
}
await Promise.all(Object.keys(programs).map(writeCode));
// Last: a folder without it is of a run that was cut short. With whose code this is: no other version of V8 takes it.
await writeFile(path.join(folder, 'complete'), process.version);

/** In a process of its own, with nothing compiled in it but this program. */
async function writeCode(program) {
  const script = `import('./program.mjs').then(({ writeCode }) => writeCode('${program}'))`;
  await promisify(execFile)(process.execPath, ['--eval', script], { cwd: folder });
}
