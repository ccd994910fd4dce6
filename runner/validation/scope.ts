import type { Flow, Input } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Catalogue } from './catalogue.ts';
import { type OutputSources, outputsOf, partsOf, statesOf } from './outputs.ts';
import { chainOf, hasValue, isLoop, isLoopChild, type TaskPlace } from './places.ts';
import { presenceOf, type Reader } from './presence.ts';
import {
  type Entry,
  keysOf,
  keyText,
  type MapShape,
  mapOf,
  never,
  open,
  present,
  type Shape,
} from './shapes.ts';
import { executionWithout, flowVariables, has, inputVariables } from './variables.ts';

/** The variables of a flow, as its expressions see them where they stand (flow-language §4.11). */
export interface Scopes {
  /** Of a task's property, of an output or an assertion. */
  of(reader: Reader): MapShape;
  /** Of an input's own properties. */
  ofInput(input: Input): MapShape;
}

export function scopesOf(
  flow: Flow,
  places: readonly TaskPlace[],
  registry: Pick<Registry, 'get'>,
  catalogue?: Catalogue,
): Scopes {
  const sources: OutputSources = { flow, definition: (type) => registry.get(type), catalogue };
  const shared = flowVariables(flow, places, sources.definition);
  const runs = new Map<string, { place: TaskPlace; outputs(): Entry }>();
  for (const place of places) {
    let outputs: Entry | undefined;
    runs.set(place.task.id, { place, outputs: () => (outputs ??= outputsOf(place, sources)) });
    for (const [id, part] of partsOf(place, sources)) runs.set(id, { place, outputs: () => part });
  }
  // A template's tasks are written elsewhere.
  const isOpen = places.some(({ flowable }) => flowable === 'Template');

  function byTask(entryOf: (run: { place: TaskPlace; outputs(): Entry }, id: string) => Entry): MapShape {
    return {
      kind: 'map',
      names: () => [...runs].filter(([id, run]) => entryOf(run, id).presence !== 'never').map(([id]) => id),
      find(id) {
        const run = runs.get(id);
        if (run) return entryOf(run, id);
        return isOpen ? present() : undefined;
      },
      absence: (id) => `the flow has no task '${id}'`,
    };
  }

  function outputsFor(reader: Reader): MapShape {
    return byTask(({ place, outputs }, id) => {
      const entry = outputs();
      if (entry.presence) return entry;
      // The parts of a ForEachItem read those before them.
      const isPart = id !== place.task.id && reader.kind === 'task' && chainOf(reader.place).includes(place);
      return isPart ? entry : { ...entry, ...presenceOf(place, reader) };
    });
  }

  function statesFor(reader: Reader): MapShape {
    return byTask(({ place }) => {
      const isAround = reader.kind === 'task' && chainOf(reader.place).includes(place);
      return { shape: statesOf(place), ...(!isAround && presenceOf(place, reader)) };
    });
  }

  return {
    of: (reader) =>
      rootOf({
        ...shared,
        outputs: present(outputsFor(reader)),
        tasks: present(statesFor(reader)),
        execution: present(executionWithout(executionOutputs(flow, reader))),
        ...(reader.kind === 'task' ? taskVariables(reader.place) : noTask),
      }),
    ofInput: (input) => rootOf({ ...shared, ...inputVariables(flow, input) }),
  };
}

/** All variables by name. Who writes a name alone may mean what lies inside one of them. */
function rootOf(variables: Record<string, Entry>): MapShape {
  return mapOf(
    variables,
    (name) => `there is no variable '${name}'`,
    (name) => {
      for (const variable of ['inputs', 'vars', 'outputs']) {
        const entry = variables[variable];
        if (entry?.shape.kind === 'map' && entry.presence !== 'never' && entry.shape.find(name))
          return keyText(variable, name);
      }
      return undefined;
    },
  );
}

/** Outputs are there when the tasks are over: for listeners and afterExecution (flow-language §3.4). */
function executionOutputs(flow: Flow, reader: Reader): Entry {
  if (flow.outputs.length === 0) return never('the flow has no outputs');
  const branch = reader.kind === 'task' ? chainOf(reader.place)[0]!.branch : undefined;
  if (branch !== 'afterExecution' && branch !== 'listeners')
    return never('the execution has outputs only after its end');
  const ids = flow.outputs.map(({ id }) => id);
  return present(keysOf(ids, (key) => `the flow has no output '${key}'`));
}

const outside = never('it belongs to a task');
const noTask: Record<string, Entry> = { task: outside, taskrun: outside };

function taskVariables(place: TaskPlace): Record<string, Entry> {
  const around = chainOf(place).slice(0, -1).reverse();
  const isInDirectory = place.branch === 'tasks' && place.parent?.flowable === 'WorkingDirectory';
  const parent = parentOf(around);
  return {
    task: present(has('task', ['id', 'type'])),
    taskrun: present(taskRun(place, around)),
    parent,
    parents: parent.presence ? parent : present({ kind: 'list', element: open }),
    workerTaskrun: isInDirectory ? present() : never('it belongs to the tasks of a WorkingDirectory'),
  };
}

function taskRun(place: TaskPlace, around: readonly TaskPlace[]): Shape {
  const isItem = place.flowable === 'ForEachItem';
  const isCounted = isItem || isLoop(place) || around.some(isLoop);
  const valued = around.find(hasValue);
  return mapOf(
    {
      id: present(),
      startDate: present(),
      attemptsCount: present(),
      parentId: around.length > 0 || isItem ? present() : never('no task is around this one'),
      value: hasValue(place)
        ? present()
        : never(valued ? 'only a task directly in a loop has a value' : 'the task is in no loop'),
      iteration: isCounted ? present() : never('the task is in no loop'),
      items: isItem ? present() : never('only a ForEachItem has items'),
    },
    (key) => `'taskrun' has no '${key}'`,
    (key) => (key === 'value' && valued && valued === around[0] ? 'parent.taskrun.value' : undefined),
  );
}

/** Tasks around that have neither a value nor outputs are left out (flow-language §4.11). */
function parentOf(around: readonly TaskPlace[]): Entry {
  const isValued = around.some((place) => isLoopChild(place) || hasValue(place));
  const mayGive = around.some(({ flowable }) => givers.has(flowable ?? ''));
  if (!isValued && !mayGive) return never('no task around this one has a value or outputs');
  const value = isValued ? present() : never('no task around this one is in a loop');
  return present(
    mapOf(
      { taskrun: present(mapOf({ value }, (key) => `'parent.taskrun' has no '${key}'`)), outputs: present() },
      (key) => `'parent' has no '${key}'`,
    ),
  );
}

const givers: ReadonlySet<string> = new Set([
  'If',
  'Switch',
  'LoopUntil',
  'Pause',
  'WorkingDirectory',
  'Template',
]);
