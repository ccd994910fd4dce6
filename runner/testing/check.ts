import { pathText } from '../flow/report.ts';
import { didYouMean, suggest } from '../flow/suggest.ts';
import type { Flow, FlowDocument, Violation } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';
import type { Registry } from '../plugin/registry.ts';
import { flowIdentity } from '../repository/identity.ts';
import type { Repository } from '../repository/types.ts';
import { givenFaults } from '../validation/index.ts';
import { checkAssertions } from './against/assertions.ts';
import { checkFileNames } from './against/files.ts';
import { checkTaskFixtures } from './against/tasks.ts';
import { checkTrigger } from './against/trigger.ts';
import { checkNotInstalled, tasksNotInstalled } from './against/types.ts';
import type { SuiteDocument, TestSuite } from './types.ts';

/** What a suite is checked against. */
export interface SuiteContext {
  /** The flow that it names; `undefined` where there is none. Types of tasks that are not run need not be installed. */
  flow: FlowDocument | undefined;
  repository: Pick<Repository, 'flowFiles' | 'readFlow' | 'listFiles'>;
  registry: Pick<Registry, 'resolve'>;
}

/** Reports something about a property of the suite; `offset` is a character of its text. */
export type Tell = (path: Path, message: string, severity: Violation['severity'], offset?: number) => void;

/**
 * What cannot work in a suite, given its flow (surfaces §1.1, §1.3): a flow that is missing or not valid, fixtures that meet no
 * task, inputs that the flow does not take, files that do not exist. Assertions that read what the flow does not have are
 * warnings. What is disabled has no violations, and a suite that is not valid has none here: what is wrong with it comes first.
 */
export async function checkSuite(document: SuiteDocument, context: SuiteContext): Promise<Violation[]> {
  const { suite } = document;
  if (!suite || suite.disabled) return [];
  const violations: Violation[] = [];
  const tell: Tell = (path, message, severity, offset) =>
    violations.push(violationAt(document, path, message, severity, offset));

  const flow = context.flow?.flow;
  if (!context.flow) tell(['flowId'], await absence(suite, context.repository), 'error');
  else if (!flow) checkInvalid(context.flow, suite, tell);
  else if (flow.namespace !== suite.namespace)
    tell(['namespace'], `must be the namespace of the flow, '${flow.namespace}'`, 'error');
  if (flow) checkCases(suite, flow, context.registry, tell);
  await checkFileNames(suite, context.repository, tell);
  return violations.sort((a, b) => a.line - b.line || a.column - b.column);
}

function checkCases(suite: TestSuite, flow: Flow, registry: SuiteContext['registry'], tell: Tell): void {
  suite.testCases.forEach(({ disabled, fixtures, assertions }, index) => {
    if (disabled) return;
    const path = ['testCases', index];
    const inputs = [...path, 'fixtures', 'inputs'];
    for (const fault of givenFaults(fixtures.inputs ?? {}, flow, inputs, 'error'))
      tell(fault.path, fault.message, fault.severity);
    checkTaskFixtures(fixtures.tasks, flow, registry, [...path, 'fixtures', 'tasks'], tell);
    if (fixtures.trigger)
      checkTrigger(fixtures.trigger, flow, registry, [...path, 'fixtures', 'trigger'], tell);
    checkAssertions(assertions, flow, [...path, 'assertions'], tell);
  });
}

/** A property that is not written is found at the nearest one around it. */
function violationAt(
  { file, suite, locate }: SuiteDocument,
  path: Path,
  message: string,
  severity: Violation['severity'],
  offset: number | undefined,
): Violation {
  let place = locate(path, offset);
  for (let length = path.length - 1; !place && length > 0; length--) place = locate(path.slice(0, length));
  return { file, ...(place ?? { line: 1, column: 1 }), path: pathText(suite, path), message, severity };
}

/** Says that there is no such flow, and which one may be meant. */
async function absence(
  { namespace, flowId }: TestSuite,
  repository: SuiteContext['repository'],
): Promise<string> {
  const sources = await Promise.all(
    (await repository.flowFiles()).map((file) => repository.readFlow(file).catch(() => undefined)),
  );
  const flows = (await Promise.all(sources.map((source) => source && flowIdentity(source.source)))).filter(
    (flow) => flow !== undefined,
  );
  const message = `The flow '${flowId}' not found in namespace '${namespace}'`;
  const elsewhere = flows.find(({ id }) => id === flowId);
  if (elsewhere) return `${message}: it is in the namespace '${elsewhere.namespace}'`;
  const names = flows.map(({ namespace: own, id }) => `${own}.${id}`);
  return message + didYouMean(suggest(`${namespace}.${flowId}`, names));
}

function checkInvalid(flow: FlowDocument, suite: TestSuite, tell: Tell): void {
  const ids = tasksNotInstalled(flow);
  if (ids) checkNotInstalled(ids, suite, tell);
  else tell(['flowId'], invalidity(suite, flow), 'error');
}

function invalidity({ namespace, flowId }: TestSuite, { violations }: FlowDocument): string {
  const [first, ...others] = violations.filter(({ severity }) => severity === 'error');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const where = first ? `: ${first.file}:${first.line}:${first.column} ${first.path} ${first.message}` : '';
  return `The flow '${flowId}' in namespace '${namespace}' is not valid${where}${more}`;
}
