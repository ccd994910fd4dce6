import type { FlowTests, SuiteOutcome } from './types.ts';

/** How far the suites of each flow came, all suites of a flow together; disabled cases count for nothing (github §9.4). */
export function flowTests(outcomes: readonly SuiteOutcome[]): FlowTests[] {
  const byFlow = Map.groupBy(outcomes, ({ report: { result } }) => `${result.namespace}.${result.flowId}`);
  return [...byFlow.values()].map((own) => {
    const { namespace, flowId } = own[0]!.report.result;
    const cases = own
      .flatMap(({ report }) => report.cases)
      .filter(({ result }) => result.state !== 'SKIPPED');
    return {
      flow: { namespace, id: flowId },
      passed: cases.filter(({ result }) => result.state === 'SUCCESS').length,
      cases: cases.length,
      isPassed: own.every(
        ({ report: { result } }) => result.state === 'SUCCESS' || result.state === 'SKIPPED',
      ),
    };
  });
}
