export default async function stopServers() {
  await globalThis.stopTestServers?.();
  const deadlocks = globalThis.testDeadlocks ?? [];
  if (deadlocks.length === 0) return;
  throw new Error(`${deadlocks.length} deadlocks in the test databases:\n${deadlocks.flat().join('\n')}`);
}
