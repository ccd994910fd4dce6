import type { Execution } from '../../../../runner/execution/types.ts';
import { walkTasks } from '../../../../runner/flow/nested.ts';
import type { Input } from '../../../../runner/flow/types.ts';
import type { Workspace } from '../../types.ts';
import type { Verb } from '../types.ts';
import { checkedInputs, executionNamed, executionWord, isRunning, production } from './shared.ts';

const shape = {
  words: [executionWord],
  options: [production],
  minimum: 'write',
  effect: 'controls',
} as const;

export const pause: Verb = {
  ...shape,
  name: 'pause',
  summary: 'Lets running tasks end, and begins no others.',
  async run(context) {
    const { left, given, once } = context;
    const workspace = await left();
    const execution = await executionNamed(
      context,
      workspace,
      given.words[0],
      isRunning,
      'no execution that runs here',
    );
    await once(workspace, execution, () => workspace.engine.control(execution.id, { type: 'pause' }));
    return {};
  },
};

export const resume: Verb = {
  ...shape,
  name: 'resume',
  summary: 'Lets a paused execution go on.',
  inputs: true,
  own: 'execution',
  async run(context) {
    const { left, given, once, author } = context;
    const workspace = await left();
    const execution = await executionNamed(
      context,
      workspace,
      given.words[0],
      isPaused,
      'no paused execution here',
    );
    const inputs = checkedInputs(await resumeInputs(workspace, execution), given.inputs);
    await once(workspace, execution, () =>
      workspace.engine.control(
        execution.id,
        execution.state.current === 'BREAKPOINT'
          ? { type: 'resumeFromBreakpoint' }
          : { type: 'resume', inputs, by: author },
      ),
    );
    return {};
  },
};

export const kill: Verb = {
  ...shape,
  name: 'kill',
  summary: 'Ends an execution and what it started.',
  own: 'execution',
  async run(context) {
    const { left, given, once } = context;
    const workspace = await left();
    const execution = await executionNamed(
      context,
      workspace,
      given.words[0],
      isRunning,
      'no execution that runs here',
    );
    await once(workspace, execution, () => workspace.engine.control(execution.id, { type: 'kill' }));
    return {};
  },
};

function isPaused({ state }: Pick<Execution, 'state'>): boolean {
  return state.current === 'PAUSED' || state.current === 'BREAKPOINT';
}

/** What the paused task asks for. */
async function resumeInputs({ backend }: Workspace, { id, flowHash }: Execution): Promise<Input[]> {
  const flow = flowHash === undefined ? undefined : await backend.flow(flowHash);
  const paused = new Set((await backend.taskRuns(id)).filter(isPaused).map(({ taskId }) => taskId));
  const tasks = flow ? [...walkTasks(flow)].filter(({ task }) => paused.has(task.id)) : [];
  return tasks.flatMap(({ task }) => (task['onResume'] as Input[] | undefined) ?? []);
}
