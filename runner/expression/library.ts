import { filters } from './filters/index.ts';
import { functions } from './functions/index.ts';
import { tests } from './tests/index.ts';
import type { Filter, PebbleFunction, PebbleTest } from './types.ts';

/** What expressions can call, by name. */
export interface Library {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly functions: ReadonlyMap<string, PebbleFunction>;
  readonly tests: ReadonlyMap<string, PebbleTest>;
}

/** Filters, functions and tests of Kestra (flow-language §4.6, §4.7, §4.9). */
export const library: Library = { filters, functions, tests };
