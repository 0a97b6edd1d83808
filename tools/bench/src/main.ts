import { benchConfig } from './config.js';
import { benchConversation } from './conversation.js';
import { benchFlood } from './flood.js';
import { benchGrowth } from './growth.js';
import { benchInbound } from './inbound.js';
import { benchIngress } from './ingress.js';
import { benchOutbound } from './outbound.js';
import { seedDatabase } from './seed-sessions.js';
import { benchSessions } from './sessions.js';
import { benchWhole } from './whole.js';

const [name = '', ...rest] = process.argv.slice(2);
const benches: Record<string, (seconds: number) => Promise<void>> = {
  ingress: benchIngress,
  flood: benchFlood,
  inbound: benchInbound,
  outbound: benchOutbound,
  sessions: benchSessions,
  config: benchConfig,
  whole: benchWhole,
  growth: benchGrowth,
  conversation: benchConversation,
};

if (name === 'seed') await seedDatabase(rest);
else {
  const bench = benches[name];
  const seconds = Number(rest[0] ?? 10);
  if (!bench || !(seconds > 0)) {
    console.error(`usage: npm run bench -- <${Object.keys(benches).join(' | ')}> [seconds]`);
    console.error('       npm run bench -- seed <URL of a database, as its owner> [sessions]');
    process.exit(2);
  }
  await bench(seconds);
}
