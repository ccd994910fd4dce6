import { check, type Reference, referencesOf } from '../expression/index.ts';
import { pathText } from '../flow/report.ts';
import type { FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import type { Path } from '../flow/values.ts';
import type { Catalogue } from './catalogue.ts';
import { checkDurations } from './durations.ts';
import { faultOf, type ReferenceFault } from './faults.ts';
import { placesOf } from './places.ts';
import { scopesOf } from './scope.ts';
import { type MapShape, present } from './shapes.ts';
import { type Template, templatesOf } from './templates.ts';

/**
 * What the expressions of a flow read that is not there (flow-language §4.4, §4.11): an error where a run must fail by it, a
 * warning where it may. Durations that are none are among them. Documents that are not valid have no violations here: what is wrong with them comes first.
 *
 * @param registry the types of the flow are loaded
 * @param catalogue where the flows are found that it runs; without it nothing is known of their outputs
 */
export function checkExpressions(
  document: FlowDocument,
  registry: Pick<FlowTypes, 'resolve' | 'get'>,
  catalogue?: Catalogue,
): Violation[] {
  const { flow } = document;
  if (!flow) return [];
  const places = placesOf(flow, registry.resolve);
  const scopes = scopesOf(flow, places, registry, catalogue);
  const violations = new Map<string, Violation>();
  let scope: { reader: Template['reader']; variables: MapShape } | undefined;

  for (const template of templatesOf(flow, places, registry)) {
    const { text, path, reader, tested } = template;
    const references = referencesOf(text, tested);
    if (references.length === 0) continue;
    if (!scope || !isSame(scope.reader, reader))
      scope = {
        reader,
        variables: reader.kind === 'input' ? scopes.ofInput(reader.input) : scopes.of(reader),
      };
    const variables = withFurther(scope.variables, template);
    const found = references.flatMap((reference) => {
      const fault = faultOf(reference, variables);
      const severity = fault && severityOf(fault, reference, template);
      return severity ? [{ ...violationAt(document, path, fault), severity }] : [];
    });
    // What cannot be compiled reads nothing, and is reported for that.
    if (found.length === 0 || check(text).length > 0) continue;
    for (const violation of found)
      violations.set(`${violation.line}:${violation.column} ${violation.message}`, violation);
  }
  return [...violations.values(), ...checkDurations(document, places, registry)];
}

/** Templates of one task follow each other, and most share their variables. */
function isSame(a: Template['reader'], b: Template['reader']): boolean {
  if (a.kind === 'task' && b.kind === 'task') return a.place === b.place && a.after === b.after;
  return a.kind === b.kind && a.kind !== 'input';
}

/** The variables, and those that only this template knows. */
function withFurther(variables: MapShape, { further, isLoose }: Template): MapShape {
  if (isLoose) return { ...variables, find: (key) => variables.find(key) ?? present() };
  if (further.length === 0) return variables;
  return { ...variables, find: (key) => (further.includes(key) ? present() : variables.find(key)) };
}

function severityOf(
  { presence, isHard }: ReferenceFault,
  { guarded, always }: Reference,
  { isSure, isAlone, isLoose }: Template,
): 'error' | 'warning' | undefined {
  if (guarded && !isHard) return undefined;
  if (presence === 'maybe') return always && isAlone && !isLoose ? 'warning' : undefined;
  return always && isSure && !isLoose ? 'error' : 'warning';
}

function violationAt(
  { file, flow, locate }: FlowDocument,
  path: Path,
  { at, message }: ReferenceFault,
): Omit<Violation, 'severity'> {
  return { file, ...(locate(path, at) ?? { line: 1, column: 1 }), path: pathText(flow, path), message };
}
