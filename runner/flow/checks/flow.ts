import type { TypedPlace } from '../places.ts';
import type { Report } from '../report.ts';
import { isMapping, isScalar, listOf, type Mapping, type Path } from '../values.ts';
import { dashReferences, type Offence } from './dashReferences.ts';
import { duplicates, reservedFlowIds } from './ids.ts';
import { type InputNode, inputGraph } from './inputs.ts';
import { systemLabelFault, systemLabels } from './labels.ts';

const callers: readonly string[] = [
  'io.kestra.plugin.core.flow.Subflow',
  'io.kestra.plugin.core.flow.ForEachItem',
];

/**
 * The checks of the flow as a whole: one violation that joins everything found, at the place of the first
 * (flow-language §1.4).
 */
export function checkFlow(
  report: Report,
  root: Mapping,
  places: readonly TypedPlace[],
  resolve: (type: string) => string,
): void {
  const inputs = inputGraph(root['inputs'], ['inputs']);
  const offences = [
    ...duplicated('task id', ids(places, 'task')),
    ...duplicated('trigger id', ids(places, 'trigger')),
    ...recursions(root, places, resolve),
    ...duplicated(
      'input',
      inputs.map(({ id, path }) => ({ id, path })),
    ),
    ...unknownDependencies(inputs),
    ...cyclicDependencies(inputs),
    ...duplicated('output', elements(root['outputs'], ['outputs'])),
    ...systemLabels(root['labels'], ['labels']).map(({ text, path }) => ({
      message: systemLabelFault(text),
      path,
    })),
    ...reserved(root),
    ...dashReferences(root, places),
  ];
  if (offences.length === 0) return;
  report.error(offences[0]!.path, `Invalid Flow: ${offences.map(({ message }) => message).join(', ')}`);
}

function ids(places: readonly TypedPlace[], kind: TypedPlace['kind']): { id: unknown; path: Path }[] {
  return places
    .filter((place) => place.kind === kind)
    .map(({ value, path }) => ({ id: value['id'], path: [...path, 'id'] }));
}

function elements(list: unknown, path: Path): { id: unknown; path: Path }[] {
  return listOf(list).map((element, index) => ({
    id: isMapping(element) ? element['id'] : undefined,
    path: [...path, index],
  }));
}

function duplicated(what: string, all: readonly { id: unknown; path: Path }[]): Offence[] {
  const { ids: names, path } = duplicates(all);
  return path ? [{ message: `Duplicate ${what} with name [${names.join(', ')}]`, path }] : [];
}

function recursions(
  root: Mapping,
  places: readonly TypedPlace[],
  resolve: (type: string) => string,
): Offence[] {
  const self = places.find(
    ({ kind, value }) =>
      kind === 'task' &&
      callers.includes(resolve(String(value['type']))) &&
      isScalar(root['id']) &&
      value['flowId'] === root['id'] &&
      value['namespace'] === root['namespace'],
  );
  if (!self) return [];
  return [
    {
      message: `Recursive call to flow [${String(root['namespace'])}.${String(root['id'])}]`,
      path: [...self.path, 'flowId'],
    },
  ];
}

function unknownDependencies(inputs: readonly InputNode[]): Offence[] {
  const known = new Set(inputs.map(({ id }) => id));
  return inputs.flatMap(({ id, dependsOn, path }) =>
    dependsOn
      .filter((dependency) => !known.has(dependency))
      .map((dependency) => ({
        message: `Input with id '${id}' depends on a non-existent input '${dependency}'.`,
        path: [...path, 'dependsOn', 'inputs'],
      })),
  );
}

/** One message for each input that reaches a cycle; it lists what was passed on the way. */
function cyclicDependencies(inputs: readonly InputNode[]): Offence[] {
  const byId = new Map(inputs.map((input) => [input.id, input]));
  return inputs.flatMap(({ id, path }) => {
    const cycle = cycleFrom(id, byId);
    const message = `Cycle dependency detected for input with id '${id}': [${cycle?.join(', ')}]`;
    return cycle ? [{ message, path: [...path, 'dependsOn'] }] : [];
  });
}

function cycleFrom(start: string, byId: ReadonlyMap<string, InputNode>): string[] | undefined {
  const done = new Set<string>();
  function follow(id: string, trail: string[]): string[] | undefined {
    if (trail.includes(id)) return trail;
    if (done.has(id)) return undefined;
    for (const next of byId.get(id)?.dependsOn ?? []) {
      const cycle = follow(next, [...trail, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  }
  return follow(start, []);
}

function reserved(root: Mapping): Offence[] {
  const id = String(root['id']);
  if (!reservedFlowIds.includes(id)) return [];
  return [
    {
      message: `Flow id is a reserved keyword: ${id}. List of reserved keywords: ${reservedFlowIds.join(', ')}`,
      path: ['id'],
    },
  ];
}
