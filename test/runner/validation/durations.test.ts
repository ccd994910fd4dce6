import { describe, expect, it } from 'vitest';
import { found } from './support.ts';

const sleep = (properties: string) => `tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    ${properties}
`;

describe('durations of tasks (flow-language §4.12)', () => {
  it('that are none are told at their place, with what is expected', async () => {
    expect(await found(sleep('duration: 5 minutes'))).toEqual([
      'warning 6:15 must be a duration such as PT5M or PT1H30M, but found "5 minutes"',
    ]);
    expect(await found(sleep('duration: PT1S\n    timeout: 10m'))).toEqual([
      'warning 7:14 must be a duration such as PT5M or PT1H30M, but found "10m"',
    ]);
  });

  it.each([
    'duration: PT5M',
    'duration: 10',
    'duration: "{{ execution.id }}"',
    'duration: P1D\n    disabled: false',
  ])('may be written as %s', async (properties) => {
    expect(await found(sleep(properties))).toEqual([]);
  });
});
