/** Shares of a stream's limit: history is removed from the first on, down to the second. */
export const trimming = { from: 0.7, to: 0.5 } as const;
const NEARLY_FULL = 0.85;
/** An event with less room than this is as good as refused. */
const ROOM_BYTES_MIN = 4 * 1024;

/** How loud it is to be said that a stream comes near its limit; `full` takes nothing more. */
export const fillLevels = ['ok', 'filling', 'nearly-full', 'full'] as const;
export type FillLevel = (typeof fillLevels)[number];

export function fillLevelOf(bytes: number, maxBytes: number): FillLevel {
  if (maxBytes - bytes < ROOM_BYTES_MIN) return 'full';
  if (bytes >= maxBytes * NEARLY_FULL) return 'nearly-full';
  return bytes >= maxBytes * trimming.from ? 'filling' : 'ok';
}
