import { check } from '../../expression/index.ts';
import { eachMapping } from '../../flow/checks/document.ts';
import { checkForm, checkId, duplicates, flowId, namespaceId } from '../../flow/checks/ids.ts';
import { checkProperties, checkShape, type Shape } from '../../flow/checks/shape.ts';
import { checkTexts } from '../../flow/checks/templates.ts';
import type { Report } from '../../flow/report.ts';
import { isAbsent, isMapping, listOf, type Mapping, type Path } from '../../flow/values.ts';
import { checkFixtures } from './fixtures.ts';
import { checkOperators } from './operators.ts';

/** The one type of test case (surfaces §1.1). */
export const caseType = 'io.kestra.core.tests.flow.UnitTest';

const suite: Shape = {
  id: { kind: 'text', required: true },
  namespace: { kind: 'text', required: true },
  flowId: { kind: 'text', required: true },
  description: { kind: 'text' },
  disabled: { kind: 'boolean' },
  testCases: { kind: 'list', required: true },
};

const testCase: Shape = {
  id: { kind: 'text' },
  type: { kind: 'text', required: true, oneOf: [caseType] },
  description: { kind: 'text' },
  disabled: { kind: 'boolean' },
  fixtures: { kind: 'map' },
  assertions: { kind: 'list', required: true },
};

const assertion: Shape = {
  value: { kind: 'any', required: true },
  taskId: { kind: 'text' },
  description: { kind: 'text' },
  errorMessage: { kind: 'text' },
};

/** Checks the properties of a suite, its cases, their fixtures and assertions (surfaces §1.1, §1.2). */
export function checkSuiteForm(report: Report, root: Mapping): void {
  checkShape(report, root, [], 'TestSuite', suite);
  if (root['id'] === '') report.error(['id'], 'must not be blank');
  checkForm(report, root['id'], ['id'], flowId, 1);
  checkForm(report, root['namespace'], ['namespace'], namespaceId, 1);
  checkForm(report, root['flowId'], ['flowId'], flowId, 1);
  checkNotEmpty(report, root['testCases'], ['testCases'], 'a suite has at least one case');
  eachMapping(report, root['testCases'], ['testCases'], checkCase);

  const ids = listOf(root['testCases']).map((value, index) => ({
    id: isMapping(value) ? value['id'] : undefined,
    path: ['testCases', index, 'id'],
  }));
  const { ids: repeated, path } = duplicates(ids);
  if (path) report.error(path, `Duplicate test case id with name [${repeated.join(', ')}]`);
}

function checkCase(report: Report, value: Mapping, path: Path): void {
  const { expectedState, ...known } = value;
  if (!isAbsent(expectedState))
    report.error(
      [...path, 'expectedState'],
      `'expectedState' is not evaluated: write an assertion, value: "{{ execution.state }}" with equalTo`,
      'key',
    );
  checkShape(report, known, path, 'UnitTest', testCase);
  checkId(report, value, path, flowId);
  if (isMapping(value['fixtures'])) checkFixtures(report, value['fixtures'], [...path, 'fixtures']);
  const at = [...path, 'assertions'];
  checkNotEmpty(report, value['assertions'], at, 'a case has at least one assertion');
  eachMapping(report, value['assertions'], at, checkAssertion);
}

function checkAssertion(report: Report, value: Mapping, path: Path): void {
  checkOperators(report, value, path, Object.keys(assertion));
  checkProperties(report, value, path, assertion);
  checkTexts(report, value, path, check);
  // Shown with the result, and rendered for it.
  checkTexts(report, value['description'], [...path, 'description'], check);
}

function checkNotEmpty(report: Report, list: unknown, path: Path, why: string): void {
  if (Array.isArray(list) && list.length === 0) report.error(path, `must not be empty: ${why}`);
}
