import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { currentWork, newTraceparent, validTraceparent, withTrace } from './work.js';

const tracer = trace.getTracer('wabx');
let isOn = false;

/** Spans are made from now on; before, and without an exporter, nothing here costs anything. */
export function turnOn(): void {
  isOn = true;
}

/** Whether spans are made at all. */
export function isTracing(): boolean {
  return isOn;
}

export interface SpanOptions {
  kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** What is done with which part of ours or of Meta's: never a text, a number or a name of anybody. */
  attributes?: Attributes;
  /** The traceparent that it is part of; the work in hand by default, `null` for a trace of its own. */
  parent?: string | null | undefined;
  /** Traceparents of what else it is about. */
  links?: readonly string[];
}

/** A span that was begun; whoever began it ends it. */
export interface OpenSpan {
  /** What is done within it names this as its parent. */
  traceparent: string;
  set(attributes: Attributes): void;
  /** With what was thrown, if something was; only its class is told, for its words may hold anything. */
  end(error?: unknown): void;
}

/** Ask `isTracing` before: without an exporter there is nothing to begin. */
export function beginSpan(name: string, { kind, attributes, parent, links = [] }: SpanOptions): OpenSpan {
  const from = contextOf(parent === undefined ? currentWork()?.traceparent : (parent ?? undefined));
  const context = from ? trace.setSpanContext(ROOT_CONTEXT, from) : ROOT_CONTEXT;
  const span = tracer.startSpan(name, { kind: kinds[kind], attributes, links: links.flatMap(toLink) }, context);
  return {
    traceparent: traceparentOf(span.spanContext()),
    set: (more) => void span.setAttributes(more),
    end: (error) => endSpan(span, error),
  };
}

/** Runs `work` within a span. It hears of what it may set on it; without an exporter it is only run. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Pick<OpenSpan, 'set'>) => Promise<T>,
): Promise<T> {
  if (!isOn) return await work(unseen);
  const span = beginSpan(name, options);
  try {
    const result = await withTrace(span.traceparent, () => work(span), currentWork()?.requestId);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

const unseen = { set: () => undefined };

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

function endSpan(span: Span, error: unknown): void {
  if (error !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  }
  span.end();
}

function toLink(traceparent: string): Link[] {
  const context = contextOf(traceparent);
  return context ? [{ context }] : [];
}

function contextOf(traceparent: string | undefined): SpanContext | undefined {
  if (validTraceparent(traceparent) === undefined) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = traceparent?.split('-') ?? [];
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return validTraceparent(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`) ?? newTraceparent();
}
