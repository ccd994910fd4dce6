/**
 * Inputs of flows (flow-language §2): what was submitted is completed with defaults, converted, checked and nested.
 *
 * - `resolveInputs` gives the inputs of an execution, or rejects with `InputsError`.
 * - `inspectInputs` says for each input what became of it, for forms.
 */
export { InputsError } from './errors.ts';
export { inspectInputs, resolveInputs } from './resolve.ts';
export type { InputContext, InputReport } from './types.ts';
