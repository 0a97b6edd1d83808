import { benchConfig } from './config.js';
import { benchInbound } from './inbound.js';
import { benchIngress } from './ingress.js';
import { benchSessions } from './sessions.js';

const [name, seconds = '10'] = process.argv.slice(2);
const benches: Record<string, (seconds: number) => Promise<void>> = {
  ingress: benchIngress,
  inbound: benchInbound,
  sessions: benchSessions,
  config: benchConfig,
};

const bench = benches[name ?? ''];
if (!bench || !(Number(seconds) > 0)) {
  console.error(`usage: npm run bench -- <${Object.keys(benches).join(' | ')}> [seconds]`);
  process.exit(2);
}
await bench(Number(seconds));
