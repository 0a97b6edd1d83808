import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { replay } from './scenario/replay.js';
import { parseScenario } from './scenario/scenario.js';

// node dist/replay-story.js stories/first-contact.yaml [--url http://127.0.0.1:4110]
try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: process.env['WABX_SIM_URL'] ?? 'http://127.0.0.1:4110' } },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error('Which story? node dist/replay-story.js STORY.yaml [--url URL]');
  const scenario = parseScenario(await readFile(path, 'utf8'));
  process.stdout.write(`${scenario.name}\n`);
  await replay(values.url, scenario, ({ number, did }) => process.stdout.write(`${number}. ${did}\n`));
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exitCode = 1;
}
