import {
  announceClosingWindows,
  choreNames,
  closeIdleSessions,
  expireMedia,
  forgetFacts,
  forgetParked,
  purgeSends,
  settleUnknownSends,
} from '@wabx/contracts';
import { z } from 'zod';

export type ChoreName = (typeof choreNames)[number];

/** When to ask whom. What is due, and how it is done, only the owner knows. */
export interface Chore {
  name: ChoreName;
  command: typeof closeIdleSessions;
  everySeconds: number;
}

const seconds = (usual: number) => z.coerce.number().min(0.1).max(86_400).default(usual);

/** How often each chore is run by itself. */
export const choreConfig = z.object({
  CLOSE_IDLE_SESSIONS_SECONDS: seconds(10),
  ANNOUNCE_CLOSING_WINDOWS_SECONDS: seconds(30),
  EXPIRE_MEDIA_SECONDS: seconds(60),
  SETTLE_UNKNOWN_SENDS_SECONDS: seconds(5),
  FORGET_PARKED_SECONDS: seconds(600),
  PURGE_OLD_ROWS_SECONDS: seconds(3600),
  FORGET_FACTS_SECONDS: seconds(3600),
});

export function choresOf(config: z.infer<typeof choreConfig>): Chore[] {
  return [
    { name: 'close-idle-sessions', command: closeIdleSessions, everySeconds: config.CLOSE_IDLE_SESSIONS_SECONDS },
    {
      name: 'announce-closing-windows',
      command: announceClosingWindows,
      everySeconds: config.ANNOUNCE_CLOSING_WINDOWS_SECONDS,
    },
    { name: 'expire-media', command: expireMedia, everySeconds: config.EXPIRE_MEDIA_SECONDS },
    { name: 'settle-unknown-sends', command: settleUnknownSends, everySeconds: config.SETTLE_UNKNOWN_SENDS_SECONDS },
    { name: 'forget-parked', command: forgetParked, everySeconds: config.FORGET_PARKED_SECONDS },
    { name: 'purge-old-rows', command: purgeSends, everySeconds: config.PURGE_OLD_ROWS_SECONDS },
    { name: 'forget-facts', command: forgetFacts, everySeconds: config.FORGET_FACTS_SECONDS },
  ];
}
