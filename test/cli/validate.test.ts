import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repositoryOf, tutti } from './tutti.ts';

const parent = `id: parent
namespace: company.team
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: child
    inputs:
      regoin: eu
  - id: result
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.call.outputs.totl }}"
`;
const child = `id: child
namespace: company.team
inputs:
  - id: region
    type: STRING
    defaults: us
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.region }}"
outputs:
  - id: total
    type: STRING
    value: "1"
`;

let root: string;
let remove: () => void;
beforeEach(() => {
  ({ root, remove } = repositoryOf({
    'flows/parent.yaml': parent,
    'flows/child.yaml': child,
    'flows/broken.yaml': 'id: broken\nnamespace: company.team\ntasks: []\n',
    'flows/typo.yaml': `id: typo\nnamespace: company.team\ntasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Log\n    message: "{{ flow.idd ?? 'none' }} {{ outputs.a ?? 'none' }}"\n    runIf: "{{ flow.nmespace == 'x' or true }}"\n`,
    'flows/caller.yaml': parent
      .replace('id: parent', 'id: caller')
      .replace('flowId: child', 'flowId: broken'),
  }));
});
afterEach(() => remove());

describe('tutti validate', () => {
  test('given one file, knows the flows of its repository', async () => {
    const { code, out } = await tutti(['validate', 'flows/parent.yaml', '--json'], { cwd: root });
    expect(code).toBe(1);
    expect(JSON.parse(out).violations).toMatchObject([
      {
        file: 'flows/parent.yaml',
        line: 12,
        column: 39,
        path: 'tasks[result].message',
        message: expect.stringContaining('did you mean “outputs.call.outputs.total”?'),
        severity: 'error',
      },
      { line: 9, path: 'tasks[call].inputs.regoin', severity: 'warning' },
    ]);
  });

  test('given a subflow that is not valid, says nothing of what it may declare', async () => {
    const { code, out } = await tutti(['validate', 'flows/caller.yaml'], { cwd: root });
    expect({ code, out }).toEqual({ code: 0, out: '✔ 1 flow is valid\n' });
  });
});

describe('tutti run', () => {
  test('runs a flow all the same; with --verbose what validation finds is shown before', async () => {
    const options = { cwd: root, env: { TUTTI_HOME: `${root}/.tutti` } };
    const silent = await tutti(['run', 'flows/typo.yaml'], options);
    expect([silent.code, silent.err]).toEqual([1, '']);
    const verbose = await tutti(['run', 'flows/typo.yaml', '--verbose'], options);
    expect(verbose.code).toBe(1);
    expect(verbose.err).toContain('7:21  warning  tasks[a].runIf: `flow.nmespace` does not exist');
    expect(verbose.out).toContain('Unable to find `nmespace`');
  });
});
