export interface Metric {
  type: string;
  labels: string[];
  /** By their labels as they stand in the text. */
  samples: Map<string, number>;
}

/** Every metric of ours that a service shows; a histogram by its counts. */
export async function scrape(url: string): Promise<Map<string, Metric>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const metrics = new Map<string, Metric>();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (wabx_\w+) (\w+)$/gm)) {
    const own = type === 'histogram' ? `${name}_count` : name;
    const found = [...text.matchAll(new RegExp(`^${own}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))];
    const samples = new Map(
      found.map(([, labels = '', value]) => [labels, Number(value === '+Inf' ? Infinity : value)]),
    );
    const names = [...samples.keys()].flatMap((labels) =>
      [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
    );
    metrics.set(name, { type, labels: [...new Set(names)].sort(), samples });
  }
  return metrics;
}
