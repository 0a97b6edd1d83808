import type { DownloadOutcome } from './download-media.js';
import type { GraphOutcome } from './graph-call.js';
import type { GraphCalled } from './graph-metrics.js';

type Outcome = GraphOutcome<unknown> | DownloadOutcome | { outcome: 'accepted' };
type Call = (request: never) => Promise<Outcome>;

/** Of whoever traces; what is set on a span are words of Meta's interface, never contents. */
export type InSpan = <T>(
  name: string,
  options: { kind: 'client' },
  work: (span: { set(attributes: Record<string, string | number>): void }) => Promise<T>,
) => Promise<T>;

/** The same calls, each of which tells how it ended, and is a span. */
export function watched<Calls extends Record<keyof Calls, Call>>(
  calls: Calls,
  {
    onCalled = () => undefined,
    inSpan = (_name, _options, work) => work({ set: () => undefined }),
  }: { onCalled?: ((call: GraphCalled) => void) | undefined; inSpan?: InSpan | undefined },
): Calls {
  const watch = ([operation, call]: [string, Call]): [string, Call] => [
    operation,
    (request) =>
      inSpan(`graph ${operation}`, { kind: 'client' }, async (span) => {
        const startedAt = performance.now();
        const answer = await call(request);
        const outcome = answer.outcome === 'accepted' ? 'ok' : answer.outcome;
        const error = answer.outcome === 'rejected' ? answer.error : undefined;
        onCalled({ operation, outcome, code: error?.code, milliseconds: performance.now() - startedAt });
        span.set({
          'wabx.graph.outcome': outcome,
          ...(error && { 'wabx.graph.code': error.code }),
          // By which Meta finds the call again.
          ...(error?.traceId && { 'wabx.graph.fbtrace_id': error.traceId }),
        });
        return answer;
      }),
  ];
  return Object.fromEntries((Object.entries(calls) as [string, Call][]).map(watch)) as unknown as Calls;
}
