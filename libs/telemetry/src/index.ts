export { exportSpans } from './export-spans.js';
export { gaugesAtScrape, type Sample } from './gauges-at-scrape.js';
export { beginSpan, inSpan, isTracing, type OpenSpan } from './spans.js';
export { currentTraceparent, currentWork, newTraceparent, traceIdOf, validTraceparent, withTrace } from './work.js';
