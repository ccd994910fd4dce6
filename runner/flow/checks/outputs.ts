import type { Report } from '../report.ts';
import type { Mapping, Path } from '../values.ts';
import { eachMapping } from './document.ts';
import { checkId, inputId } from './ids.ts';
import { checkItemType, checkValueType } from './inputs.ts';
import { checkShape, type Shape } from './shape.ts';

const output: Shape = {
  id: { kind: 'text' },
  type: { kind: 'text' },
  value: { kind: 'any', required: true },
  displayName: { kind: 'text' },
  description: { kind: 'text' },
  required: { kind: 'boolean' },
  itemType: { kind: 'text' },
};

// For the JSON Schema of a flow.
export { output as outputShape };

/** Checks the outputs a flow declares (flow-language §3.4). */
export function checkOutputs(report: Report, outputs: unknown): void {
  eachMapping(report, outputs, ['outputs'], checkOutput);
}

function checkOutput(report: Report, value: Mapping, path: Path): void {
  checkId(report, value, path, inputId);
  checkValueType(report, value, path, 'outputs');
  checkShape(report, value, path, 'io.kestra.core.models.flows.Output', output);
  checkItemType(report, value, path);
}
