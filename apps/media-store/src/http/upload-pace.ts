import type { IncomingMessage } from 'node:http';

/** Looked at so often; 64 KiB in 15 s is 35 kbit/s, below any line that people send files over. */
export interface Pace {
  everyMs: number;
  bytesMin: number;
}
export const uploadPace: Pace = { everyMs: 15_000, bytesMin: 64 * 1024 };

/**
 * Rejects with `tooSlow` when less than the least comes in one period, so that nobody holds an upload's place with a byte
 * now and then. Not while bytes that have come wait for us: then we are slow.
 */
export function watchPace(request: IncomingMessage, { everyMs, bytesMin }: Pace, tooSlow: () => Error) {
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<never>((_, reject) => {
    let before = request.socket.bytesRead;
    timer = setInterval(() => {
      const { bytesRead } = request.socket;
      const isOurs = request.isPaused() || request.readableLength > 0 || request.complete;
      if (!isOurs && bytesRead - before < bytesMin) reject(tooSlow());
      before = bytesRead;
    }, everyMs);
  });
  return { broken, end: () => clearInterval(timer) };
}
