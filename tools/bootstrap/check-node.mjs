// The only file of ours that an old Node reads, together with the one that imports it: nothing newer than Node 12.20
// (Ubuntu 22.04 has 12.22) may stand in either, or people get a syntax error instead of a sentence.

const WANTED = [20, 19];

/** Runs `main` on a Node that is new enough; what went wrong is told without a stack trace, unless it is a mistake of ours. */
export function runMain(main) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < WANTED[0] || (major === WANTED[0] && minor < WANTED[1])) {
    console.error(
      `wabx needs Node ${WANTED.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n` +
        'Install a newer one from https://nodejs.org or with a version manager, and run the same command again.',
    );
    process.exit(1);
  }
  main().catch((error) => {
    const isOurMistake = [TypeError, ReferenceError, SyntaxError, RangeError].some((kind) => error instanceof kind);
    console.error(isOurMistake ? error : error.message);
    process.exit(1);
  });
}
