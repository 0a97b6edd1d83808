// HEALTHCHECK of the image: the service's event loop turns. Not its dependencies, which a restart would not bring back.
const port = process.env.PORT || '4100';
const answer = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => undefined,
);
process.exit(answer?.ok ? 0 : 1);
