import { z } from 'zod';
import { startSimulator } from './simulator.js';

const environment = z
  .object({
    WABX_SIM_PORT: z.coerce.number().int().min(0).max(65535).optional(),
    PORT: z.coerce.number().int().min(0).max(65535).optional(),
    WABX_SIM_HOST: z.string().default('127.0.0.1'),
    WABX_SIM_DATA_DIR: z.string().min(1).optional(),
    WABX_SIM_PUBLIC_URL: z.url().optional(),
    WABX_SIM_SEED: z.string().min(1).optional(),
    WABX_SIM_RETRY_SCALE: z.coerce.number().positive().max(1).optional(),
  })
  .safeParse(process.env);

if (!environment.success) {
  for (const { path, message } of environment.error.issues) process.stderr.write(`${path.join('.')}: ${message}\n`);
  process.exit(2);
}
const env = environment.data;

// A launcher (a parent with an IPC channel) that was killed cannot stop us, and its next start wants our port.
process.once('disconnect', () => process.exit(1));
if (process.send && !process.connected) process.exit(1);
try {
  const simulator = await startSimulator({
    port: env.WABX_SIM_PORT ?? env.PORT ?? 4110,
    host: env.WABX_SIM_HOST,
    dataDir: env.WABX_SIM_DATA_DIR,
    publicUrl: env.WABX_SIM_PUBLIC_URL,
    seed: env.WABX_SIM_SEED,
    ...(env.WABX_SIM_RETRY_SCALE !== undefined && { retryScale: env.WABX_SIM_RETRY_SCALE }),
  });
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: simulator.url, port: simulator.port, dataDir: simulator.dataDir, pid: process.pid })}\n`,
  );
  process.send?.({ ready: [{ name: 'meta-simulator', url: simulator.url }] });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` ${error.cause.message}` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exit(1);
}
