import { toText } from '../../expression/java/text.ts';
import type { Input } from '../../flow/types.ts';
import { InvalidValue, messageOf } from './errors.ts';
import { typeName } from './parse.ts';

/**
 * A SELECT or MULTISELECT with its `values` as text: those written, or those that its `expression` gives. Other inputs are
 * returned as they are (flow-language §2.2).
 *
 * @param renderTyped renders in typed mode, with the variables of the input's dependencies
 * @throws InvalidValue where the expression fails or gives no list, and where `values` and `options` are both there
 */
export async function withChoices(
  input: Input,
  renderTyped: (template: string) => Promise<unknown>,
): Promise<Input> {
  const type = typeName(input.type);
  if (type !== 'SELECT' && type !== 'MULTISELECT') return input;
  if (type === 'MULTISELECT' && input.values !== undefined && input.options !== undefined) {
    throw new InvalidValue("you can't define both `values` and `options`");
  }
  const values = input.values ?? input.options;
  if (values !== undefined || input.expression === undefined) {
    return values === undefined ? input : { ...input, values: values.map(String) };
  }
  return { ...input, values: await evaluate(input.expression, renderTyped) };
}

async function evaluate(
  expression: string,
  renderTyped: (template: string) => Promise<unknown>,
): Promise<string[]> {
  let result: unknown;
  try {
    result = await renderTyped(expression.trim());
  } catch (error) {
    throw new InvalidValue(`Cannot render 'expression'. Cause: ${messageOf(error)}`);
  }
  if (!Array.isArray(result)) {
    throw new InvalidValue(
      `Invalid expression result. Expected a list of strings, but received ${kindOf(result)}`,
    );
  }
  return result.map(toText);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? 'map' : typeof value;
}
