import { parseJson, toJson } from '../expression/index.ts';
import type { Flow } from '../flow/types.ts';
import { isMapping, isScalar, listOf } from '../flow/values.ts';
import type { PluginDefinition } from '../plugin/types.ts';
import { type Catalogue, calledBy, nameOf } from './catalogue.ts';
import { chainOf, hasValue, isLoopChild, type TaskPlace } from './places.ts';
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
  shapeOf,
} from './shapes.ts';

/** What the shapes of outputs are made from. */
export interface OutputSources {
  flow: Flow;
  definition(type: string): PluginDefinition | undefined;
  catalogue?: Catalogue | undefined;
}

/** What a task puts under its id in `outputs` (flow-language §3.1): keyed by the values of the loops around it. */
export function outputsOf(place: TaskPlace, sources: OutputSources): Entry {
  const own = ownOutputs(place, sources);
  const loops = chainOf(place)
    .filter(isLoopChild)
    .map(({ parent }) => parent!);
  const shape = loops.reduceRight<Shape>((inner, loop) => byValue(loop, place, inner), own.shape);
  return { ...own, shape };
}

/** The task runs that a ForEachItem consists of, by id (flow-language §6.1 ForEachItem). */
export function partsOf(
  { task, type, flowable }: TaskPlace,
  sources: OutputSources,
): [id: string, outputs: Entry][] {
  if (flowable !== 'ForEachItem') return [];
  const parts = {
    split: 'ForEachItemSplit',
    items: 'ForEachItemExecutable',
    merge: 'ForEachItemMergeOutputs',
  };
  return Object.entries(parts).map(([suffix, part]) => {
    const id = `${task.id}_${suffix}`;
    return [id, declaredOutputs(id, `${type}$${part}`, sources)];
  });
}

function ownOutputs(place: TaskPlace, sources: OutputSources): Entry {
  const { task, type, flowable } = place;
  // Its tasks, and therefore their outputs, are written elsewhere.
  if (flowable === 'Template') return present();
  const declared = declaredOutputs(task.id, type, sources);
  const own = declared.shape.kind === 'map' ? knownOutputs(place, sources) : {};
  if (Object.keys(own).length === 0) return declared;
  const { names, find, absence } = declared.shape as MapShape;
  const entries = [...names()].map((name) => [name, own[name] ?? find(name)!] as const);
  return { shape: mapOf(Object.fromEntries(entries), absence) };
}

function declaredOutputs(id: string, type: string, { definition }: OutputSources): Entry {
  const found = definition(type);
  if (!found) return present();
  const absence = (key: string) => `the task '${id}' has no output '${key}' (${type})`;
  const schema = 'outputs' in found ? found.outputs : undefined;
  if (schema) return present(shapeOf(schema, absence));
  const none = keysOf([], absence);
  return found.kind === 'flowable' ? present(none) : never(`the task '${id}' has no outputs (${type})`, none);
}

/** Outputs whose keys the task itself, or the flow that it runs, tells. */
function knownOutputs(
  { task, type, flowable, ...place }: TaskPlace,
  sources: OutputSources,
): Record<string, Entry> {
  if (type === 'io.kestra.plugin.core.output.OutputValues') {
    const { values } = task;
    if (!isMapping(values) || Object.keys(values).some((key) => key.includes('{'))) return {};
    return {
      values: present(keysOf(Object.keys(values), (key) => `the task '${task.id}' has no value '${key}'`)),
    };
  }
  if (flowable === 'Pause') {
    const ids = listOf(task['onResume']).map(
      (input) => String((input as { id?: unknown }).id).split('.')[0]!,
    );
    const absence = (key: string) => `onResume of '${task.id}' declares no input '${key}'`;
    return ids.length === 0 ? {} : { onResume: present(keysOf(ids, absence)) };
  }
  const called = calledBy({ task, type, ...place }, sources.flow);
  return called && !flowable
    ? { outputs: flowOutputs(task, nameOf(called), sources.catalogue?.find(called.namespace, called.flowId)) }
    : {};
}

/** What a Subflow passes on (flow-language §3.5). */
function flowOutputs(task: TaskPlace['task'], name: string, called: Flow | 'unknown' | undefined): Entry {
  if (String(task['wait'] ?? true) === 'false')
    return never(`the task '${task.id}' does not wait for the end of ${name}`);
  if (called === undefined || called === 'unknown') return present();
  const absence = (key: string) => `the flow ${name} has no output '${key}'`;
  if (called.outputs.length > 0)
    return present(
      keysOf(
        called.outputs.map(({ id }) => id),
        absence,
      ),
    );
  if (isMapping(task['outputs'])) return present(keysOf(Object.keys(task['outputs']), absence));
  return never(`the flow ${name} has no outputs`);
}

/** Outputs of a task that runs for each value of a loop: they lie under the value. */
function byValue(loop: TaskPlace, { task }: TaskPlace, inner: Shape): MapShape {
  const values = valuesOf(loop);
  const isName = (key: string) => inner.kind === 'map' && inner.find(key) !== undefined;
  const why = `the outputs of '${task.id}' lie under the values of '${loop.task.id}'`;
  return {
    kind: 'map',
    anyValue: inner,
    names: () => values ?? [],
    find(key) {
      if (values?.includes(key)) return present(inner);
      if (values) return undefined;
      return isName(key) ? { shape: open, presence: 'maybe', why } : present(inner);
    },
    absence: (key) => (isName(key) ? why : `'${key}' is no value of '${loop.task.id}'`),
    meant: (key, prefix) => (isName(key) ? keyText(`${prefix}[taskrun.value]`, key) : undefined),
  };
}

/** The values of a loop where they are written, as texts (flow-language §6.1 ForEach). */
function valuesOf({ task }: TaskPlace): string[] | undefined {
  const written = task['values'] ?? task['value'];
  if (
    written === undefined ||
    JSON.stringify(written).includes('{{') ||
    JSON.stringify(written).includes('{%')
  )
    return undefined;
  const list = isScalar(written) ? jsonOf(String(written)) : written;
  return Array.isArray(list)
    ? list.map((value) => (typeof value === 'string' ? value : toJson(value)))
    : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // The loop fails, and says why.
    return undefined;
  }
}

/** The states of the runs of a task (flow-language §3.2): under their own value. */
export function statesOf(place: TaskPlace): Shape {
  const state = keysOf(['state'], (key) => `'tasks' has no '${key}', only a state`);
  return hasValue(place)
    ? { kind: 'map', names: () => [], find: () => present(state), absence: () => '', anyValue: state }
    : state;
}
