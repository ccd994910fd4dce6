import { createHash } from 'node:crypto';
import { boolean, string } from '../../../plugin/properties.ts';
import type { TaskContext } from '../../../plugin/types.ts';

/** Properties that the three tasks share. */
export const stateProperties = {
  name: string().default('default').describe('Name of the state.'),
  namespace: boolean()
    .default(false)
    .describe('Whether all flows of the namespace share the state; otherwise the flow has its own.'),
  taskrunValue: boolean().default(true).describe('Whether, in a loop, each value has a state of its own.'),
};

type Context = TaskContext<{ name: string; namespace: boolean; taskrunValue: boolean }>;

/** Data of a state by name. */
export type StateData = Record<string, unknown>;

/**
 * Where a state is in the KV store: `<slug of the flow>_states_tasks-states_<name>[_<hash of the loop's value>]`, without the
 * flow where the namespace shares it (flow-language §6.3, state).
 */
export async function stateKey({ properties, flow, taskRun, render }: Context): Promise<string> {
  const { name, namespace, taskrunValue } = properties;
  const owner = namespace ? [] : [await render('{{ id | slugify }}', { id: flow.id })];
  const value = taskrunValue && taskRun.value !== undefined ? [hashOf(taskRun.value)] : [];
  return [...owner, 'states', 'tasks-states', keyPart(name), ...value].join('_');
}

/** The name, where a key can hold it. */
function keyPart(name: string): string {
  return /^[\w.-]*$/.test(name) ? name : `${name.replace(/[^\w.-]+/g, '-')}-${hashOf(name)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The state as it is stored, or `undefined`. */
export async function readState({ kv }: Context, key: string): Promise<StateData | undefined> {
  const found = await kv.get(key);
  return found && !found.expired ? (found.value as StateData) : undefined;
}

/** The error of a task that was told to insist on a state. */
export function missingState(name: string): Error {
  return new Error(`No state found for name '${name}' and \`errorOnMissing\` is set to true`);
}
