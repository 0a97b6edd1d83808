import { Gauge, type Registry } from 'prom-client';

/** Several scrapers, and several gauges of one query, share an answer. */
const CACHE_MS = 2_000;
/** Prometheus gives up after 10 s; the other metrics must be there by then. */
const READ_MS_MAX = 2_000;

/** One value of a gauge, with its labels. */
export type Sample = readonly [value: number, labels?: Record<string, string>];

type DescribedGauges<Name extends string> = Record<Name, { help: string; labels?: readonly string[] }>;

/**
 * Gauges whose values cost a query: they are read when somebody scrapes, never on the way of a message. A read that fails or
 * takes longer than 2 s leaves them out of the answer, because an old value would look like a present one.
 */
export function gaugesAtScrape<Name extends string>(
  registry: Registry,
  described: DescribedGauges<Name>,
  read: () => Promise<Record<Name, readonly Sample[]>>,
): void {
  const values = cached(read);
  for (const name of Object.keys(described) as Name[]) {
    const { help, labels = [] } = described[name];
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      async collect() {
        const samples = (await values())?.[name];
        // `reset` would leave a gauge without labels at 0.
        if (labels.length === 0) this.remove();
        else this.reset();
        for (const [value, ofLabels = {}] of samples ?? []) this.set(ofLabels, value);
      },
    });
  }
}

/** The answer of at most `CACHE_MS` ago; undefined when there is none in time. One read at a time, however long it takes. */
function cached<Values>(read: () => Promise<Values>): () => Promise<Values | undefined> {
  let known: { values: Values; atMs: number } | undefined;
  let reading: Promise<void> | undefined;
  const fresh = () => (known && performance.now() - known.atMs < CACHE_MS ? known.values : undefined);
  return async () => {
    if (fresh() !== undefined) return fresh();
    reading ??= read()
      .then(
        (values) => void (known = { values, atMs: performance.now() }),
        () => undefined,
      )
      .finally(() => (reading = undefined));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([reading, new Promise((resolve) => (timer = setTimeout(resolve, READ_MS_MAX).unref()))]);
    clearTimeout(timer);
    return fresh();
  };
}
