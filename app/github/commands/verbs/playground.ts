import { executionIdOf } from '../../../../runner/engine/triggers/ids.ts';
import { code } from '../../report/index.ts';
import { CommandRefused, type Verb } from '../types.ts';
import { checkedInputs, flowNamed, flowWord, fullName, sha } from './shared.ts';

export const playground: Verb = {
  name: 'playground',
  summary: 'Runs one task of a flow, and before it only what changed.',
  words: [flowWord],
  inputs: true,
  options: [{ name: 'task', value: 'ID', description: 'The task; needed.' }, sha],
  minimum: 'write',
  effect: 'runs',
  pullOnly: true,
  async run({ open, given, hint, repository, playground: play }) {
    const taskId = given.options['task'];
    if (typeof taskId !== 'string' || !play) throw new CommandRefused('Say which task: `--task ID`.');
    const workspace = await open();
    const { flow } = flowNamed(workspace.flows, given.words[0]!);
    const inputs = checkedInputs(flow.inputs, given.inputs);
    const executionId = executionIdOf('github', String(repository.id), 'comment', String(hint.id));
    const execution = await play({ workspace, flow, taskId, inputs, executionId });
    return {
      reply: {
        icon: '⏳',
        sentence: `${code(taskId)} of ${code(fullName(flow))} runs as ${code(execution.id)}`,
      },
      execution: { workspace, execution },
    };
  },
};
