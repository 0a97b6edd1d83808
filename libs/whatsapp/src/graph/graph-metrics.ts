import { Counter, Histogram, type Registry } from 'prom-client';
import { knownGraphErrorCodes } from './error-policy.js';

/** How one call of the Graph API ended. */
export interface GraphCalled {
  /** `sendMessage`, `getMedia`… */
  operation: string;
  outcome: 'ok' | 'rejected' | 'not-sent' | 'unknown';
  /** Meta's, where it refused the call with one. */
  code: number | undefined;
  milliseconds: number;
}

/**
 * For `onCalled`: counts the calls of the operations that a service makes.
 *
 * @param operations whose counters are to be there before the first call
 */
export function measureGraph(registry: Registry, operations: readonly string[]): (call: GraphCalled) => void {
  const registers = [registry];
  const requests = new Counter({
    name: 'wabx_graph_requests_total',
    help: "Calls of the Graph API by outcome, and by Meta's code where it refused them (other: one that wabx does not know)",
    labelNames: ['operation', 'outcome', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wabx_graph_request_duration_seconds',
    help: 'Calls of the Graph API, from the connection to the last byte of the answer',
    labelNames: ['operation'],
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  for (const operation of operations) {
    for (const outcome of ['ok', 'rejected', 'not-sent', 'unknown'])
      requests.inc({ operation, outcome, code: 'none' }, 0);
    seconds.zero({ operation });
  }
  return ({ operation, outcome, code, milliseconds }) => {
    const label = code === undefined ? 'none' : knownGraphErrorCodes.includes(code) ? String(code) : 'other';
    requests.inc({ operation, outcome, code: label });
    seconds.observe({ operation }, milliseconds / 1000);
  };
}
