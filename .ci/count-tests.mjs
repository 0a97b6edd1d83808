// Prints "<passed> <failed>" for a run of Jest: count-tests.mjs <results.json> <exit code>. A test that did not run, a
// file that could not be loaded and a run that left no results have failed.
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);

function count() {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [0, 1];
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
  const failed = numFailedTests + numPendingTests + numTodoTests + numRuntimeErrorTestSuites;
  const saidSo = failed > 0 || numPassedTests === 0;
  return [numPassedTests, saidSo || exitCode === '0' ? Math.max(failed, numPassedTests === 0 ? 1 : 0) : 1];
}

console.log(count().join(' '));
