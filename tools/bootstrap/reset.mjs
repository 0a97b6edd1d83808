import { runMain } from './check-node.mjs';

// npm run reset: forgets what npm start has kept.
runMain(async () => {
  const { bootstrap, load } = await import('./bootstrap.mjs');
  await bootstrap();
  await load('tools/stack/dist/reset.js');
});
