import { describe, expect, it } from '@jest/globals';
import { overlays, readManifests, readOverlay } from '../src/kubernetes.js';
import { letsThrough, type End } from '../src/network-policies.js';

const NAMESPACE = 'wabx';
const OPS_PORT = 9090;
const pod = (labels: Record<string, string>, ports = {}, namespace = NAMESPACE): End => ({ namespace, labels, ports });
const named = (name: string, namespace = NAMESPACE) => pod({ 'app.kubernetes.io/name': name }, {}, namespace);

/** Who reaches what, and who comes in: ✓ of the columns in this order. Everything else is closed. */
const COLUMNS = ['nats', 'postgres', 'objects', 'meta', 'issuer', 'from public', 'from internal', 'from monitoring'];
const MATRIX = {
  'webhook-ingress': '✓ – – – ✓ ✓ ✓ ✓',
  'channel-config': ' ✓ ✓ – ✓ ✓ – ✓ ✓',
  router: '          ✓ ✓ – – ✓ – ✓ ✓',
  'outbound-sender': '✓ ✓ – ✓ ✓ – ✓ ✓',
  'media-store': '    ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓',
  'session-janitor': '✓ – – – ✓ – ✓ ✓',
  stats: '           ✓ ✓ – – ✓ – ✓ ✓',
  migrate: '         ✓ ✓ – – – – – –',
};
type Name = keyof typeof MATRIX;
const names = Object.keys(MATRIX) as Name[];
const isMarked = (name: Name, column: string) => MATRIX[name].trim().split(/\s+/)[COLUMNS.indexOf(column)] === '✓';

/** The same in both overlays would need the same servers; these are theirs. */
const PLACES = {
  production: {
    policies: [...readOverlay('production'), ...readManifests('docker/kubernetes/examples/network-policies.yaml')],
    servers: {
      nats: { to: pod({ 'app.kubernetes.io/name': 'nats' }), port: 4222 },
      postgres: { to: pod({ 'cnpg.io/cluster': 'wabx-postgres' }), port: 5432 },
      objects: { to: { address: '203.0.113.20' }, port: 443 },
      meta: { to: { address: '157.240.1.1' }, port: 443 },
      issuer: { to: { address: '203.0.113.10' }, port: 443 },
    },
    public: named('envoy', 'gateway-public'),
  },
  demo: {
    policies: readOverlay('demo'),
    servers: {
      nats: { to: named('nats'), port: 4222 },
      postgres: { to: named('postgres'), port: 5432 },
      meta: { to: named('simulator'), port: 4110 },
    },
    public: named('simulator'),
  },
};

it('every overlay is looked at', () => {
  expect(Object.keys(PLACES).sort()).toEqual(overlays.sort());
});

describe.each(['production', 'demo'] as const)('the network of overlay %s', (overlay) => {
  const { policies: objects, servers, public: publicGateway } = PLACES[overlay];
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const templates = objects.flatMap(({ spec }) => spec?.template ?? []);
  const ends = Object.fromEntries(
    names.map((name) => {
      const template = templates.find(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === name);
      const ports = template?.spec.containers[0].ports ?? [];
      const numbers = Object.fromEntries(ports.map((port) => [port.name, port.containerPort]));
      return [name, { end: pod(template?.metadata.labels ?? {}, numbers), port: numbers['http'] ?? 4100 }];
    }),
  ) as Record<Name, { end: End; port: number }>;
  const isOpen = (from: End, to: End, port: number, protocol?: 'UDP') =>
    letsThrough(policies, NAMESPACE, { from, to, port, ...(protocol && { protocol }) });

  it.each(names)('%s reaches what it needs and nothing else', (name) => {
    const { end } = ends[name];
    for (const [column, { to, port }] of Object.entries(servers)) {
      // Meta is the internet, and so is whoever has a public address.
      const isPublic = 'address' in to && isMarked(name, 'meta');
      expect([column, isOpen(end, to, port)]).toEqual([column, isMarked(name, column) || isPublic]);
      expect([column, isOpen(end, to, 22)]).toEqual([column, false]);
    }
    const dns = pod({ 'k8s-app': 'kube-dns' }, {}, 'kube-system');
    expect(isOpen(end, dns, 53, 'UDP')).toBe(true);
    const closed = [
      dns,
      { address: '169.254.169.254' },
      { address: '10.96.0.1' },
      named('anything'),
      named('vault', 'vault'),
    ];
    for (const to of closed) expect([to, isOpen(end, to, 443)]).toEqual([to, false]);
  });

  it.each(names)('%s is reached by whom it serves and by nobody else', (name) => {
    const { end, port } = ends[name];
    const sources = {
      'from public': publicGateway,
      'from internal': named('envoy', 'gateway-internal'),
      'from monitoring': named('prometheus', 'monitoring'),
    };
    for (const [column, from] of Object.entries(sources)) {
      const isMonitoring = column === 'from monitoring';
      expect([column, isOpen(from, end, port)]).toEqual([column, isMarked(name, column) && !isMonitoring]);
      expect([column, isOpen(from, end, OPS_PORT)]).toEqual([column, isMarked(name, column) && isMonitoring]);
      expect([column, isOpen(from, end, port + 1)]).toEqual([column, false]);
    }
    const strangers = [
      named('anything'),
      named('anything', 'default'),
      { address: '198.51.100.1' },
      { address: '10.1.2.3' },
    ];
    for (const from of strangers) expect([from, isOpen(from, end, port)]).toEqual([from, false]);
  });

  it('services talk to each other over NATS alone', () => {
    for (const one of names) {
      for (const other of names) {
        expect([one, other, isOpen(ends[one].end, ends[other].end, ends[other].port)]).toEqual([one, other, false]);
      }
    }
  });

  it('a pod of the release that no table knows gets nothing', () => {
    const stray = pod({ 'app.kubernetes.io/name': 'wabx', 'app.kubernetes.io/instance': 'wabx' });
    for (const { to, port } of Object.values(servers)) expect(isOpen(stray, to, port)).toBe(false);
    expect(isOpen(publicGateway, stray, 4100)).toBe(false);
  });

  it('the servers let in nobody but who has to do with them', () => {
    for (const from of [named('anything'), named('anything', 'default'), publicGateway]) {
      expect(isOpen(from, servers.nats.to, 4222)).toBe(false);
      expect(isOpen(from, servers.postgres.to, 5432)).toBe(false);
    }
  });
});

describe('the evaluator', () => {
  const policy = (spec: object) => [{ kind: 'NetworkPolicy', metadata: { name: 'a' }, spec }];
  const [a, b] = [pod({ app: 'a' }), pod({ app: 'b' }, { http: 80 })];
  const open = (spec: object, port = 80) => letsThrough(policy(spec), NAMESPACE, { from: a, to: b, port });

  it.each([
    ['no policy selects the pods', { podSelector: { matchLabels: { app: 'c' } }, policyTypes: ['Egress'] }, true],
    ['a policy without rules', { podSelector: {}, policyTypes: ['Egress'] }, false],
    [
      'only the other direction is closed',
      { podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Ingress'] },
      true,
    ],
    [
      'a rule without peers',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] },
      true,
    ],
    [
      'a rule with an empty list of peers',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [] }] },
      true,
    ],
    ['another port', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 81 }] }] }, false],
    [
      'another protocol',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 80, protocol: 'UDP' }] }] },
      false,
    ],
    [
      'another namespace',
      {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'x' } } }] }],
      },
      false,
    ],
  ])('%s', (_name, spec, expected) => {
    expect(open(spec)).toBe(expected);
  });
});
