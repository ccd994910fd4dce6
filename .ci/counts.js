// Prints how many tests passed and failed, from the file that vitest's JSON reporter wrote. A file of tests that could not be
// loaded counts as one failed test.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(
  readFileSync(process.argv[2], 'utf8') || '{"testResults":[]}',
);
const unloaded = testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every(({ status }) => status !== 'failed'),
).length;
const failed = (numFailedTests ?? 0) + unloaded;

console.log(`${numPassedTests ?? 0} passed, ${failed} failed`);
if (failed > 0 || !numTotalTests) process.exitCode = 1;
