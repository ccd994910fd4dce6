import type { Flow, Input } from '../flow/types.ts';
import type { Registry } from '../plugin/registry.ts';
import type { Catalogue } from './catalogue.ts';
import { type OutputSources, outputsOf, partsOf, statesOf } from './outputs.ts';
import { chainOf, type TaskPlace } from './places.ts';
import { presenceOf, type Reader } from './presence.ts';
import {
  type Entries,
  type Entry,
  entryOf,
  keysOf,
  keyText,
  type MapShape,
  mapOf,
  never,
  present,
} from './shapes.ts';
import { noTask, taskVariables } from './task.ts';
import { executionWithout, flowVariables, inputVariables } from './variables.ts';

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

  function byTask(readOf: (run: { place: TaskPlace; outputs(): Entry }, id: string) => Entry): MapShape {
    return {
      kind: 'map',
      names: () => [...runs].filter(([id, run]) => readOf(run, id).presence !== 'never').map(([id]) => id),
      find(id) {
        const run = runs.get(id);
        if (run) return readOf(run, id);
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
        outputs: () => present(outputsFor(reader)),
        tasks: () => present(statesFor(reader)),
        execution: () => present(executionWithout(executionOutputs(flow, reader))),
        ...(reader.kind === 'task' ? taskVariables(reader.place) : noTask),
      }),
    ofInput: (input) => rootOf({ ...shared, ...inputVariables(flow, input) }),
  };
}

/** All variables by name. Who writes a name alone may mean what lies inside one of them. */
function rootOf(variables: Entries): MapShape {
  return mapOf(
    variables,
    (name) => `there is no variable '${name}'`,
    (name) => {
      for (const variable of ['inputs', 'vars', 'outputs']) {
        const entry = entryOf(variables, variable);
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
