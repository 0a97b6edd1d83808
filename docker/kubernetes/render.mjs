// Writes the kustomize base and overlays from the chart: `npm run kubernetes`. Needs Helm (`HELM=<path>` when it is not on
// the path). The base is the chart with its own values. An overlay is the base, what its values.yaml adds, and patches.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';

const folder = path.dirname(fileURLToPath(import.meta.url));
const place = (...names) => path.join(folder, ...names);
/** As Kubernetes reads it: 0440 is octal. */
const OCTALS = { version: '1.1' };
const HEAD = '# Written by npm run kubernetes; not by hand.\n';

if (process.argv.includes('--hash')) console.log(hashOfSources());
else writeAll();

function writeAll() {
  const base = render();
  writeBase(base);
  for (const overlay of readdirSync(place('overlays'))) writeOverlay(overlay, base);
  writeFileSync(place('base', 'chart.sha256'), `${hashOfSources()}\n`);
}

function writeBase(base) {
  for (const old of readdirSync(place('base'))) rmSync(place('base', old));
  const componentOf = ({ object }) => object.metadata.labels['app.kubernetes.io/component'];
  const components = [...new Set(base.map(componentOf))].sort();
  for (const component of components) {
    write(
      `base/${component}.yaml`,
      base.filter((manifest) => componentOf(manifest) === component),
    );
  }
  writeKustomization('base', { resources: components.map((component) => `${component}.yaml`) });
}

function writeOverlay(overlay, base) {
  const wanted = render('--values', place('overlays', overlay, 'values.yaml'));
  const added = wanted.filter(({ id }) => !base.some((other) => other.id === id));
  rmSync(place('overlays', overlay, 'added.yaml'), { force: true });
  if (added.length > 0) write(`overlays/${overlay}/added.yaml`, added);
  const own = readdirSync(place('overlays', overlay)).filter((name) => !/^(values|kustomization)\.yaml$/.test(name));
  writeKustomization(`overlays/${overlay}`, {
    namespace: 'wabx',
    resources: ['../../base', ...own],
    patches: base.flatMap(({ id, object }) => patchOf(object, wanted.find((other) => other.id === id)?.object)),
  });
}

/** Each object with its text as the chart has it, comments too. */
function render(...options) {
  const chart = ['template', 'wabx', place('chart'), '--namespace', 'wabx', ...options];
  const output = execFileSync(process.env.HELM ?? 'helm', chart, { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
  return output.split(/^---\n/m).flatMap((text) => {
    const object = parse(text, OCTALS);
    return object
      ? [{ object, id: `${object.kind}/${object.metadata.name}`, text: text.replace(/^# Source.*\n/, '') }]
      : [];
  });
}

function write(file, manifests) {
  writeFileSync(place(file), HEAD + manifests.map(({ text }) => `---\n${text}`).join(''));
}

function writeKustomization(where, fields) {
  const head = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  writeFileSync(place(where, 'kustomization.yaml'), HEAD + stringify({ ...head, ...fields }, { lineWidth: 0 }));
}

function patchOf(before, after) {
  const target = { kind: before.kind, name: before.metadata.name };
  if (!after) {
    const { apiVersion, kind, metadata } = before;
    return { patch: stringify({ $patch: 'delete', apiVersion, kind, metadata: { name: metadata.name } }) };
  }
  const operations = differences(before, after);
  return operations.length === 0 ? [] : { target, patch: stringify(operations, { lineWidth: 0 }) };
}

/** As operations of JSON Patch; a list of another length is replaced as a whole. */
function differences(before, after, at = '') {
  if (isDeepStrictEqual(before, after)) return [];
  const isList = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  const isMap = [before, after].every((value) => value !== null && typeof value === 'object' && !Array.isArray(value));
  if (!isList && !isMap) return [{ op: 'replace', path: at, value: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const where = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(key in after)) return [{ op: 'remove', path: where }];
    if (!(key in before)) return [{ op: 'add', path: where, value: after[key] }];
    return differences(before[key], after[key], where);
  });
}

/** Without Helm a test sees by it that the chart has changed and nothing was rendered. */
function hashOfSources() {
  const chart = readdirSync(place('chart'), { recursive: true }).map((name) => path.posix.join('chart', name));
  const values = readdirSync(place('overlays')).map((name) => `overlays/${name}/values.yaml`);
  const sources = [...chart, ...values, 'render.mjs'].filter((name) => /\.\w+$/.test(name)).sort();
  const hash = createHash('sha256');
  for (const name of sources) hash.update(`${name}\n${readFileSync(place(name), 'utf8')}`);
  return hash.digest('hex');
}
