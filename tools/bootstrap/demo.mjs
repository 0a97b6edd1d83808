import { runMain } from './check-node.mjs';

// npm run demo: one conversation, against the running stack or one of its own.
runMain(async () => {
  const { bootstrap, load } = await import('./bootstrap.mjs');
  await bootstrap({ natsServer: !process.env.NATS_URL });
  await load('tools/stack/dist/demo.js');
});
