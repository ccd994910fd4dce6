import type { FileStore } from '../../backend/types.ts';
import { isTerminated } from '../../execution/states.ts';
import type { ExecutionDocument } from '../../execution/types.ts';
import { walkTasks } from '../../flow/nested.ts';
import type { Flow } from '../../flow/types.ts';
import type { Mapping } from '../../flow/values.ts';
import type { Registry } from '../../plugin/registry.ts';
import { recordInputs } from './inputs.ts';
import { observations } from './observed.ts';
import { portableValues } from './portable.ts';
import { taskFixtures } from './tasks.ts';

export { appendCase, newSuite } from './write.ts';

/** An execution and what is needed to make a test of it. */
export interface Recording {
  execution: ExecutionDocument;
  /** As the execution ran it. */
  flow: Flow;
  registry: Registry;
  /** Where files among its inputs and outputs are read. */
  files: Pick<FileStore, 'get' | 'size'>;
  /** Takes secrets out of a text. */
  mask(text: string): string;
  /** Of the case; default: by the end of the execution, such as `success`. */
  caseId?: string;
}

/** A case as it is written into a suite. */
export interface RecordedCase {
  /** In the order in which its properties are written. */
  written: Mapping & { id: string };
  /** What the reader has to know: what was left out, what cannot be repeated. */
  notes: string[];
  /** Comments in the written case. */
  comments: { path: (string | number)[]; text: string }[];
}

/** An execution that no test can be made of; the message says why. */
export class NotRecordable extends Error {
  override name = 'NotRecordable';
}

/**
 * Makes a case of an execution (surfaces §1): it gives the same inputs and trigger, gives what tasks with outside effects gave,
 * and asserts what was observed. Flowable tasks and those that only compute run for real. No secret is in it.
 *
 * @throws NotRecordable where the execution has not ended, or was ended from outside
 */
export async function recordCase(recording: Recording): Promise<RecordedCase> {
  const { execution, flow, registry, caseId } = recording;
  assertRepeatable(execution);
  await registry.load([...walkTasks(flow)].map(({ task }) => task.type));
  const values = portableValues(recording);
  const inputs = await recordInputs(recording, values);
  const tasks = await taskFixtures(recording, values);
  const trigger = await triggerOf(execution, values.portable);
  const time = readsTime(flow) ? execution.state.histories[0]!.date : undefined;
  const seen = observations(recording, tasks.mocked);
  const fixtures = {
    ...(inputs.given && { inputs: inputs.given }),
    ...(Object.keys(values.files).length > 0 && { files: values.files }),
    ...(trigger && { trigger }),
    ...(time !== undefined && { time }),
    ...(tasks.fixtures.length > 0 && { tasks: tasks.fixtures }),
  };
  return {
    written: {
      id: caseId ?? execution.state.current.toLowerCase(),
      type: 'io.kestra.core.tests.flow.UnitTest',
      description: `Recorded from an execution that ended ${execution.state.current}.`,
      ...(Object.keys(fixtures).length > 0 && { fixtures }),
      assertions: seen.assertions,
    },
    notes: [...values.notes, ...tasks.notes, ...seen.notes],
    comments: inputs.secrets.map((path) => ({
      path: ['fixtures', 'inputs', ...path],
      text: ' a secret: not recorded',
    })),
  };
}

function assertRepeatable({ id, state: { current } }: ExecutionDocument): void {
  if (!isTerminated(current))
    throw new NotRecordable(`The execution ${id} is ${current}: it can be recorded when it has ended`);
  if (current === 'KILLED' || current === 'CANCELLED')
    throw new NotRecordable(
      `The execution ${id} is ${current}: what ended it came from outside, which no test repeats`,
    );
}

async function triggerOf(
  { trigger }: ExecutionDocument,
  portable: (value: unknown, name: string) => Promise<unknown>,
): Promise<Mapping | undefined> {
  if (!trigger) return undefined;
  const { id, type, variables } = trigger;
  return { id, type, ...(variables && { variables: await portable(variables, 'trigger') }) };
}

/** Whether what it computes may depend on when it began. */
function readsTime(flow: Flow): boolean {
  return /\bnow\(|\bexecution\.startDate\b/.test(JSON.stringify(flow));
}
