import { runMain } from './check-node.mjs';

// npm start: everything that wabx needs, on this machine, in one command.
runMain(async () => {
  const { bootstrap, load } = await import('./bootstrap.mjs');
  await bootstrap({ natsServer: !process.env.NATS_URL });
  await load('tools/stack/dist/main.js'); // in this process, so signals and the exit code are its own
});
