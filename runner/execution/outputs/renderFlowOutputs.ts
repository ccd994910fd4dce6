import type { FlowOutput } from '../../flow/types.ts';
import { messageOf } from '../inputs/errors.ts';
import { shownText } from '../inputs/java/text.ts';
import { isSecret, parseValue, seal } from '../inputs/parse.ts';
import { renderDeep } from '../inputs/renderDeep.ts';
import type { ValueContext } from '../inputs/types.ts';

/** What rendering the outputs of a flow needs from outside. */
export interface OutputContext extends ValueContext {
  /** Renders in text mode, with the variables of the ended execution. */
  render(template: string): Promise<string>;
  /** Told why an output that is not required is left out. */
  warn(message: string): void;
}

/** Outputs that cannot be rendered or converted: the execution fails with `Failed to render output values: <message>`. */
export class OutputsError extends Error {
  override name = 'OutputsError';
}

/**
 * The outputs of an ended execution (flow-language §3.4): every text in the declared values is rendered, the result converted
 * to the declared type. Nulls are left out; `undefined` where no output remains.
 *
 * @throws OutputsError at the first output that cannot be rendered, unless it is not required, or converted
 */
export async function renderFlowOutputs(
  declared: readonly FlowOutput[],
  context: OutputContext,
): Promise<Record<string, unknown> | undefined> {
  const outputs: [id: string, value: unknown][] = [];
  for (const output of declared) {
    const rendered = await renderValue(output, context);
    if (rendered !== null && rendered !== undefined)
      outputs.push([output.id, await convert(output, rendered, context)]);
  }
  const present = outputs.filter(([, value]) => value !== null);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

/** Null where an output that is not required cannot be rendered. */
async function renderValue(output: FlowOutput, context: OutputContext): Promise<unknown> {
  try {
    return await renderDeep(output.value, (template) => context.render(template));
  } catch (error) {
    if (output.required !== false) throw new OutputsError(messageOf(error), { cause: error });
    context.warn(`Unable to render the output \`${output.id}\`, which is not required: ${messageOf(error)}`);
    return null;
  }
}

async function convert(output: FlowOutput, value: unknown, context: OutputContext): Promise<unknown> {
  try {
    return await seal(output, await parseValue(output, value, context), context);
  } catch (error) {
    const received = isSecret(output) ? '******' : shownText(value);
    throw new OutputsError(
      `${output.id}: Invalid output for \`${output.id}\`, ${messageOf(error)}, but received \`${received}\``,
      { cause: error },
    );
  }
}
