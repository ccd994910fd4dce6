import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitRepository } from '../support/gitRepository.ts';
import { repositoryOf, tutti } from './tutti.ts';

const flow = `id: hello
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello
`;
const suite = `id: hello_suite
namespace: company.team
flowId: hello
testCases:
  - id: greets
    type: io.kestra.core.tests.flow.UnitTest
    fixtures:
      tasks: [{ id: greet }]
    assertions:
      - value: "{{ execution.state }}"
        equalTo: SUCCESS
`;

let root: string;
let remove: () => void;
beforeEach(() => {
  ({ root, remove } = repositoryOf({
    'flows/hello.yaml': flow,
    'tests/hello.yaml': suite,
    'tests/wrong.yaml': suite.replace('hello_suite', 'wrong').replace('id: greet }', 'id: gret }'),
    'tests/data.yaml': '- 1\n',
    'elsewhere/suite.yaml': suite.replace('equalTo', 'equal'),
  }));
});
afterEach(() => remove());

describe('tutti validate, where there are unit tests', () => {
  test('checks all of the repository, and shows what is wrong where it stands', async () => {
    const { code, out } = await tutti(['validate'], { cwd: root });
    expect(code).toBe(1);
    expect(out).toContain('tests/wrong.yaml\n  8:');
    expect(out).toContain("the flow has no task 'gret', did you mean “greet”?");
    expect(out).toContain('tasks: [{ id: gret }]');
    expect(out).toContain('✖ 1 error in 1 of 3 files');
    expect(out).not.toContain('data.yaml');
  });

  test('checks the files and folders that are named, a suite outside of tests/ too', async () => {
    expect(await tutti(['validate', 'tests/hello.yaml'], { cwd: root })).toMatchObject({
      code: 0,
      out: '✔ 1 test suite is valid\n',
    });
    expect(await tutti(['validate', 'flows', 'tests/hello.yaml'], { cwd: root })).toMatchObject({
      code: 0,
      out: '✔ 1 flow and 1 test suite are valid\n',
    });
    const { code, out } = await tutti(['validate', 'elsewhere/suite.yaml', '--json'], { cwd: root });
    expect(code).toBe(1);
    expect(JSON.parse(out).violations).toMatchObject([
      { file: 'elsewhere/suite.yaml', line: 11, message: expect.stringContaining('did you mean “equalTo”?') },
    ]);
  });

  test('checks what is committed, with --ref', async () => {
    const repository = gitRepository();
    try {
      repository.commit({ 'flows/hello.yaml': flow, 'tests/hello.yaml': suite });
      repository.put('tests/hello.yaml', 'testCases: [');
      const { root: cwd } = repository;
      expect(await tutti(['validate', '--ref', 'main'], { cwd })).toMatchObject({
        code: 0,
        out: '✔ 1 flow and 1 test suite are valid\n',
      });
      expect(await tutti(['validate', '--ref', 'main', 'tests'], { cwd })).toMatchObject({
        code: 0,
        out: '✔ 1 test suite is valid\n',
      });
      expect((await tutti(['validate'], { cwd })).code).toBe(1);
    } finally {
      repository.remove();
    }
  });
});
