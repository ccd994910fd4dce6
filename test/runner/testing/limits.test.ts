import { describe, expect, it } from 'vitest';
import { runSuite } from './support.ts';

const testCase = (id: string) =>
  `  - id: ${id}\n    type: io.kestra.core.tests.flow.UnitTest\n    assertions: [{ value: "{{ execution.state }}", equalTo: SUCCESS }]\n`;

describe('limits of a run (github §8.2)', () => {
  it('given a time for all, then what runs is ended, and what did not begin says why', async () => {
    const endless = `tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ false }}"
    checkFrequency: { interval: PT0.001S, maxIterations: 1000000000, maxDuration: P1000D }
    tasks:
      - { id: again, type: io.kestra.plugin.core.debug.Return, format: x }
`;
    const { cases } = await runSuite(endless, testCase('one') + testCase('two'), {
      concurrency: 1,
      totalTimeout: 300,
    });
    expect(cases.map(({ result }) => result.state)).toEqual(['ERROR', 'ERROR']);
    expect(cases[0]!.result.errors[0]!.message).toMatch(/^The case was ended after /);
    expect(cases[1]!.result.errors[0]!.message).toBe(
      'The case was not run: the 0.3 s for all tests were over',
    );
  });

  it('given a confinement, then a task that really runs reaches no address of this machine', async () => {
    const { cases } = await runSuite(
      `tasks:\n  - { id: get, type: io.kestra.plugin.core.http.Request, uri: "http://127.0.0.1:1/" }\n`,
      testCase('one'),
      { confinement: { egress: { allow: [] } } },
    );
    expect(cases[0]!.result.state).toBe('FAILED');
    expect(cases[0]!.logs.map(({ message }) => message).join('\n')).toMatch(/127\.0\.0\.1/);
    expect(cases[0]!.logs.map(({ message }) => message).join('\n')).not.toContain('ECONNREFUSED');
  });
});
