import type { FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import { checkCalls } from './calls.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { checkCircles } from './circles.ts';

/**
 * What is wrong between flows: those that run others that do not exist or with the wrong inputs (flow-language §1.4, §6.1),
 * and circles. Violations name the file of their document; documents that are not valid have none.
 *
 * @param catalogue further flows that exist; by default those of the documents
 */
export function checkRepository(
  documents: readonly FlowDocument[],
  registry: Pick<FlowTypes, 'resolve'>,
  catalogue: Catalogue = catalogueOf(documents),
): Violation[] {
  return [
    ...documents.flatMap((document) => checkCalls(document, registry, catalogue)),
    ...checkCircles(documents, registry),
  ];
}
