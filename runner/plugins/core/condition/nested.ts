import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

/** Conditions inside a condition: one at least (flow-language §6.12). */
export const conditions = () =>
  fixed(
    z
      .array(z.looseObject({}), {
        error: (issue) =>
          issue.input === undefined || issue.input === null ? 'must not be empty' : undefined,
      })
      .min(1, 'must not be empty'),
  );
