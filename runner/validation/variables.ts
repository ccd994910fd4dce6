import type { Flow, Input } from '../flow/types.ts';
import { isMapping, type Mapping } from '../flow/values.ts';
import type { PluginDefinition } from '../plugin/types.ts';
import type { TaskPlace } from './places.ts';
import {
  type Entries,
  type Entry,
  has,
  keysOf,
  type MapShape,
  mapOf,
  never,
  open,
  present,
  type Shape,
  shapeOf,
} from './shapes.ts';

/** The variables that all expressions of a flow share (flow-language §4.11). */
export function flowVariables(
  flow: Flow,
  places: readonly TaskPlace[],
  definition: (type: string) => PluginDefinition | undefined,
): Entries {
  return {
    flow: present(has('flow', ['id', 'namespace', 'revision', 'tenantId'])),
    envs: present(),
    globals: present(),
    kestra: present(),
    namespace: namespaceVariables(flow),
    labels: present(),
    files: present(),
    _context: present(),
    vars: once(() => variables(flow, places)),
    inputs: once(() => inputs(flow)),
    trigger: once(() => trigger(flow, definition)),
    ...(flow.triggers.some(({ type }) => definition(type)?.type.endsWith('.Schedule')) && {
      schedule: present(),
    }),
  };
}

/** Variables of `namespace.yaml` files. Nothing is known where there are none: the flow may be served with others. */
function namespaceVariables({ namespace, namespaceVariables: declared }: Flow): Entry {
  if (!declared) return present();
  const entries = Object.entries(declared).map(
    ([name, value]) => [name, present(valueShape(name, value))] as const,
  );
  return present(
    mapOf(
      Object.fromEntries(entries),
      (key) => `no namespace.yaml of '${namespace}' has the variable '${key}'`,
    ),
  );
}

/** What an input's own expressions read: the values of those it depends on, and nothing of tasks (flow-language §2.4). */
export function inputVariables(flow: Flow, input: Input): Entries {
  const others = new Set(input.dependsOn?.inputs ?? []);
  const unlisted = (key: string) =>
    flow.inputs.some(({ id }) => id === key)
      ? `'${key}' is not among dependsOn.inputs of '${input.id}'`
      : `the flow has no input '${key}'`;
  const before = never('there are no tasks yet when inputs are read');
  return {
    execution: present(executionWithout(never('the execution has no outputs yet'))),
    inputs: present(
      nest(
        flow.inputs.filter(({ id }) => others.has(id) && id !== input.id),
        [],
        unlisted,
      ),
    ),
    outputs: before,
    tasks: before,
    task: before,
    taskrun: before,
  };
}

/** `execution`, with what is known of its outputs. */
export function executionWithout(outputs: Entry): Shape {
  const names = ['id', 'startDate', 'originalId', 'state'].map((name) => [name, present()] as const);
  return mapOf({ ...Object.fromEntries(names), outputs }, (key) => `'execution' has no '${key}'`);
}

/** Variables of the flow, and those that tasks set. */
function variables(flow: Flow, places: readonly TaskPlace[]): Entry {
  const setters = places.filter(({ type }) => type === 'io.kestra.plugin.core.execution.SetVariables');
  const written = setters.map(({ task }) => task['variables']);
  if (written.some((value) => !isMapping(value) || Object.keys(value).some((key) => /[{.]/.test(key))))
    return present();
  if (!flow.variables && setters.length === 0) return never('the flow has no variables');
  const own = Object.entries(flow.variables ?? {}).map(
    ([name, value]) => [name, present(valueShape(name, value))] as const,
  );
  const set = written
    .flatMap((value) => Object.keys(value as Mapping))
    .map((name) => [name, present()] as const);
  return present(mapOf(Object.fromEntries([...own, ...set]), (key) => `the flow has no variable '${key}'`));
}

function valueShape(name: string, value: unknown): Shape {
  if (!isMapping(value)) return open;
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, present(valueShape(`${name}.${key}`, inner))] as const,
  );
  return mapOf(Object.fromEntries(entries), (key) => `the variable '${name}' has no '${key}'`);
}

/** Inputs, nested by their dots; those that only a Flow trigger gives are there too, for it is not checked (flow-language §2.4). */
function inputs(flow: Flow): Entry {
  const given = flow.triggers.flatMap((trigger) =>
    isMapping(trigger['inputs']) ? Object.keys(trigger['inputs']) : [],
  );
  if (flow.inputs.length === 0 && given.length === 0) return never('the flow has no inputs');
  return present(nest(flow.inputs, given, (key) => `the flow has no input '${key}'`));
}

function nest(
  declared: readonly Input[],
  given: readonly string[],
  absence: (key: string) => string,
  depth = 0,
): Shape {
  const groups = Map.groupBy(declared, ({ id }) => id.split('.')[depth]!);
  const entries = [...groups].map(([name, members]) => {
    const prefix = members[0]!.id
      .split('.')
      .slice(0, depth + 1)
      .join('.');
    const isNested = members.every(({ id }) => id !== prefix);
    const inside = (key: string) => absence(`${prefix}.${key}`);
    const entry = isNested
      ? present(nest(members, [], inside, depth + 1))
      : inputEntry(members[0]!, declared);
    return [name, entry] as const;
  });
  const further = given.map((id) => [id, present()] as const);
  return mapOf(Object.fromEntries([...further, ...entries]), absence);
}

/** An input whose condition does not hold is left out. */
function inputEntry(input: Input, declared: readonly Input[]): Entry {
  return isConditional(input, declared, new Set())
    ? {
        shape: open,
        presence: 'maybe',
        why: `the input '${input.id}' is left out where its condition does not hold`,
      }
    : present();
}

function isConditional(input: Input, declared: readonly Input[], seen: Set<string>): boolean {
  if (seen.has(input.id)) return false;
  seen.add(input.id);
  if (input.dependsOn?.condition !== undefined) return true;
  return (input.dependsOn?.inputs ?? []).some((id) => {
    const other = declared.find((candidate) => candidate.id === id);
    return other !== undefined && isConditional(other, declared, seen);
  });
}

/** What the triggers of the flow give, and the tasks of other flows that run it (flow-language §6.1 Subflow, §6.13). */
function trigger(flow: Flow, definition: (type: string) => PluginDefinition | undefined): Entry {
  const absence = (key: string) =>
    flow.triggers.length === 0
      ? `the flow has no triggers that give '${key}'`
      : `no trigger of the flow gives '${key}'`;
  const shapes = flow.triggers.map(({ type }) => {
    const found = definition(type);
    return found?.kind === 'trigger' && found.outputs ? shapeOf(found.outputs, absence) : open;
  });
  if (shapes.some(({ kind }) => kind !== 'map')) return present();
  const maps = shapes as MapShape[];
  const names = [...maps.flatMap((map) => [...map.names()])];
  return present(keysOf([...bySubflow, ...names], absence));
}

/** Variables of an execution that a Subflow or ForEachItem made. */
const bySubflow = [
  'executionId',
  'namespace',
  'flowId',
  'flowRevision',
  'taskRunId',
  'taskId',
  'taskRunOutputs',
  'taskRunValue',
  'taskRunIteration',
];

/** All tasks of a flow share what this gives. */
function once(make: () => Entry): () => Entry {
  let made: Entry | undefined;
  return () => (made ??= make());
}
