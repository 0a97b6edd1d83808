import { expect, it } from '@jest/globals';

// No spec: a figure of this machine as it is now, which `node bench/figures.mjs jest` asks for. Nothing is timed by an assertion.
it('starts inside Jest on a free port', async () => {
  const importing = performance.now();
  const { startSimulator } = await import('../src/index.js');
  const importMs = Math.round(performance.now() - importing);
  const startMs: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const starting = performance.now();
    const simulator = await startSimulator();
    startMs.push(Math.round((performance.now() - starting) * 10) / 10);
    expect((await fetch(`${simulator.url}/_sim/state`)).status).toBe(200);
    await simulator.stop();
  }
  const [firstMs, ...more] = startMs;
  const medianOfNineMoreMs = more.sort((a, b) => a - b)[4];
  process.stdout.write(`figures ${JSON.stringify({ firstMs, medianOfNineMoreMs, importMs })}\n`);
});
