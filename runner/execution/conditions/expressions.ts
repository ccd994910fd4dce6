import { isTruthy } from '../../expression/index.ts';
import { text } from './property.ts';
import type { Evaluation } from './types.ts';

/** Conditions that are an expression (flow-language §6.12). */
export const expressionConditions: Readonly<Record<string, Evaluation>> = {
  async Expression(condition, context) {
    const rendered = (await text(condition, 'expression', context)).trim();
    return rendered !== '' && rendered !== 'false';
  },

  async ExecutionOutputs({ expression, type }, { execution, render }) {
    if (!execution?.outputs || Object.keys(execution.outputs).length === 0) return false;
    if (expression === undefined) throw new Error(`\`expression\` of ${type} is missing`);
    const trigger = { ...execution.trigger?.variables, outputs: execution.outputs };
    return isTruthy((await render(String(expression), { trigger })).trim());
  },
};
