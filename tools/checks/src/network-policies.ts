import { BlockList, isIPv6 } from 'node:net';
import type { Labels, Manifest, Peer, Ports, Selector } from './kubernetes.js';

/** Somebody on the network of a cluster, or an address outside of it. */
export type End =
  { namespace: string; labels: Labels; ports?: Record<string, number>; address?: undefined } | { address: string };

/** Whether the policies of one namespace let `from` connect to a port of `to`: who sends must be let out, who hears let in. */
export function letsThrough(
  policies: Manifest[],
  namespace: string,
  { from, to, port, protocol = 'TCP' }: { from: End; to: End; port: number; protocol?: 'TCP' | 'UDP' },
): boolean {
  const applying = (end: End, type: 'Ingress' | 'Egress') =>
    policies.filter(
      ({ spec }) =>
        spec?.policyTypes?.includes(type) &&
        end.address === undefined &&
        end.namespace === namespace &&
        selects(spec.podSelector, end.labels),
    );
  const goesOut = applying(from, 'Egress');
  const comesIn = applying(to, 'Ingress');
  const opens = (ports: Ports[] | undefined, peers: Peer[] | undefined, other: End) =>
    hasPort(ports, to, port, protocol) && hasPeer(peers, other, namespace);
  return (
    (goesOut.length === 0 ||
      goesOut.some(({ spec }) => spec?.egress?.some((rule) => opens(rule.ports, rule.to, to)))) &&
    (comesIn.length === 0 ||
      comesIn.some(({ spec }) => spec?.ingress?.some((rule) => opens(rule.ports, rule.from, from))))
  );
}

/** Without a list every port; a name is a port of the pod that hears. */
function hasPort(ports: Ports[] | undefined, to: End, port: number, protocol: string): boolean {
  if (ports === undefined || ports.length === 0) return true;
  const numberOf = (name: number | string) =>
    typeof name === 'number' ? name : to.address === undefined ? to.ports?.[name] : undefined;
  return ports.some((one) => (one.protocol ?? 'TCP') === protocol && numberOf(one.port) === port);
}

/** Without a list everybody. */
function hasPeer(peers: Peer[] | undefined, end: End, namespace: string): boolean {
  if (peers === undefined || peers.length === 0) return true;
  return peers.some(({ ipBlock, podSelector, namespaceSelector }) => {
    if (end.address !== undefined) return ipBlock !== undefined && contains(ipBlock, end.address);
    if (ipBlock) return false;
    const isInNamespace = namespaceSelector
      ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace })
      : end.namespace === namespace;
    return isInNamespace && selects(podSelector, end.labels);
  });
}

function selects(selector: Selector | undefined, labels: Labels): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([label, value]) => labels[label] === value);
}

function contains({ cidr, except = [] }: { cidr: string; except?: string[] }, address: string): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const isIn = (nets: string[]) => {
    const list = new BlockList();
    for (const net of nets) {
      const [start = '', bits] = net.split('/');
      if (isIPv6(start) === isIPv6(address)) list.addSubnet(start, Number(bits), family);
    }
    return list.check(address, family);
  };
  return isIn([cidr]) && !isIn(except);
}
