import { mayRun, notAllowed } from '../flow/hierarchy.ts';
import { pathText } from '../flow/report.ts';
import { didYouMean, suggest } from '../flow/suggest.ts';
import type { Flow, FlowDocument, FlowTypes, Input, Violation } from '../flow/types.ts';
import { isAbsent, isMapping, listOf, type Mapping, type Path } from '../flow/values.ts';
import { type Catalogue, calledBy, type FlowName, nameOf } from './catalogue.ts';
import { placesOf, type TaskPlace } from './places.ts';
import { situationOf } from './templates.ts';

/** A task that runs another flow. Disabled tasks run none. */
export interface Call {
  place: TaskPlace;
  called: FlowName;
}

/** The tasks of a flow that run another flow whose name is known. */
export function callsOf(flow: Flow, registry: Pick<FlowTypes, 'resolve'>): Call[] {
  return placesOf(flow, registry.resolve).flatMap((place) => {
    const called = place.disabled ? undefined : calledBy(place, flow);
    return called ? [{ place, called }] : [];
  });
}

/**
 * What is wrong with the way a flow runs others (flow-language §1.4, §6.1 Subflow): flows that do not exist or are disabled,
 * inputs that they do not declare, and required ones that are missing.
 */
export function checkCalls(
  document: FlowDocument,
  registry: Pick<FlowTypes, 'resolve'>,
  catalogue: Catalogue,
): Violation[] {
  const { file, flow, locate } = document;
  if (!flow) return [];

  function violation(path: Path, message: string, severity: Violation['severity'] = 'warning'): Violation {
    const written = locate(path) ?? locate(path.slice(0, -1)) ?? { line: 1, column: 1 };
    return { file, ...written, path: pathText(flow, path), message, severity };
  }

  return callsOf(flow, registry).flatMap(({ place, called }) => {
    const { namespace, flowId } = called;
    // A flow that calls itself is refused before.
    if (namespace === flow.namespace && flowId === flow.id) return [];
    const other = catalogue.find(namespace, flowId);
    const at = [...place.path, 'flowId'];
    if (other === undefined)
      return [violation(at, `The subflow '${flowId}' not found in namespace '${namespace}'.`)];
    if (other === 'unknown') return [];
    const isDisabled = other.disabled
      ? [violation(at, `The subflow '${flowId}' is disabled in namespace '${namespace}'.`)]
      : [];
    const isRefused = mayRun(other.allowedNamespaces, flow.namespace)
      ? []
      : [violation([...place.path, 'namespace'], notAllowed(flow.namespace, other), 'error')];
    return [
      ...isDisabled,
      ...isRefused,
      ...inputFaults(place, other).map(({ path, ...fault }) =>
        violation(path, fault.message, fault.severity),
      ),
    ];
  });
}

/** Something wrong with inputs that a flow is given. */
export interface InputFault {
  path: Path;
  message: string;
  severity: 'error' | 'warning';
}

function inputFaults(place: TaskPlace, other: Flow): InputFault[] {
  const { path, task } = place;
  const given = task['inputs'] ?? {};
  // An expression gives them all, or names them.
  if (!isMapping(given) || Object.keys(given).some((key) => /\{[{%]/.test(key))) return [];
  return givenFaults(given, other, [...path, 'inputs'], situationOf(place).isSure ? 'error' : 'warning');
}

/**
 * What is wrong with the inputs that a flow is given (flow-language §2.4): those that it does not declare, and required ones that
 * are missing. `path` is where they are given, `severity` that of a missing one.
 */
export function givenFaults(
  given: Mapping,
  other: Flow,
  path: Path,
  severity: InputFault['severity'],
): InputFault[] {
  const name = nameOf({ namespace: other.namespace, flowId: other.id });
  const ids = other.inputs.map(({ id }) => id);
  const undeclared = Object.keys(given)
    .filter((key) => !ids.some((id) => id === key || id.startsWith(`${key}.`)))
    .map(
      (key): InputFault => ({
        path: [...path, key],
        message: `The flow ${name} has no input '${key}'${didYouMean(suggest(key, ids))}`,
        severity: 'warning',
      }),
    );
  const missing = other.inputs
    .filter((input) => isNeeded(input) && !isGiven(input.id, given))
    .map(
      ({ id }): InputFault => ({
        path,
        message: `The flow ${name} needs the input '${id}', which is not given`,
        severity,
      }),
    );
  return [...undeclared, ...missing];
}

/** Whether an execution is refused without a value for it (flow-language §2.4). */
function isNeeded({ required, defaults, dependsOn, autoSelectFirst, values }: Input): boolean {
  const selectsFirst = autoSelectFirst === true && listOf(values).length > 0;
  return required !== false && isAbsent(defaults) && isAbsent(dependsOn) && !selectsFirst;
}

/** `a.b` is given as such, or perhaps inside `a`. */
function isGiven(id: string, given: Record<string, unknown>): boolean {
  return Object.entries(given).some(
    ([key, value]) => !isAbsent(value) && (id === key || id.startsWith(`${key}.`)),
  );
}
