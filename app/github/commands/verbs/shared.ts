import { isTerminated } from '../../../../runner/execution/states.ts';
import type { Execution } from '../../../../runner/execution/types.ts';
import type { Flow, Input } from '../../../../runner/flow/types.ts';
import type { FlowStore, StoredFlow } from '../../../flows/store.ts';
import type { Workspace } from '../../types.ts';
import { type CommandContext, CommandRefused, type Option, type Word } from '../types.ts';

/** Options of verbs that look at one of two places. */
export const production: Option = {
  name: 'production',
  description: 'What the default branch runs, in place of the pull request.',
};
export const sha: Option = {
  name: 'sha',
  value: 'SHA',
  description: 'The head that is meant; needed after a push, and for a fork that nobody trusts yet.',
};

export const flowWord: Word = {
  name: 'FLOW',
  description: 'namespace.id, or the id where it is the only one.',
};
export const executionWord: Word = {
  name: 'EXECUTION',
  optional: true,
  description: 'Its id; by default the newest one that fits.',
};

/** The flow of a name. @throws CommandRefused that lists what there is */
export function flowNamed(flows: FlowStore, name: string): StoredFlow {
  const all = flows.all();
  const found = all.filter(({ flow }) => name === flow.id || name === `${flow.namespace}.${flow.id}`);
  if (found.length === 1) return found[0]!;
  const names = (found.length > 0 ? found : all).slice(0, 20).map(({ flow }) => fullName(flow));
  const list = names.length === 0 ? 'There are no valid flows.' : `There are: ${names.join(', ')}.`;
  const problem =
    found.length > 1 ? `Several flows are called “${name}”.` : `There is no valid flow “${name}” here.`;
  throw new CommandRefused(`${problem} ${list}`);
}

export function fullName({ namespace, id }: Pick<Flow, 'namespace' | 'id'>): string {
  return `${namespace}.${id}`;
}

/** The execution that a command names, or the newest one that fits. @throws CommandRefused */
export function executionNamed(
  { chosen }: Pick<CommandContext, 'chosen'>,
  workspace: Workspace,
  id: string | undefined,
  fits: (execution: Execution) => boolean = () => true,
  which = 'no execution here yet',
): Promise<Execution> {
  const { backend } = workspace;
  return chosen(workspace, async () => {
    if (id !== undefined) {
      const execution = await backend.execution(id);
      if (execution) return execution;
      throw new CommandRefused(`There is no execution “${id}” here. \`/tutti status\` lists the last ones.`);
    }
    const newest = (await backend.executions({ normalOnly: true, limit: 100 })).find(fits);
    if (newest) return newest;
    throw new CommandRefused(`There is ${which}.`);
  });
}

export function isRunning({ state }: Execution): boolean {
  return !isTerminated(state.current);
}

/**
 * Inputs of a comment, checked before anything is stored: everybody can read a comment, and a path would be one of this server.
 *
 * @throws CommandRefused for inputs that are not declared, SECRET and FILE inputs
 */
export function checkedInputs(
  declared: readonly Input[],
  given: CommandContext['given']['inputs'],
): Record<string, string> {
  for (const id of Object.keys(given)) {
    const input = declared.find((one) => one.id === id);
    if (!input) throw new CommandRefused(`There is no input “${id}”. ${listed(declared)}`);
    if (input.type === 'SECRET')
      throw new CommandRefused(
        `Input “${id}” is a SECRET: everybody who can read this comment would know it, and its history keeps it. Change it now if it was real, and use a secret of the server.`,
      );
    const isFile = input.type === 'FILE' || input.itemType === 'FILE';
    if (isFile && !/^nsfile:\/\//.test(given[id]!))
      throw new CommandRefused(
        `Input “${id}” is a FILE: a comment can only name a file of the repository, as \`${id}=nsfile:///path\`.`,
      );
  }
  return { ...given };
}

function listed(declared: readonly Input[]): string {
  if (declared.length === 0) return 'There are none.';
  return `There are: ${declared.map(({ id, type }) => `${id} (${type})`).join(', ')}.`;
}
