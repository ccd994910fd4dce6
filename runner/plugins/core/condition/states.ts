import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

/** States that an execution can be in, by name (flow-language §5.1). */
export const states = () =>
  fixed(
    z.array(
      z.enum([
        'CREATED',
        'RUNNING',
        'PAUSED',
        'RESTARTED',
        'KILLING',
        'SUCCESS',
        'WARNING',
        'FAILED',
        'KILLED',
        'CANCELLED',
        'QUEUED',
        'RETRYING',
        'RETRIED',
        'SKIPPED',
        'BREAKPOINT',
      ]),
    ),
  );
