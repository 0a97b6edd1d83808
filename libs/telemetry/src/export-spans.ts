import { trace } from '@opentelemetry/api';
import { turnOn } from './spans.js';

/**
 * Sends spans to the collector of `OTEL_EXPORTER_OTLP_ENDPOINT`, by OTLP over HTTP; the exporter reads its other
 * `OTEL_EXPORTER_OTLP_…` settings from the environment itself. Loaded only then: the SDK takes memory and time at a start.
 *
 * @returns sends what is left
 */
export async function exportSpans(service: { name: string; version: string }): Promise<() => Promise<void>> {
  const { newProvider } = await import('./sdk.js');
  const provider = newProvider(service);
  trace.setGlobalTracerProvider(provider);
  turnOn();
  return () => provider.shutdown();
}
