import { parse, parseAllDocuments } from 'yaml';
import { readText, tree } from './workspace.js';

export type Labels = Record<string, string>;
export interface Selector {
  matchLabels?: Labels;
}
export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
export interface Ports {
  port: number | string;
  protocol?: 'TCP' | 'UDP';
}
export interface Container {
  name: string;
  image: string;
  args: string[];
  env: { name: string; value: string }[];
  envFrom: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts: { name: string; mountPath: string }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}
interface Probe {
  httpGet: { path: string; port: string };
}
export interface PodTemplate {
  metadata: { labels: Labels };
  spec: {
    enableServiceLinks: boolean;
    automountServiceAccountToken: boolean;
    containers: [Container, ...Container[]];
    volumes: { name: string; secret?: { secretName: string; items: { key: string; path: string }[] } }[];
  };
}

/** An object of Kubernetes, with what the checks read of it. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Labels };
  data?: Record<string, string>;
  spec?: {
    template?: PodTemplate;
    podSelector?: Selector;
    policyTypes?: ('Ingress' | 'Egress')[];
    ingress?: { ports?: Ports[]; from?: Peer[] }[];
    egress?: { ports?: Ports[]; to?: Peer[] }[];
    triggers?: { type: string; metadata: Record<string, string> }[];
    replicas?: number;
    maxReplicaCount?: number;
    maxReplicas?: number;
    hostnames?: string[];
    rules?: { matches: { path: { value: string } }[]; backendRefs: { name: string }[] }[];
    jobLabel?: string;
    podMetricsEndpoints?: { port: string; path: string }[];
  };
}

interface Kustomization {
  resources: string[];
  patches?: { target?: { kind: string; name: string }; patch: string }[];
}
interface Operation {
  op: 'add' | 'replace' | 'remove';
  path: string;
  value?: unknown;
}

const folder = 'docker/kubernetes';
export const overlays = [
  ...new Set(
    tree(`${folder}/overlays`).files.flatMap((file) => /overlays\/([^/]+)\/values\.yaml$/.exec(file)?.[1] ?? []),
  ),
];

/** What `kubectl kustomize` prints for an overlay that render.mjs has written; CI compares it with the real one. */
export function readOverlay(overlay: string): Manifest[] {
  const objects = readKustomization(`${folder}/overlays/${overlay}`);
  const { patches = [] } = parse(readText(`${folder}/overlays/${overlay}/kustomization.yaml`)) as Kustomization;
  return patches.reduce((all, { target, patch }) => {
    const content = parse(patch) as Operation[] | (Manifest & { $patch: 'delete' });
    const { kind, name } = Array.isArray(content)
      ? { kind: target?.kind, name: target?.name }
      : { kind: content.kind, name: content.metadata.name };
    return all.flatMap((object) => {
      if (object.kind !== kind || object.metadata.name !== name) return [object];
      return Array.isArray(content) ? [patched(object, content)] : [];
    });
  }, objects);
}

export function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readText(file)).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}

function readKustomization(where: string): Manifest[] {
  const { resources } = parse(readText(`${where}/kustomization.yaml`)) as Kustomization;
  return resources.flatMap((resource) =>
    resource === '../../base' ? readKustomization(`${folder}/base`) : readManifests(`${where}/${resource}`),
  );
}

/** JSON Patch, https://www.rfc-editor.org/rfc/rfc6902, as far as render.mjs writes it. */
function patched(object: Manifest, operations: Operation[]): Manifest {
  const copy = structuredClone(object);
  for (const { op, path, value } of operations) {
    const keys = path.split('/').slice(1).map(unescaped);
    const last = keys.pop() ?? '';
    let at = copy as unknown as Record<string, unknown>;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (op === 'remove') Reflect.deleteProperty(at, last);
    else at[last] = value;
  }
  return copy;
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
