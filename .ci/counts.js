// Prints how many tests passed and failed, from the file that vitest's JSON reporter wrote. A file of tests that could not be
// loaded counts as one failed test.
import { existsSync, readFileSync } from 'node:fs';

const results = process.argv[2];
if (existsSync(results)) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, 'utf8'));
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + unloaded.length;
  console.log(`${numPassedTests} passed, ${failed} failed`);
  if (failed > 0 || numPassedTests === 0) process.exitCode = 1;
} else {
  console.error('vitest wrote no results.');
  process.exitCode = 1;
}
