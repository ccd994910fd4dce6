import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

/** Names of the states that an execution can be in (flow-language §5.1). */
export const stateNames = [
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
] as const;

/** States as written. */
export const states = () => fixed(z.array(z.enum(stateNames)));
