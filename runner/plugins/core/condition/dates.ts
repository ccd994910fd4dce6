import { enumeration, string } from '../../../plugin/properties.ts';

/** The date that a condition looks at (flow-language §6.12). */
export const date = () =>
  string()
    .default('{{ trigger.date }}')
    .describe('ISO date and time to look at; by default that of the schedule.');

export const dayOfWeek = () =>
  enumeration(['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']).describe(
    'Name of the day.',
  );
