import { code } from '../../report/index.ts';
import { runningCommands } from '../records.ts';
import { type CommandContext, CommandRefused, type Verb } from '../types.ts';
import { checkedInputs, flowNamed, flowWord, fullName, production, sha } from './shared.ts';

/** A run holds its flow in a pull request at most so long, milliseconds: whoever forgot it blocks nobody for good. */
const longest = 6 * 3_600_000;

export const run: Verb = {
  name: 'run',
  summary: 'Runs a flow as the pull request has it, apart from production.',
  words: [flowWord],
  inputs: true,
  options: [sha, production],
  minimum: 'write',
  effect: 'runs',
  async run(context) {
    const { hint, author, given, executions, pinned } = context;
    const workspace = await context.open();
    const { flow } = flowNamed(workspace.flows, given.words[0]!);
    const inputs = checkedInputs(flow.inputs, given.inputs);
    checkFree(context, fullName(flow));
    const execution = await executions.start({
      workspace,
      flow,
      inputs,
      cause: { kind: 'comment', id: hint.id, url: hint.url },
      startedBy: author,
      commit: pinned?.sha ?? workspace.commit,
    });
    return {
      reply: { icon: '⏳', sentence: `${code(fullName(flow))} runs as ${code(execution.id)}` },
      execution: { workspace, execution },
    };
  },
};

/** One run of a flow at a time in a pull request; production has the flow's own rules (github §4.3.7). @throws CommandRefused */
function checkFree({ repository, scope, hint, services }: CommandContext, flow: string): void {
  if (scope.kind === 'production') return;
  const holder = runningCommands(services.records)
    .list(`${repository.id} `)
    .find(
      ({ value, updated }) =>
        value.scope.kind === 'pull' &&
        value.scope.number === scope.number &&
        value.commentId !== hint.id &&
        `${value.execution.namespace}.${value.execution.flowId}` === flow &&
        updated > services.now() - longest,
    );
  if (holder)
    throw new CommandRefused(
      `This flow runs here already, as \`${holder.value.execution.id}\`. Wait for its end, or \`/tutti kill ${holder.value.execution.id}\`.`,
      { holder: holder.value.url },
    );
}
