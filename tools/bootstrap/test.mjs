import { spawn } from 'node:child_process';
import { runMain } from './check-node.mjs';

// npm test: every test, or those named behind --. Jest runs ES modules only with a flag of Node's, so in a process of its own.
runMain(async () => {
  const { bootstrap } = await import('./bootstrap.mjs');
  await bootstrap({ natsServer: true });
  const flags = ['--no-warnings', '--experimental-vm-modules'];
  const jest = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
  jest.once('close', (code, signal) => process.exit(signal ? 1 : code));
});
