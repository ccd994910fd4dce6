/**
 * The expression language (flow-language §4): Pebble with Kestra's extension.
 *
 * - `render`, `renderTyped`, `renderDeep` evaluate at once; they throw `ServicesNeeded` or `Pending` where an expression
 *   needs more than its variables.
 * - `settle` runs such an evaluation as often as its pending values ask for.
 * - `readsOf` says which variables a template reads, without evaluating it; `referencesOf` also where and how;
 *   `argumentsOf` what a function is called with.
 */
export type { Reads } from './analysis.ts';
export { readsOf } from './analysis.ts';
export { argumentsOf } from './calls.ts';
export { parseJson } from './java/json.ts';
export { javaNumberText, toJson, toText } from './java/text.ts';
export type { Reference, ReferencePath, ReferenceSegment } from './references.ts';
export { pathOf, referencesOf } from './references.ts';
export type { RenderOptions } from './render.ts';
export { check, render, renderDeep, renderTyped, renderTypedDeep, settle } from './render.ts';
export { isTruthy, isTruthyCondition } from './truth.ts';
export type { HttpCall, Limits, Services, TaskState, TemplatePosition, Variables } from './types.ts';
export { Double, ExpressionError, Pending, ServicesNeeded } from './types.ts';
