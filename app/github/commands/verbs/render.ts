import { fenced } from '../../report/index.ts';
import { CommandRefused, type Verb } from '../types.ts';
import { executionNamed, sha } from './shared.ts';

const longest = 20_000;

/**
 * Only in pull requests: an expression is code that nobody reviewed, and masking cannot hide a secret that it takes apart. What
 * it reads there, a push to the branch could read too.
 */
export const render: Verb = {
  name: 'render',
  summary: 'Shows what an expression gives in an execution of the pull request, secrets masked.',
  words: [{ name: 'EXPRESSION', description: 'Such as {{ outputs.load.uri }}; quotes in it stay.' }],
  verbatim: true,
  options: [
    { name: 'execution', value: 'ID', description: 'The execution; by default the newest one.' },
    { name: 'task', value: 'ID', description: 'As its last run sees it; by default the last task run.' },
    sha,
  ],
  minimum: 'write',
  effect: 'runs',
  pullOnly: true,
  async run(context) {
    const { open, given } = context;
    const { execution: id, task } = given.options;
    const workspace = await open();
    const { backend, engine } = workspace;
    const execution = await executionNamed(context, workspace, typeof id === 'string' ? id : undefined);
    const runs = await backend.taskRuns(execution.id);
    const found = runs.findLast(({ taskId }) => typeof task !== 'string' || taskId === task);
    if (!found) throw new CommandRefused(`Execution ${execution.id} has no such task run.`);
    const text = await engine.evaluate(execution.id, found.id, given.words[0]!).catch((error: unknown) => {
      throw new CommandRefused(
        engine.mask(error instanceof Error ? error.message : String(error)).slice(0, 1_000),
      );
    });
    const sentence = text.length > longest ? `The first ${longest} characters` : 'It gives';
    return { reply: { icon: 'ℹ️', sentence, parts: [{ text: fenced(text.slice(0, longest), 'text') }] } };
  },
};
