/** How long a send waits before its next attempt, by how often it was refused for the same cause before. Seconds. */
export const backOff = {
  /** Meta could not be reached or was not well: 1, 2, 4 … 30. */
  seconds: (retries: number): number => Math.min(30, 2 ** retries),
  /** Too many messages to one customer (131056): 1, 4, 16 … 256, as Meta asks. */
  pairSeconds: (refusals: number): number => 4 ** Math.min(4, refusals),
};
