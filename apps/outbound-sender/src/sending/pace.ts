/** What a number may send, from the limit that Meta set for it. */

/**
 * Messages per second at which a limit is never passed in any window of one second, measured at the receiver with some
 * jitter of the network: 75 for 80, 950 for 1000, 18 for 20.
 */
export function pacedLimit(limitPerSecond: number): number {
  return limitPerSecond - Math.max(limitPerSecond * 0.05, Math.min(5, limitPerSecond * 0.1));
}

/** A second of Meta's, and by how much two processes may differ in what they take for Postgres' time. */
const SECOND_MS = 1_005;

/**
 * Within so many seconds no more than the limit are written, unless an answer shows that Meta had some sooner than it may
 * take (`wayMs`). A hundredth shorter than what as many take at the pace, so that what was missed can be made up for.
 */
export function limitSeconds(limitPerSecond: number): number {
  return limitPerSecond / pacedLimit(limitPerSecond) - 0.01;
}

/**
 * How long a request may be on its way. The network may press together what takes longer than a second by so much: 38 ms
 * at 1,000/s, 52 ms at 80/s.
 */
export function wayMs(limitPerSecond: number): number {
  return limitSeconds(limitPerSecond) * 1000 - SECOND_MS;
}

/**
 * Replies claimed at once: what a process needs in hand to keep the pace alone, while it claims more and starts these. Those
 * of a process that is killed wait until others take over.
 */
export function claimSize(pacePerSecond: number): number {
  return Math.max(2, Math.min(Math.ceil(pacePerSecond / 7), 8 + Math.ceil(pacePerSecond / 16)));
}

/** Calls committed as started before their slot is there: a larger commit than the permit to write them. */
export const startedAhead = {
  min: 2,
  /** Of a number that this process begins with: what waits is there at once, and from two it takes ten reservations. */
  first: (pacePerSecond: number): number => Math.max(startedAhead.min, Math.ceil(startedAhead.max(pacePerSecond) / 4)),
  max: (pacePerSecond: number): number =>
    Math.max(startedAhead.min, Math.min(Math.ceil(pacePerSecond / 10), 4 + Math.ceil(pacePerSecond / 16))),
};

const PERMIT_MS_MIN = 20;

/**
 * Started calls that may be written before more are permitted: of those in a process that is killed nobody knows. What leaves
 * while Postgres answers twice: 19 at 1,000/s, 2 at 80/s, more where it takes longer than 10 ms.
 */
export function permittedAhead(pacePerSecond: number, answerMs: number): number {
  return Math.max(2, Math.ceil((pacePerSecond * Math.max(PERMIT_MS_MIN, 2 * answerMs)) / 1000));
}
