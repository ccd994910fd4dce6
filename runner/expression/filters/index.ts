import type { Filter } from '../types.ts';
import { collectionFilters } from './collections.ts';
import { dateFilters } from './dates.ts';
import { encodingFilters } from './encodings.ts';
import { generalFilters } from './general.ts';
import { jqFilters } from './jq.ts';
import { numberFilters } from './numbers.ts';
import { textFilters } from './text.ts';

/** All filters by name (flow-language §4.6). */
export const filters: ReadonlyMap<string, Filter> = new Map(
  [
    generalFilters,
    textFilters,
    encodingFilters,
    collectionFilters,
    numberFilters,
    dateFilters,
    jqFilters,
  ].flatMap((group) => Object.entries(group)),
);
