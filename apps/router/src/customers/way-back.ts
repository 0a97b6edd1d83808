import { limits } from '@wabx/contracts';

const MOVED = `c.moved_at + make_interval(secs => ${limits.replyWindowSeconds}) >= v.reply_window_closes_at`;

/**
 * How the customer `c` of conversation `v` is answered: as the last message of the conversation named them, or as Meta said
 * since then. The window tells when that message was sent.
 */
export const wayBack = `
  CASE WHEN ${MOVED} THEN c.moved_to::jsonb ->> 'waId' ELSE v.reply_wa_id END AS reply_wa_id,
  CASE WHEN ${MOVED} THEN c.moved_to::jsonb ->> 'userId' ELSE v.reply_user_id END AS reply_user_id`;
