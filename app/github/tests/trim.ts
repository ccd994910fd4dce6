import type { CaseReport, SuiteReport } from '../../../runner/testing/types.ts';

/** Characters of a value, and of a log message, that are kept: what a check shows is shorter. */
const mostValue = 4_000;
const mostMessage = 1_000;
/** Log entries of a failed case. */
const mostLogs = 20;

/** A report that a hostile suite cannot make large: values are cut, executions and logs of what passed are left out. */
export function trimmed(report: SuiteReport): SuiteReport {
  return { ...report, result: { ...report.result, results: [] }, cases: report.cases.map(trimmedCase) };
}

function trimmedCase({ execution, logs, result, ...rest }: CaseReport): CaseReport {
  const isBad = result.state === 'FAILED' || result.state === 'ERROR';
  return {
    ...rest,
    result: {
      ...result,
      fixtures: {},
      // What holds is counted by nobody any more.
      assertionResults: isBad
        ? result.assertionResults.map((one) => ({
            ...one,
            expected: short(one.expected),
            actual: short(one.actual),
            ...(one.errorMessage !== undefined && { errorMessage: one.errorMessage.slice(0, mostMessage) }),
          }))
        : [],
      errors: result.errors.map(({ message, details }) => ({
        message: message.slice(0, mostMessage),
        ...(details !== undefined && { details: details.slice(0, mostValue) }),
      })),
    },
    assertionPlaces: isBad ? rest.assertionPlaces : [],
    ...(execution && isBad && { execution: { ...execution, taskRunList: [], inputs: {}, outputs: {} } }),
    logs: isBad
      ? logs.slice(-mostLogs).map((entry) => ({ ...entry, message: entry.message.slice(0, mostMessage) }))
      : [],
  };
}

/** The value where it is small, else the beginning of its text. */
function short(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= mostValue ? value : `${text.slice(0, mostValue)}…`;
}
