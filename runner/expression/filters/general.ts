import { className } from '../java/className.ts';
import { isEmpty } from '../tests/empty.ts';
import type { Filter } from '../types.ts';
import { filter } from './define.ts';

/** Filters of any value (flow-language §4.6). A missing input comes to `default` as `undefined`. */
export const generalFilters: Readonly<Record<string, Filter>> = {
  default: {
    params: ['default'],
    apply: (input, [fallback]) => (isEmpty(input) ? (fallback ?? null) : input),
  },
  className: filter([], className),
};
