import type {
  AssertionResult,
  AssertionRunError,
  CaseReport,
  Place,
  SuiteReport,
  TestReport,
} from '../types.ts';

/** One thing that went wrong in a case. */
export interface Failure {
  suite: SuiteReport;
  case: CaseReport;
  place: Place;
  /** What went wrong, for people; may have several lines. */
  message: string;
  /** The one that does not hold; else the case could not be judged. */
  assertion?: AssertionResult;
  error?: AssertionRunError;
}

/** Everything that went wrong in the cases of a report, in the order of the suites (surfaces §1.4). */
export function failuresOf(report: TestReport): Failure[] {
  return report.suites.flatMap((suite) => suite.cases.flatMap((each) => failuresOfCase(suite, each)));
}

/** Everything that went wrong in a case: what kept it from being judged first. */
export function failuresOfCase(suite: SuiteReport, each: CaseReport): Failure[] {
  const { assertionResults, errors, state } = each.result;
  const found: Failure[] = [
    ...errors.map((error, index) => ({
      suite,
      case: each,
      place: each.errorPlaces[index] ?? each.place,
      message: error.message,
      error,
    })),
    ...assertionResults.flatMap((assertion, index): Failure[] => {
      if (assertion.isSuccess) return [];
      const place = each.assertionPlaces[index] ?? each.place;
      const message = assertion.errorMessage ?? 'The assertion does not hold.';
      return [{ suite, case: each, place, message, assertion }];
    }),
  ];
  if (found.length > 0 || (state !== 'FAILED' && state !== 'ERROR')) return found;
  const end = each.execution === undefined ? '' : ` The execution ended ${each.execution.state.current}.`;
  return [{ suite, case: each, place: each.place, message: `The case is ${state}.${end}` }];
}

/** Name of a suite: that of its namespace and its own; of one that cannot be read, its file's. */
export function suiteName({ result, file }: SuiteReport): string {
  const parts = [result.namespace, result.testSuiteId].filter((part) => part !== '');
  return parts.length === 0 ? file : parts.join('.');
}
