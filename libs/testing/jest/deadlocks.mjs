// A deadlock in a test is a fault although the transaction is run again: under load it is seconds of standing still.
// A test that makes one on purpose says so in the name of its database.
const ON_PURPOSE = /_provokes_deadlocks$/;
const BELONGS_TO_THE_LINE_BEFORE = /^\t|^\S+ \S+ \S+ \[\d+\] \S* (DETAIL|HINT|CONTEXT|STATEMENT): /;

/** Collects from the log of Postgres, line by line, each deadlock that nobody wanted, with the statements in it. */
export function collectDeadlocks() {
  const deadlocks = [];
  let open;
  return {
    deadlocks,
    onLog(line) {
      const database = /^\S+ \S+ \S+ \[\d+\] (\S*) ERROR: {2}deadlock detected/.exec(line)?.[1];
      if (database !== undefined) {
        open = [line];
        if (!ON_PURPOSE.test(database)) deadlocks.push(open);
      } else if (BELONGS_TO_THE_LINE_BEFORE.test(line)) {
        open?.push(line);
      } else {
        open = undefined;
      }
    },
  };
}
