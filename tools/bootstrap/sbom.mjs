// Prints what of the registry is in the image, as a CycloneDX bill of materials: every package of the lock file that
// production installs or that files of are in the bundled programs, with its version, licence and content. Not by
// `npm sbom`: it leaves out a third of what production installs, and knows nothing of a bundle.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
const { version } = lock.packages[''];

const bundled = new Set(JSON.parse(readFileSync(new URL('../../dist/bundled-packages.json', import.meta.url), 'utf8')));

const components = Object.entries(lock.packages)
  .filter(([place, { link }]) => place.includes('node_modules/') && !link)
  .map(([place, entry]) => ({
    ...entry,
    name: entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
  }))
  .filter((entry) => isInstalled(entry) || bundled.has(`${entry.name}@${entry.version}`))
  .map(componentOf);
// A package may be there several times, once for each who wants another version.
const byRef = new Map(components.map((component) => [component['bom-ref'], component]));

process.stdout.write(
  JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: {
        component: { type: 'application', name: 'wabx', version, licenses: [{ license: { id: 'Apache-2.0' } }] },
      },
      components: [...byRef.values()].sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1)),
    },
    undefined,
    2,
  ) + '\n',
);

/** As `npm ci --omit=dev --omit=optional` does. */
function isInstalled({ dev, optional, devOptional }) {
  return !(dev || optional || devOptional);
}

/** https://github.com/package-url/purl-spec: the scope is a namespace, its sign is escaped. */
function componentOf({ name, version, integrity = '', license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest = ''] = integrity.split('-');
  return {
    'bom-ref': purl,
    type: 'library',
    name,
    version,
    purl,
    ...(license && { licenses: [{ expression: license }] }),
    ...(algorithm === 'sha512' && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    }),
  };
}
