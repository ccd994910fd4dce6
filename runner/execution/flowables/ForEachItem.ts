import type { Task } from '../../flow/types.ts';
import { sequenceOf } from '../lanes/sequence.ts';
import type { ExecutionModel, RunNode } from '../model.ts';
import { outputsBelow } from '../variables.ts';
import type { Flowable } from './types.ts';

const type = 'io.kestra.plugin.core.flow.ForEachItem';

/** An execution for each batch of a file, in three steps (flow-language §6.1 ForEachItem). */
export const ForEachItem: Flowable = {
  open: ({ model }, node) => ({
    lane: sequenceOf(steps.length, (index) => ({ task: steps[index]!(model, node) })),
    outputs: {},
  }),
};

/** The task of a step that a ForEachItem made before a stop, by its id; `undefined` where it is none. */
export function stepOf(model: ExecutionModel, node: RunNode, taskId: string): Task | undefined {
  if (model.catalogue.resolve(node.task.type) !== type) return undefined;
  return steps.map((step) => step(model, node)).find(({ id }) => id === taskId);
}

/** What each step reads of the one before is there when its turn comes. */
const steps = [split, items, merge];

function split(_model: ExecutionModel, { task }: RunNode): Task {
  return { id: `${task.id}_split`, type: `${type}$ForEachItemSplit`, ...pick(task, ['items', 'batch']) };
}

function items(model: ExecutionModel, node: RunNode): Task {
  const { task } = node;
  const { splits } = outputsBelow(model, node, `${task.id}_split`);
  return {
    id: `${task.id}_items`,
    type: `${type}$ForEachItemExecutable`,
    splits,
    ...pick(task, ['namespace', 'flowId', 'revision', 'inputs', 'labels', 'inheritLabels']),
    ...pick(task, ['wait', 'transmitFailed', 'scheduleDate', 'restartBehavior']),
  };
}

function merge(model: ExecutionModel, node: RunNode): Task {
  const outputs = outputsBelow(model, node, `${node.task.id}_items`);
  return {
    id: `${node.task.id}_merge`,
    type: `${type}$ForEachItemMergeOutputs`,
    ...pick(outputs, ['numberOfBatches', 'subflowOutputsBaseUri']),
  };
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  );
}
