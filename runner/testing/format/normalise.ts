import { isAbsent, isMapping, listOf, type Mapping } from '../../flow/values.ts';
import type { Assertion, Fixtures, TaskFixture, TestCase, TestSuite } from '../types.ts';
import { operatorsOf } from './operators.ts';

/** A valid suite, with what was left out filled in (surfaces §1.1). */
export function toSuite(root: Mapping): TestSuite {
  return {
    id: String(root['id']),
    namespace: String(root['namespace']),
    flowId: String(root['flowId']),
    ...texts(root, 'description'),
    disabled: isTrue(root['disabled']),
    testCases: listOf(root['testCases']).filter(isMapping).map(toCase),
  };
}

function toCase(value: Mapping): TestCase {
  return {
    id: String(value['id']),
    type: String(value['type']),
    ...texts(value, 'description'),
    disabled: isTrue(value['disabled']),
    fixtures: toFixtures(isMapping(value['fixtures']) ? value['fixtures'] : {}),
    assertions: listOf(value['assertions']).filter(isMapping).map(toAssertion),
  };
}

function toFixtures({ inputs, files, tasks, trigger, time }: Mapping): Fixtures {
  return {
    ...(isMapping(inputs) && { inputs }),
    ...(isMapping(files) && {
      files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, String(content)])),
    }),
    tasks: listOf(tasks).filter(isMapping).map(toTaskFixture),
    ...(isMapping(trigger) && {
      trigger: {
        id: String(trigger['id']),
        type: String(trigger['type']),
        ...(isMapping(trigger['variables']) && { variables: trigger['variables'] }),
      },
    }),
    ...(!isAbsent(time) && { time: String(time) }),
  };
}

function toTaskFixture(value: Mapping): TaskFixture {
  return {
    id: String(value['id']),
    ...texts(value, 'value', 'description'),
    state: isAbsent(value['state']) ? 'SUCCESS' : (String(value['state']) as TaskFixture['state']),
    ...(isMapping(value['outputs']) && { outputs: value['outputs'] }),
  };
}

function toAssertion(value: Mapping): Assertion {
  return {
    value: value['value'],
    operators: operatorsOf(value).map(({ operator, expected }) => ({ operator, expected })),
    ...texts(value, 'taskId', 'description', 'errorMessage'),
  };
}

/** Those of the properties that are written, as texts. */
function texts<Name extends string>(value: Mapping, ...names: Name[]): Partial<Record<Name, string>> {
  const written = names.filter((name) => !isAbsent(value[name]));
  return Object.fromEntries(written.map((name) => [name, String(value[name])])) as Partial<
    Record<Name, string>
  >;
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
