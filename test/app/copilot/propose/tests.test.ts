import { describe, expect, it } from 'vitest';
import { changed, hello, world } from './world.ts';

const fetching = `id: fetching
namespace: company.team
tasks:
  - id: fetch
    type: io.kestra.plugin.core.http.Request
    uri: https://example.com/orders
  - id: shout
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.fetch.body | upper }}"
`;
const suite = `id: fetching_test
flowId: fetching
namespace: company.team
testCases:
  - id: shouts
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      tasks:
        - id: fetch
          outputs:
            body: three orders
    assertions:
      - value: "{{ outputs.shout.value }}"
        equalTo: THREE ORDERS
`;
const helloSuite = `# Ours.
id: hello_test
flowId: hello
namespace: company.team
testCases:
  - id: greets
    type: io.kestra.core.tests.flow.UnitTest
    assertions:
      - value: "{{ execution.state }}"   # it ends
        equalTo: SUCCESS
`;

describe('tests of a proposal', () => {
  it('are written beside the flow, run, and reported', async () => {
    const { says, propose, steps } = await world({ 'company.team/flows/hello.yaml': hello });
    says({ flow: fetching, tests: suite });
    const proposal = await propose({ prompt: 'fetch', tests: true });
    expect(proposal.files).toEqual([
      { path: 'company.team/flows/fetching.yaml', after: fetching },
      { path: 'company.team/tests/fetching.yaml', after: suite },
    ]);
    expect(proposal.tests?.counts).toMatchObject({ suites: 1, cases: 1, passed: 1 });
    expect(steps.at(-1)).toMatchObject({ kind: 'tested', round: 1 });
  });

  it('are asked for where the model gave none', async () => {
    const { says, propose, server } = await world();
    says({ flow: fetching }, { flow: fetching, tests: suite });
    const proposal = await propose({ prompt: 'fetch', tests: true });
    expect(proposal.rounds).toBe(2);
    expect(server.bodies()[1]).toContain('give a suite of unit tests');
  });

  it('that fail are sent back with what was expected and found', async () => {
    const { says, propose, server } = await world();
    says(
      { flow: fetching, tests: changed(suite, 'THREE ORDERS', 'FOUR ORDERS') },
      { flow: fetching, tests: suite },
    );
    const proposal = await propose({ prompt: 'fetch', tests: true });
    expect(proposal.rounds).toBe(2);
    expect(server.bodies()[1]).toContain('FOUR ORDERS');
    expect(server.bodies()[1]).toContain('found');
    expect(proposal.tests?.counts).toMatchObject({ passed: 1, failed: 0 });
  });

  it('that still fail after the last answer make it no proposal', async () => {
    const { says, failure, files } = await world();
    const wrong = { flow: fetching, tests: changed(suite, 'THREE ORDERS', 'FOUR ORDERS') };
    says(wrong, wrong, wrong);
    const before = files();
    const error = await failure({ prompt: 'fetch', tests: true });
    expect(error.failure).toBe('invalid');
    expect(error.violations).toMatchObject([{ file: 'tests/fetching.yaml', line: 14 }]);
    expect(files()).toEqual(before);
  });

  it('need a fixture for every task that acts outside, which never really acts', async () => {
    const { says, failure } = await world();
    const bare = changed(
      suite,
      suite.slice(suite.indexOf('    fixtures'), suite.indexOf('    assertions')),
      '',
    ).replace(/- value: .*\n.*\n/, '- value: "{{ execution.state }}"\n        equalTo: WARNING\n');
    const flow = changed(fetching, 'uri:', 'allowFailure: true\n    uri:').replace(
      '{{ outputs.fetch.body | upper }}',
      'done',
    );
    says({ flow, tests: bare }, { flow, tests: bare }, { flow, tests: bare });
    const error = await failure({ prompt: 'fetch', tests: true });
    expect(error.violations.map(({ message }) => message)).toContain(
      "the task 'fetch' acts outside: give the case a fixture for it",
    );
  });

  it('must be about the flow that is proposed', async () => {
    const { says, failure } = await world();
    const stray = changed(suite, 'flowId: fetching', 'flowId: hello');
    says(
      { flow: fetching, tests: stray },
      { flow: fetching, tests: stray },
      { flow: fetching, tests: stray },
    );
    const error = await failure({ prompt: 'fetch', tests: true });
    expect(error.violations).toMatchObject([
      { path: 'flowId', message: expect.stringContaining('fetching') },
    ]);
  });

  it('go on in the suite that the flow has, whose other lines stay', async () => {
    const { says, propose } = await world({ 'flows/hello.yaml': hello, 'tests/hello.yaml': helloSuite });
    const more = `${helloSuite.replace('# Ours.\n', '').replace('   # it ends', '')}  - id: greets_ada
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      inputs:
        name: Ada
    assertions:
      - value: "{{ execution.state }}"
        equalTo: SUCCESS
`;
    says({ flow: hello, tests: more });
    const { files, tests } = await propose({
      prompt: 'test it',
      tests: true,
      flow: { file: 'flows/hello.yaml', source: hello },
    });
    expect(files).toMatchObject([{ path: 'tests/hello.yaml', before: helloSuite }]);
    expect(files[0]!.after.startsWith(helloSuite.trimEnd())).toBe(true);
    expect(tests?.counts).toMatchObject({ cases: 2, passed: 2 });
  });

  it('that the flow has must still pass, though none are asked for', async () => {
    const { says, failure } = await world({ 'flows/hello.yaml': hello, 'tests/hello.yaml': helloSuite });
    const flow = changed(hello, 'core.log.Log\n    message:', 'core.execution.Fail\n    errorMessage:');
    says({ flow }, { flow }, { flow });
    const error = await failure({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    expect(error).toMatchObject({ failure: 'invalid', violations: [{ file: 'tests/hello.yaml' }] });
  });

  it('that failed before are no fault of the proposal', async () => {
    const failing = changed(helloSuite, 'equalTo: SUCCESS', 'equalTo: FAILED');
    const { says, propose } = await world({ 'flows/hello.yaml': hello, 'tests/hello.yaml': failing });
    says({ flow: changed(hello, '"Hello', '"Good day') });
    const proposal = await propose({ prompt: 'x', flow: { file: 'flows/hello.yaml', source: hello } });
    expect(proposal.tests?.counts).toMatchObject({ failed: 1 });
  });

  it('that people wrote are missed when they are gone', async () => {
    const { says, propose } = await world({ 'flows/hello.yaml': hello, 'tests/hello.yaml': helloSuite });
    says({ flow: hello, tests: changed(helloSuite, 'id: greets', 'id: other') });
    const { attention } = await propose({
      prompt: 'x',
      tests: true,
      flow: { file: 'flows/hello.yaml', source: hello },
    });
    expect(attention).toContain('The test case greets is removed.');
  });
});
