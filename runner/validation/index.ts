/**
 * Validation that explains: what the expressions of a flow read, and what flows expect of each other, checked before anything
 * runs.
 *
 * - `checkExpressions` looks at one flow, `checkRepository` at what flows say about each other.
 * - `catalogueOf` tells both which flows there are; `calledFlows` which ones a flow needs to know.
 * - `givenFaults` looks at the inputs that a flow is given, `placesOf` tells where its tasks stand.
 */
import type { FlowDocument, FlowTypes } from '../flow/types.ts';
import { callsOf } from './calls.ts';
import type { FlowName } from './catalogue.ts';

export { givenFaults } from './calls.ts';
export type { Catalogue, FlowName } from './catalogue.ts';
export { catalogueOf } from './catalogue.ts';
export { checkExpressions } from './expressions.ts';
export { chainOf, hasValue, isLoopChild, placesOf, type TaskPlace } from './places.ts';
export { checkRepository } from './repository.ts';

/** The flows that a document's flow runs, where their names are known. */
export function calledFlows({ flow }: FlowDocument, registry: Pick<FlowTypes, 'resolve'>): FlowName[] {
  return flow ? callsOf(flow, registry).map(({ called }) => called) : [];
}
