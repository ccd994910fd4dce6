/**
 * Unit tests of flows (surfaces §1).
 *
 * - `findSuites` gives the suites of a repository as they are written, `parseSuite` reads one.
 * - `checkSuite` tells what cannot work in a suite, given its flow; `checkSuites` finds, reads and checks all of a repository.
 */
export { checkSuite, type SuiteContext } from './check.ts';
export { findSuites, isSuite } from './find.ts';
export { parseSuite } from './parse.ts';
export type {
  Assertion,
  Fixtures,
  Operator,
  SuiteDocument,
  SuiteSource,
  TaskFixture,
  TestCase,
  TestSuite,
} from './types.ts';
export { checkSuites } from './validate.ts';
