/** What a number may send, from the limit that Meta set for it. */

/**
 * Messages per second at which a limit is never passed in any window of one second, measured at the receiver with some
 * jitter of the network: 75 for 80, 950 for 1000, 18 for 20.
 */
export function pacedLimit(limitPerSecond: number): number {
  return limitPerSecond - Math.max(limitPerSecond * 0.05, Math.min(5, limitPerSecond * 0.1));
}

/** Replies claimed at once: a twentieth of a second's worth, so that what waits for its slot never waits long. */
export function claimSize(pacePerSecond: number): number {
  return Math.max(2, Math.ceil(pacePerSecond / 20));
}

/** Slots reserved at once: those of a process that is killed are lost to the pace. */
export function reservationSize(pacePerSecond: number): number {
  return Math.max(1, Math.ceil(pacePerSecond / 20));
}
