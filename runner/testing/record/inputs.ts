import { encryptedType } from '../../engine/encryption.ts';
import { isMapping, type Mapping } from '../../flow/values.ts';
import type { Recording } from './index.ts';
import type { PortableValues } from './portable.ts';

/** What stands for an input of type SECRET. */
const placeholder = 'not-recorded';

/** The inputs as the execution had them, and where secrets are left out, by paths in `given`. */
export async function recordInputs(
  { execution, flow }: Recording,
  { portable }: PortableValues,
): Promise<{ given?: Mapping; secrets: string[][] }> {
  const secrets: string[][] = [];
  const secretIds = new Set(flow.inputs.filter(({ type }) => type === 'SECRET').map(({ id }) => id));
  const without = (value: unknown, path: string[]): unknown => {
    if (secretIds.has(path.join('.')) || isEncrypted(value)) {
      secrets.push(path);
      return placeholder;
    }
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, without(item, [...path, key])]),
    );
  };
  const { inputs = {} } = execution;
  if (Object.keys(inputs).length === 0) return { secrets };
  const given = without(inputs, []);
  return { given: (await portable(given, 'input')) as Mapping, secrets };
}

function isEncrypted(value: unknown): boolean {
  return isMapping(value) && value['type'] === encryptedType;
}
