import type { FlowTests } from '../tests/types.ts';
import type { FlowName } from '../verdict/types.ts';
import { fullName } from './merging.ts';

/** `✅ 5/5`, `❌ 3/5`: how far the unit tests of a flow came; `–` where it has none (github §9.4). */
export function testsCell(tests: readonly FlowTests[], name: FlowName | undefined): string {
  const own = name && tests.find(({ flow }) => fullName(flow) === fullName(name));
  return own ? `${own.isPassed ? '✅' : '❌'} ${own.passed}/${own.cases}` : '–';
}
