import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../src/workspace.js';

/** Variables by service, of one way to run it. */
type Environments = Record<string, Record<string, string>>;

interface ReadSettings {
  ports: Record<string, number>;
  /** The variables that a service reads. */
  settings: Record<string, string[]>;
  pools: Record<string, number>;
  /** What a service says against its environment, or null. */
  faults: Record<string, Record<string, string | null>>;
  streamBytes: number;
  natsMaxPayloadBytes: number;
}

/** Lets every built service read its settings from each of these environments, as it does at its start. */
export async function readSettings(environments: Record<string, Environments>): Promise<ReadSettings> {
  const reader = spawn(process.execPath, [path.join(root, 'tools/checks/test/service-settings.mjs')], {
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  reader.stdin.end(JSON.stringify(environments));
  const [output] = await Promise.all([text(reader.stdout), once(reader, 'close')]);
  return JSON.parse(output) as ReadSettings;
}
