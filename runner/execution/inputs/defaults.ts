import type { Input } from '../../flow/types.ts';
import { typeName } from './parse.ts';
import { renderDeep } from './renderDeep.ts';

/**
 * The default of an input, before it is parsed; `undefined` where there is none. Texts are rendered, in lists and maps too; an
 * empty result counts as none, except for text (flow-language §2.4, §4.12). Without `defaults`, `autoSelectFirst` selects
 * the first of the choices (surfaces §17).
 */
export async function defaultOf(
  input: Input,
  render: (template: string) => Promise<string>,
): Promise<unknown> {
  if (input.defaults !== undefined && input.defaults !== null) {
    const value = await renderDeep(input.defaults, render);
    return value === '' && !textual.has(typeName(input.type)) ? undefined : value;
  }
  const first = input.autoSelectFirst === true ? input.values?.[0] : undefined;
  return first !== undefined && typeName(input.type) === 'MULTISELECT' ? [first] : first;
}

const textual: ReadonlySet<string> = new Set(['STRING', 'ENUM', 'SELECT', 'EMAIL', 'SECRET']);
