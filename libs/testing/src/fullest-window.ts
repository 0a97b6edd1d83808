/** The most that fall into any window of this length (not the clock's), in the unit of the times; a second of milliseconds. */
export function fullestWindow(times: readonly number[], length = 1_000): number {
  const sorted = [...times].sort((one, other) => one - other);
  let from = 0;
  return sorted.reduce((most, at, to) => {
    while (at - (sorted[from] ?? at) >= length) from += 1;
    return Math.max(most, to - from + 1);
  }, 0);
}
