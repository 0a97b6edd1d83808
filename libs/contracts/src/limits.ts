/** Every limit of design section 4 that more than one service needs, once. Sizes in bytes, times in seconds. */
export const limits = {
  fileBytes: 104_857_600,
  mediaRetentionSeconds: 72 * 3600,
  sessionIdleSeconds: 24 * 3600,
  replyWindowSeconds: 24 * 3600,
  sendsPerSecond: 80,
  webhookBodyBytes: 4 * 1024 * 1024,
  natsMaxPayloadBytes: 8 * 1024 * 1024,
  channelNameLength: 127,
} as const;
