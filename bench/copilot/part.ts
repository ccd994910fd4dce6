import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../runner/flow/values.ts';

/** Whether a value is what a part describes: see `Expectation`. */
export function isPart(part: unknown, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof part === 'string' && /^\/.+\/i?$/s.test(part)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return regularExpression(part).test(text);
  }
  if (Array.isArray(part))
    return Array.isArray(value) && part.every((one) => value.some((other) => isPart(one, other)));
  if (isMapping(part))
    return (
      isMapping(value) && Object.entries(part).every(([key, one]) => key in value && isPart(one, value[key]))
    );
  return isDeepStrictEqual(part, value);
}

/** Whether a part stands anywhere in a value, at any depth. */
export function stands(part: unknown, value: unknown): boolean {
  if (isPart(part, value)) return true;
  const inner = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : [];
  return inner.some((one) => stands(part, one));
}

/** The value at a property path, where items of lists are named by index or `id`. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(/[.[\]]/)
    .filter((step) => step !== '')
    .reduce<unknown>((at, step) => {
      if (Array.isArray(at))
        return at.find((item) => isMapping(item) && item['id'] === step) ?? at[Number(step)];
      return isMapping(at) ? at[step] : undefined;
    }, value);
}

function regularExpression(text: string): RegExp {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}
